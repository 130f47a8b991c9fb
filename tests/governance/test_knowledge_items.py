"""Items of the hotline's knowledge base come in as drafts that nobody is given, and go out as they came."""

import io

import pytest
from openpyxl import load_workbook

from governance.errors import Forbidden, Refused
from governance.sheets import write_sheets
from kb.approved import ApprovedState
from kb.units import Unit
from tests.governance.acting import CIVIL_AFFAIRS, NOON, TAXES
from tests.governance.approving import ANSWER, QUESTION, active_answer
from tests.governance.office import DRAFTER, Office

HEAD = ("类目", "标题", "内容", "发文单位", "材料性质", "关键字")
ROW = ("民政/低保", "低保怎么申请？", "向户籍所在地街道提出。", "", "热点问答", "低保,救助")


def sheet(*rows: tuple[str, ...]) -> bytes:
    return write_sheets([("知识条目", HEAD, rows)])


def test_a_row_becomes_a_draft_of_the_unit_once(office: Office) -> None:
    reports = [office.items.take_in(DRAFTER, sheet(ROW), unit_id=CIVIL_AFFAIRS, now=NOON) for _ in range(2)]

    (item,) = office.approved.listed(DRAFTER)
    assert [(report.added, report.unchanged) for report in reports] == [(1, 0), (0, 1)]
    assert item.state is ApprovedState.DRAFT and item.keywords == ("低保", "救助") and item.category == "民政/低保"


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("", *ROW[1:]), "第 2 行：缺少类目。"),
        ((ROW[0], "长" * 129, *ROW[2:]), "第 2 行：标题超过 128 字。"),
        ((*ROW[:5], "关" * 21), f"第 2 行：关键字“{'关' * 21}”不符合要求：每个不超过 20 字，且不与标题相同。"),
        ((*ROW[:5], ROW[1]), f"第 2 行：关键字“{ROW[1]}”不符合要求：每个不超过 20 字，且不与标题相同。"),
        ((*ROW[:3], "某市税务局", *ROW[4:]), "第 2 行：发文单位“某市税务局”不是本单位，请由该单位导入。"),
        ((ROW[0], ROW[1], "长" * 5001, *ROW[3:]), "第 2 行：答复超过 5000 字，请分成几条口径。"),
    ],
)
def test_a_row_that_breaks_the_form_is_told_by_its_number(office: Office, row: tuple[str, ...], told: str) -> None:
    office.units.put([Unit("某市税务局", id=TAXES)])

    report = office.items.take_in(DRAFTER, sheet(row), unit_id=CIVIL_AFFAIRS, now=NOON)

    assert report.problems == (told,) and office.approved.listed(DRAFTER) == []


def test_more_than_a_thousand_rows_are_refused(office: Office) -> None:
    rows = [(ROW[0], f"问题{i}", *ROW[2:]) for i in range(1001)]

    with pytest.raises(Refused, match="超过 1000 行"):
        office.items.take_in(DRAFTER, sheet(*rows), unit_id=CIVIL_AFFAIRS, now=NOON)


def test_only_for_the_own_unit(office: Office) -> None:
    with pytest.raises(Forbidden):
        office.items.take_in(DRAFTER, sheet(ROW), unit_id=TAXES, now=NOON)


def test_what_is_in_use_goes_out_in_the_form_it_comes_in(office: Office) -> None:
    office.units.put([Unit("某市民政局", id=CIVIL_AFFAIRS)])
    active_answer(office, office.published())
    office.items.take_in(DRAFTER, sheet(ROW), unit_id=CIVIL_AFFAIRS, now=NOON)

    rows = list(load_workbook(io.BytesIO(office.items.as_sheet(DRAFTER))).worksheets[0].iter_rows(values_only=True))

    assert rows[0] == HEAD and len(rows) == 2
    assert rows[1][1:4] == (QUESTION, ANSWER, "某市民政局")
