"""Every handler of every page, called over HTTP as every role: who may not is refused, and nothing changes."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import pytest
from sqlalchemy import inspect, text
from starlette.testclient import TestClient

from admin_ui.words import text as words
from governance.access import Act, Actor, Reach, Role
from governance.duties import DutyKind
from governance.findings import Weight
from governance.interpretation_template import Element, InterpretationForm
from governance.permissions import PERMISSIONS
from governance.publication_states import ACT_OF, CaseStep, Disclosure
from governance.ticket_cards import NewTicket
from governance.ticket_kinds import TicketKind
from governance.words import word
from ingestion.reading import Reading
from ingestion.uploads import read_upload
from kb.documents import Validity
from service.clock import now_in_china
from service.compose import Parts, Store, build
from service.http.app import create_app
from service.loading import Loading
from service.settings import Settings
from tests.service.admin_side import Came, Opened, person
from tests.service.signing import cheap_hashes, sign_in

__all__ = ["cheap_hashes"]

OURS, THEIRS = "甲市民政局", "乙市税务局"
TITLE = "关于尚未公开的补贴的通知"
TEXT = f"""{TITLE}
甲民发〔2026〕7号

各区人民政府：
　　一、补贴标准为每人每月100元。申请人李小红，身份证号11010519491231002X。
　　二、《关于旧补贴的通知》（甲民发〔2020〕1号）同时废止。

