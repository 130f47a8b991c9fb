"""The catalogue of proactive publication: kept by its unit, in and out as a spreadsheet that nobody can booby-trap."""

import io
import zipfile
from datetime import timedelta

import pytest
from openpyxl import Workbook, load_workbook

from governance.access import Role
from governance.disclosure_catalogue import DisclosureItem
from governance.errors import Forbidden, Refused, Stale
from governance.sheets import MOST_BYTES, write_sheets
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES, someone
from tests.governance.office import DRAFTER, OFFICE, Office

HEAD = ["公开类别", "公开事项", "公开内容", "责任单位", "公开时限"]
ROWS = [
    ["社会救助", "最低生活保障", "标准、条件、流程", "某市民政局", "20个工作日内"],
    ["社会救助", "临时救助", "标准、条件", "某市民政局", "20个工作日内"],
]


def sheet(*rows: list[str], above: int = 0) -> bytes:
    book = Workbook()
    page = book.worksheets[0]
    for row in ([["某市民政局主动公开基本目录"]] * above) + list(rows):
        page.append(row)
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def fields(**changed: str) -> dict[str, str]:
    return {"category": "养老", "matter": "高龄津贴", "content": "标准", "responsible": "某市民政局"} | changed


def put(office: Office, **changed: str) -> DisclosureItem:
    return office.disclosure.put(DRAFTER, fields(**changed), unit_id=CIVIL_AFFAIRS, now=NOON)


def test_a_spreadsheet_is_taken_in_and_comes_out_the_same(office: Office) -> None:
    report = office.disclosure.take_in(DRAFTER, sheet(HEAD, *ROWS, above=2), unit_id=CIVIL_AFFAIRS, now=NOON)

    out = load_workbook(io.BytesIO(office.disclosure.as_sheet(DRAFTER))).worksheets[0]
    rows = [list(row) for row in out.iter_rows(values_only=True)]
    assert (report.added, report.problems) == (2, ())
    assert rows[0] == [*HEAD[:4], "公开依据", "公开时限", "公开渠道", "公开对象"]
    assert {(row[1], row[5]) for row in rows[1:]} == {("最低生活保障", ROWS[0][4]), ("临时救助", ROWS[1][4])}


def test_taken_in_again_only_what_changed_is_changed(office: Office) -> None:
    office.disclosure.take_in(DRAFTER, sheet(HEAD, *ROWS), unit_id=CIVIL_AFFAIRS, now=NOON)
    changed = [ROWS[0], [*ROWS[1][:4], "10个工作日内"]]

    report = office.disclosure.take_in(DRAFTER, sheet(HEAD, *changed), unit_id=CIVIL_AFFAIRS, now=NOON)

    assert (report.added, report.changed, report.unchanged) == (0, 1, 1)


def test_a_row_that_lacks_something_is_named_and_the_others_are_taken(office: Office) -> None:
    lacking = ["社会救助", "", "标准", "某市民政局", ""]

    report = office.disclosure.take_in(DRAFTER, sheet(HEAD, lacking, *ROWS), unit_id=CIVIL_AFFAIRS, now=NOON)

    assert report.added == 2 and report.problems == ("第 2 行：缺少公开事项。",)


def test_a_formula_stays_a_text_on_the_way_out(office: Office) -> None:
    put(office, content='=HYPERLINK("http://x","点")')

    cell = load_workbook(io.BytesIO(office.disclosure.as_sheet(DRAFTER))).worksheets[0]["C2"]

    assert (cell.data_type, cell.value) == ("s", '=HYPERLINK("http://x","点")')


def bomb() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/workbook.xml", b"0" * (70 * 1024 * 1024))
    return packed.getvalue()


def with_entities() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet(HEAD, *ROWS))) as old, zipfile.ZipFile(packed, "w") as new:
        for part in old.namelist():
            data = old.read(part)
            if part.endswith("sheet1.xml"):
                data = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + data.split(b"?>", 1)[-1]
            new.writestr(part, data)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "不是可以读取"),
        (b"PK\x03\x04 broken", "不是可以读取"),
        ("公开类别,公开事项".encode(), "不是可以读取"),
        (b"0" * (MOST_BYTES + 1), "超过 8 MB"),
        (bomb(), "超过 64 MB"),
        (with_entities(), "不是可以读取"),
        (sheet(["甲", "乙"], ["1", "2"]), "没有找到表头"),
        (write_sheets([("空", [], [])]), "没有找到表头"),
    ],
    ids=["empty", "broken", "csv", "large", "bomb", "entities", "no head", "no rows"],
)
def test_a_file_that_is_no_catalogue_is_refused_with_what_to_do(office: Office, data: bytes, told: str) -> None:
    with pytest.raises(Refused, match=told):
        office.disclosure.take_in(DRAFTER, data, unit_id=CIVIL_AFFAIRS, now=NOON)


def test_too_many_rows_are_refused_whole(office: Office) -> None:
    rows = [["类", f"事项{i}", "内容", "单位", ""] for i in range(5_001)]

    with pytest.raises(Refused, match="超过 5000 行"):
        office.disclosure.take_in(DRAFTER, sheet(HEAD, *rows), unit_id=CIVIL_AFFAIRS, now=NOON)

    assert office.disclosure.listed(OFFICE) == []


def test_an_item_is_changed_only_by_who_saw_it_last(office: Office) -> None:
    item = put(office)
    office.disclosure.put(
        DRAFTER, fields(content="新"), unit_id=CIVIL_AFFAIRS, item_id=item.id, version=item.version, now=NOON
    )

    with pytest.raises(Stale):
        office.disclosure.put(
            DRAFTER, fields(content="旧"), unit_id=CIVIL_AFFAIRS, item_id=item.id, version=item.version, now=NOON
        )
    with pytest.raises(Refused, match="已有"):
        put(office)

    (held,) = office.disclosure.listed(DRAFTER)
    assert held.content == "新"


def test_removing_needs_a_reason_and_frees_the_name(office: Office) -> None:
    item = put(office)
    with pytest.raises(Refused, match="理由"):
        office.disclosure.remove(DRAFTER, item.id, reason="", version=item.version, now=NOON)

    office.disclosure.remove(DRAFTER, item.id, reason="职责划出", version=item.version, now=NOON)

    assert office.disclosure.listed(DRAFTER) == []
    assert office.disclosure.put(DRAFTER, fields(), unit_id=CIVIL_AFFAIRS, now=NOON + timedelta(days=1))


def test_a_unit_keeps_its_own_catalogue_only(office: Office) -> None:
    item = put(office)
    stranger = someone(Role.DRAFTER, unit=TAXES)

    with pytest.raises(Forbidden):
        office.disclosure.take_in(stranger, sheet(HEAD, *ROWS), unit_id=CIVIL_AFFAIRS, now=NOON)
    with pytest.raises(Forbidden):
        office.disclosure.remove(stranger, item.id, reason="x", version=item.version, now=NOON)
    assert office.disclosure.listed(stranger) == [] and len(office.disclosure.listed(OFFICE)) == 1
