"""A notice of Guangzhou goes the whole way: uploaded, corrected, interpreted, returned once, published, answered from.

The older notice it repeals is gone from answers at once, and its approved answer is back with its owner.
"""

from collections.abc import Iterator
from datetime import date, datetime
from importlib.resources import files

import pytest

from bot.answers import AnswerStatus
from governance.access import Actor, Role
from governance.approved_wording import Wording
from governance.duties import DutyKind
from governance.interpretation_template import Element, InterpretationForm, as_draft
from governance.publication_states import CaseState, Disclosure
from ingestion.reading import Reading
from ingestion.uploads import read_upload
from kb.approved import ApprovedSource, ApprovedState
from kb.documents import Fact
from kb.moments import CHINA
from service.compose import Parts, build
from service.compose_publication import Publishing
from service.settings import Settings

CIVIL, OFFICE_UNIT = "u-civil", "u-office"
DRAFTER = Actor("p-1", "张三", frozenset({Role.DRAFTER}), CIVIL)
REVIEWER = Actor("p-2", "李四", frozenset({Role.REVIEWER}), CIVIL)
OFFICE = Actor("p-3", "王五", frozenset({Role.DISCLOSURE_OFFICE}), OFFICE_UNIT)
NOW = datetime(2025, 6, 3, 9, 0, tzinfo=CHINA)
ON = date(2025, 6, 4)
OLD_NUMBER, NEW_NUMBER = "穗民规字〔2024〕5号", "穗民规字〔2025〕2号"
OLD = f"""关于提高我市2024年最低生活保障及相关社会救助标准的通知
{OLD_NUMBER}

各区人民政府：
　　为保障困难群众基本生活，现就有关事项通知如下：
　　一、全市城乡最低生活保障标准为每人每月1238元。
　　二、本通知自2024年1月1日起执行。

广州市民政局
2024年3月20日
"""
OLD_ANSWER = "全市低保标准是每人每月1238元。"


@pytest.fixture
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with build(Settings(home=tmp_path_factory.mktemp("home"))) as parts:
        yield parts


def version(desk: Publishing, document_id: str) -> int:
    return desk.lists.case(OFFICE, document_id).version


def uploaded(desk: Publishing, data: bytes, name: str) -> str:
    with Reading() as reading:
        upload = read_upload(reading, data, name=name)
    assert upload.reasons == ()
    case = desk.intake.take_in(DRAFTER, upload.incoming[0], unit_id=CIVIL, now=NOW)
    desk.preparation.set_disclosure(DRAFTER, case.document_id, Disclosure.PROACTIVE, version=case.version, now=NOW)
    return case.document_id


def interpreted(desk: Publishing, document_id: str) -> None:
    draft = desk.interpretations.plan(
        DRAFTER,
        document_id,
        forms=[InterpretationForm.ARTICLE],
        first_interpreter="局长",
        is_by_head=True,
        now=NOW,
    )
    template = desk.interpretations.template(DRAFTER, document_id)
    words = {
        Element.STANDARDS: "领低保的人今年每个月能多拿一些，具体数额见文件。"
        + as_draft(template[Element.STANDARDS][:1])
    }
    words[Element.BENEFITS] = "以前少发的部分区里会补发，不用再去申请，钱直接打到原来的账户。"
    written = desk.interpretations.write(
        DRAFTER, document_id, title=draft.title, elements=words, version=draft.version, now=NOW
    )
    desk.interpretations.sign(REVIEWER, document_id, version=written.version, now=NOW)


def set_right(desk: Publishing, document_id: str, fact: Fact, value: str) -> None:
    desk.preparation.correct_fact(
        DRAFTER, document_id, fact, value, reason="系统未识别", version=version(desk, document_id), now=NOW
    )


def published(desk: Publishing, document_id: str) -> None:
    desk.publications.submit(DRAFTER, document_id, version=version(desk, document_id), now=NOW)
    desk.publications.approve(REVIEWER, document_id, version=version(desk, document_id), now=NOW)
    for finding in desk.examination.open_findings(OFFICE, document_id, on=NOW.date()):
        desk.examination.accept(
            OFFICE, document_id, finding, reason="已核对", version=version(desk, document_id), now=NOW
        )
    desk.publications.publish(OFFICE, document_id, version=version(desk, document_id), now=NOW)


def test_a_notice_goes_from_its_drafter_to_the_citizen_and_its_predecessor_goes(parts: Parts) -> None:
    store = parts.desk.store
    desk = store.publishing
    old = uploaded(desk, OLD.encode(), "旧通知.txt")
    if not store.library.cards([old])[old].text(Fact.ISSUING_BODY):
        set_right(desk, old, Fact.ISSUING_BODY, "广州市民政局")
    interpreted(desk, old)
    published(desk, old)
    approved = _approved(parts, old)
    parts.desk.indexer.apply(now=NOW)
    before = parts.engine.ask("最低生活保障标准是多少", on=ON)

    new = uploaded(desk, files("demo").joinpath("html/gz-26.html").read_bytes(), "gz-26.html")
    set_right(desk, new, Fact.TOPIC, "社会救助")
    interpreted(desk, new)
    desk.publications.submit(DRAFTER, new, version=version(desk, new), now=NOW)
    desk.publications.return_(REVIEWER, new, reason="请补主题分类的依据", version=version(desk, new), now=NOW)
    for link in store.library.document(new).said:
        desk.standing.confirm_relation(REVIEWER, link.relation_id, now=NOW)
    published(desk, new)
    parts.desk.indexer.apply(now=NOW)

    answer = parts.engine.ask("最低生活保障标准是多少", on=ON)
    (back,) = desk.approved.listed(DRAFTER)
    assert before.text.startswith(OLD_ANSWER)
    assert answer.status is AnswerStatus.ANSWERED and "1309" in answer.text and "1238" not in answer.text
    assert {citation.doc_no for citation in answer.citations} == {NEW_NUMBER}
    assert store.library.cards([new])[new].text(Fact.TOPIC) == "社会救助"
    assert desk.lists.case(OFFICE, new).state is CaseState.PUBLISHED
    assert (back.id, back.state) == (approved, ApprovedState.REOPENED) and NEW_NUMBER in back.reason
    owed = {duty.subject for duty in store.governance.duties.listed(actor=OFFICE, kind=DutyKind.REOPENED)}
    assert f"approved:{approved}" in owed and len(owed) == 2


def _approved(parts: Parts, document_id: str) -> str:
    desk, library = parts.desk.store.publishing, parts.desk.store.library
    document = library.document(document_id)
    quote = "全市城乡最低生活保障标准为每人每月1238元。"
    start = document.version.text.index(quote)
    source = ApprovedSource(document_id, document.version.id, start, start + len(quote), quote)
    wording = Wording("最低生活保障标准是多少？", OLD_ANSWER, sources=(source,))
    drafted = desk.approved.draft(DRAFTER, wording, unit_id=CIVIL, now=NOW)
    desk.approved.approve(REVIEWER, drafted.id, version=drafted.version, now=NOW)
    return drafted.id