甲市民政局
2026年11月3日
"""
# Tables that change without anybody doing anything: who was seen when, and what the index has taken up.
ASIDE = {"sign_ins", "failed_sign_ins", "alembic_version", "outbox", "vectors", "catalogue_revision"}
# The trail tells of sign-ins too, which these tests do all the time.
TRAIL = "SELECT * FROM audit WHERE act NOT LIKE 'sign_in.%'"
FORBIDDEN = ("的权限。如需办理", "只能对本单位的事项")
PAGES = ("", "documents", "upload", "document")


@dataclass(frozen=True)
class Office:
    """The running server with a draft that has everything there is to do about it."""

    client: TestClient
    store: Store
    document_id: str
    people: Mapping[tuple[Role, str], str]

    def enter(self, role: Role, unit: str) -> TestClient:
        self.client.cookies.clear()
        assert sign_in(self.client, self.people[role, unit]).status_code == 303
        return self.client

    def opened(self, page: str) -> Opened:
        return Opened(self.client, page, query=f"id={self.document_id}")

    def digest(self) -> dict[str, str]:
        """Of every table."""
        engine = self.store.database.engine
        with engine.connect() as connection:
            rows = {
                table: connection.execute(text(TRAIL if table == "audit" else f'SELECT * FROM "{table}"')).all()
                for table in inspect(engine).get_table_names()
                if table not in ASIDE and not table.startswith("sqlite")
            }
        return {table: hashlib.sha256(repr(found).encode()).hexdigest() for table, found in rows.items()}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory, cheap_hashes: None) -> Iterator[Office]:
    settings = Settings(home=tmp_path_factory.mktemp("home"), token_requests_per_minute=100_000)
    loading: Loading[Parts] = Loading(lambda: build(settings), on_failure=lambda: None)
    with TestClient(create_app(settings, loading, instance="test"), raise_server_exceptions=False) as client:
        store = loading.wait(60).desk.store
        people = {}
        for number, role in enumerate(Role):
            for unit in (OURS, THEIRS):
                login = f"user.{number}.{'ours' if unit == OURS else 'theirs'}"
                person(store, login, role, unit=unit)
                people[role, unit] = login
        yield Office(client, store, _drafted(store, people), people)


@pytest.mark.slow
def test_who_answers_for_another_unit_changes_nothing_and_learns_nothing(office: Office) -> None:
    before = office.digest()
    for role in Role:
        if role is Role.DISCLOSURE_OFFICE:
            continue  # answers for all units
        office.enter(role, THEIRS)
        for page in PAGES:
            opened = office.opened(page)
            for handler in opened.handlers:
                came = opened.call(handler, _filled(office))
                assert TITLE not in came.everything and TITLE not in str(came.toasts), (role, page)
                assert not any("运行人员" in told for _, told in came.toasts), came.toasts

    assert office.digest() == before


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_each_button_is_refused_to_roles_without_the_right_and_to_no_others(office: Office, role: Role) -> None:
    before = office.digest()
    office.enter(role, OURS)
    opened = office.opened("document")
    opened.loaded()
    without = {name for name, act in _buttons().items() if PERMISSIONS[act].get(role) is None}
    may = {name for name, act in _buttons().items() if name not in without and act not in _IRREVERSIBLE}

    heard = {name for name in without if not _was_forbidden(opened.press(name, _filled(office)))}
    assert not heard and office.digest() == before

    refused = {name for name in may if _was_forbidden(opened.press(name, _filled(office)))}
    assert not refused


def test_a_duty_is_closed_by_those_who_owe_it_only(office: Office) -> None:
    duties, now = office.store.governance.duties, now_in_china()
    unit = office.store.units.by_name(OURS)
    assert unit
    for role in Role:
        reach = PERMISSIONS[Act.FULFIL_DUTY].get(role)
        for unit_name in (OURS, THEIRS):
            duty = duties.open(
                DutyKind.ASSIGNED, unit_id=unit.id, subject=f"x:{role}{unit_name}", title="交办", began=now, now=now
            )
            office.enter(role, unit_name)
            opened = office.opened("")
            opened.loaded()
            # The list offers a stranger nothing; what is sent all the same must be refused by the domain.
            opened.press(words("duties.fulfil"), {words("duties.which"): f"{duty.id} {duty.version}"})
            held = duties.get(duty.id, actor=_actor(office, Role.DISCLOSURE_OFFICE))
            may = reach is Reach.ALL or (reach is Reach.OWN_UNIT and unit_name == OURS)
            assert held and (held.closed_at is not None) == may, (role, unit_name)


@pytest.mark.parametrize("role", list(Role), ids=lambda role: role.name)
def test_each_button_of_a_ticket_does_nothing_for_roles_without_the_right(office: Office, role: Role) -> None:
    ticket = _answered_ticket(office)
    office.enter(role, OURS)
    opened = Opened(office.client, "tickets", query=f"id={ticket}")
    opened.loaded()
    filled = {words("tickets.reason"): "理由", words("tickets.why"): "没有解决", words("tickets.answer"): "答复"}

    before = office.digest()

    for name, act in _TICKET_BUTTONS.items():
        may = PERMISSIONS[act].get(role) is not None
        # Who may is stopped by an empty field only, or by where the ticket stands.
        came = opened.press(words(f"tickets.{name}"), {} if may else filled)
        if may:
            assert came.toasts and not _was_forbidden(came), (role, name, came.toasts)

    assert office.digest() == before, role


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(office: Office) -> None:
    office.enter(Role.DRAFTER, OURS)
    opened = office.opened("document")
    opened.loaded()
    version = office.store.publishing.lists.case(_actor(office, Role.DRAFTER), office.document_id).version
    office.store.publishing.preparation.set_disclosure(
        _actor(office, Role.REVIEWER), office.document_id, Disclosure.PROACTIVE, version=version, now=now_in_china()
    )
    before = office.digest()

    came = opened.press(words("document.correct"), _filled(office))

    assert came.toasts[0][0] == "warning" and "修改" in came.toasts[0][1]
    assert office.digest() == before


@pytest.mark.parametrize("hostile", ["../../etc/passwd", "d-0", "", "' OR 1=1 --", "\x00", "x" * 3000])
def test_an_address_that_names_no_document_is_told_so(office: Office, hostile: str) -> None:
    office.enter(Role.DRAFTER, OURS)
    opened = Opened(office.client, "document", query=f"id={quote(hostile)}")

    came = opened.loaded()

    assert any("没有办理记录" in one.everything for one in came)
    assert [toast for one in came for toast in one.toasts] == []


def test_a_file_that_was_not_uploaded_here_is_not_read(office: Office) -> None:
    office.enter(Role.DRAFTER, OURS)
    opened = office.opened("upload")
    path = office.store.database.engine.url.database
    before = office.digest()
    for given in (path, "/etc/passwd"):
        file = {"path": given, "orig_name": "a.txt", "meta": {"_type": "gradio.FileData"}}
        came = opened.press(words("uploads.begin"), {words("uploads.files"): [file]})
        assert not came.succeeded

    assert office.digest() == before


_TICKET_BUTTONS = {
    "accept": Act.ANSWER_TICKET,
    "reply": Act.ANSWER_TICKET,
    "give_back": Act.RETURN_TICKET,
    "dispatch": Act.DISPATCH_TICKET,
    "extend": Act.EXTEND_TICKET,
    "merge": Act.MERGE_TICKETS,
    "part": Act.MERGE_TICKETS,
    "follow_up": Act.FOLLOW_UP_TICKET,
    "reopen": Act.REOPEN_TICKET,
    "exclude": Act.EXCLUDE_TICKET,
    "include": Act.EXCLUDE_TICKET,
}


def _answered_ticket(office: Office) -> str:
    """A ticket of our unit that it has answered; returns its id."""
    unit = office.store.units.by_name(OURS)
    assert unit
    tickets, agent = office.store.governance.tickets, _actor(office, Role.HOTLINE_AGENT)
    new = NewTicket(secrets.token_hex(8), TicketKind.CONSULTATION, "问补贴", unit.id)
    ticket = tickets.open(new, by=agent)
    return tickets.answer(ticket.id, "到街道办理。", by=_actor(office, Role.DRAFTER)).id


# With the right these would end what the other buttons need.
_IRREVERSIBLE = {
    Act.SUBMIT_FOR_REVIEW,
    Act.REVIEW_FOR_DISCLOSURE,
    Act.SIGN_INTERPRETATION,
    Act.CONFIRM_RELATION,
    Act.CONFIRM_VALIDITY,
}


def _buttons() -> dict[str, Act]:
    """Every button of the page of a document, and the act it needs.

    Returning is one act of the domain, which takes the right that the state asks for: here, that of the unit's review.
    """
    returned = {CaseStep.RETURN_FOR_OFFICE: Act.REVIEW_FOR_UNIT}
    steps = {word(step): returned.get(step, act) for step, act in ACT_OF.items()}
    return steps | {
        words("document.set_disclosure"): Act.SET_DISCLOSURE,
        words("document.override"): Act.OVERRIDE_TOGETHERNESS,
        words("document.correct"): Act.CORRECT_FACT,
        words("document.plan"): Act.WRITE_INTERPRETATION,
        words("document.write"): Act.WRITE_INTERPRETATION,
        words("document.sign"): Act.SIGN_INTERPRETATION,
        words("document.publish_interpretation"): Act.PUBLISH,
        words("document.strike_out"): Act.REVIEW_FOR_DISCLOSURE,
        words("document.keep"): Act.REVIEW_FOR_DISCLOSURE,
        words("document.confirm_relation"): Act.CONFIRM_RELATION,
        words("document.confirm_validity"): Act.CONFIRM_VALIDITY,
        words("document.compare"): Act.SEE_DRAFTS,
        words("document.take_up"): Act.UPLOAD_DOCUMENT,
        words("document.leave"): Act.UPLOAD_DOCUMENT,
    }


def _filled(office: Office) -> dict[str, object]:
    """The fields filled in well, so that nothing but a missing right stands in the way."""
    examination, library = office.store.publishing.examination, office.store.library
    reader = _actor(office, Role.DISCLOSURE_OFFICE)
    found = examination.open_findings(reader, office.document_id, on=now_in_china().date())
    return {
        words("document.reason"): "理由",
        words("document.correction"): "更正",
        words("document.disclosure"): Disclosure.PROACTIVE.value,
        words("document.value"): "社会救助",
        words("document.why"): "依据",
        words("document.fact"): "topic",
        words("document.forms"): [InterpretationForm.ARTICLE.value],
        words("document.first"): "局长",
        words("document.title"): "解读",
        Element.BENEFITS.value: "每个月能多拿一些。",
        words("document.to_decide"): [
            f"{one.digest[:16]}-{one.start}" for one in found if one.weight is Weight.ASKS and one.personal_kind
        ],
        words("document.keep_why"): "保留",
        words("document.to_confirm"): [str(link.relation_id) for link in library.document(office.document_id).said],
        words("document.validity"): Validity.IN_FORCE.value,
        words("document.leave_why"): "理由",
        words("document.old_version"): 1,
        words("document.new_version"): 1,
    }


def _was_forbidden(came: Came) -> bool:
    """By the domain; or by Gradio before it, which takes no choice from a list that this session was never given."""
    return not came.succeeded or any(
        level == "warning" and any(part in told for part in FORBIDDEN) for level, told in came.toasts
    )


def _actor(office: Office, role: Role) -> Actor:
    user = office.store.governance.people.by_login(office.people[role, OURS])
    assert user
    return user.actor


def _drafted(store: Store, people: Mapping[tuple[Role, str], str]) -> str:
    """A draft of our unit with personal data, a repeal and a written interpretation; returns its id."""
    known = store.governance.people.by_login(people[Role.DRAFTER, OURS])
    assert known and known.unit_id
    desk, now = store.publishing, now_in_china()
    with Reading() as reading:
        incoming = read_upload(reading, TEXT.encode(), name="补贴.txt").incoming[0]
    case = desk.intake.take_in(known.actor, incoming, unit_id=known.unit_id, now=now)
    plan = desk.interpretations.plan(
        known.actor,
        case.document_id,
        forms=[InterpretationForm.ARTICLE],
        first_interpreter="局长",
        is_by_head=True,
        now=now,
    )
    desk.interpretations.write(
        known.actor,
        case.document_id,
        title="解读",
        elements={Element.BENEFITS: "每个月能多拿一些。"},
        version=plan.version,
        now=now,
    )
    return case.document_id
