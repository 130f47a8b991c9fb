"""Whoever holds no role, or a role for other things, may do nothing: every public act of publication refuses them."""

import inspect
from collections.abc import Callable, Iterator
from typing import get_type_hints

import pytest

from governance.access import Actor, Role
from governance.approved_wording import Wording
from governance.audit import rows
from governance.columns import Column
from governance.errors import Forbidden
from governance.findings import Finding, FindingCode
from governance.interpretation_template import Element, InterpretationForm
from governance.postings import NewPosting, column_place
from governance.publication_states import Disclosure
from governance.quarters import Quarter
from kb.catalogue import Incoming
from kb.documents import Fact, Validity
from kb.personal_data import PersonalKind
from service.compose_governance import Governance
from service.compose_publication import Publishing
from tests.governance.acting import CIVIL_AFFAIRS, NOON, someone
from tests.governance.approving import ANSWER, QUESTION, drafted_answer
from tests.governance.office import DRAFTER, HEAD, Office
from tests.governance.test_guide_checks import WHOLE
from tests.governance.test_guides import drafted as drafted_guide
from tests.kb.builders import measure, repeal

Act = Callable[[Office, Actor, str], object]
TEXT = Incoming(measure(key="other.txt", number="某民〔2026〕1号", facts=HEAD), "x.txt")
PERSONAL = Finding(FindingCode.PERSONAL_DATA, "第一条", "", 0, 3, personal_kind=PersonalKind.NAME)
SIGNED = {"reason": "理由", "version": 0, "now": NOON}


def draft_of(office: Office, document_id: str) -> str:
    return drafted_answer(office, document_id).id


def said_of(office: Office, document_id: str) -> int:
    """A relation that a draft claims to the document."""
    card = office.library.cards([document_id])[document_id]
    number = f"某民〔2026〕{len(office.library.listed()) + 1}号"
    ending = measure(key=number, number=number, facts=HEAD, relations=(repeal(card.number),))
    speaker = office.intake.take_in(DRAFTER, Incoming(ending, number), unit_id=CIVIL_AFFAIRS, now=NOON).document_id
    return office.library.document(speaker).said[0].relation_id


def listed_item(office: Office) -> str:
    """An entry of the catalogue; returns its id."""
    fields = {
        "category": "甲",
        "matter": f"第{len(office.disclosure.listed(DRAFTER))}项",
        "content": "乙",
        "responsible": "丙",
    }
    return office.disclosure.put(DRAFTER, fields, unit_id=CIVIL_AFFAIRS, now=NOON).id


ACTS: dict[str, Act] = {
    "case": lambda o, a, d: o.lists.case(a, d),
    "cases": lambda o, a, d: o.lists.cases(a),
    "counts": lambda o, a, d: o.lists.counts(a),
    "owner": lambda o, a, d: o.lists.owner(a, d),
    "reviews": lambda o, a, d: o.lists.reviews(a, d),
    "take in": lambda o, a, d: o.intake.take_in(a, TEXT, unit_id=CIVIL_AFFAIRS, now=NOON),
    "adopt": lambda o, a, d: o.intake.adopt(a, d, unit_id=CIVIL_AFFAIRS, now=NOON),
    "adopt known": lambda o, a, d: o.intake.adopt_known(a, lambda card: CIVIL_AFFAIRS, now=NOON),
    "disclosure": lambda o, a, d: o.preparation.set_disclosure(a, d, Disclosure.PROACTIVE, version=0, now=NOON),
    "correct": lambda o, a, d: o.preparation.correct_fact(a, d, Fact.TOPIC, "x", **SIGNED),
    "override": lambda o, a, d: o.preparation.override(a, d, **SIGNED),
    "submit": lambda o, a, d: o.publications.submit(a, d, version=0, now=NOON),
    "approve": lambda o, a, d: o.publications.approve(a, d, version=0, now=NOON),
    "return": lambda o, a, d: o.publications.return_(a, d, **SIGNED),
    "publish": lambda o, a, d: o.publications.publish(a, d, version=0, now=NOON),
    "withdraw": lambda o, a, d: o.publications.withdraw(a, d, **SIGNED),
    "revise": lambda o, a, d: o.publications.revise(a, d, version=0, now=NOON),
    "recall": lambda o, a, d: o.recalls.recall(a, d, correction="更正", **SIGNED),
    "recalls": lambda o, a, d: o.recalls.of(a, d),
    "plan": lambda o, a, d: o.interpretations.plan(
        a, d, forms=[InterpretationForm.CHART], first_interpreter="赵", is_by_head=False, now=NOON
    ),
    "write": lambda o, a, d: o.interpretations.write(
        a, d, title="解读", elements={Element.SCOPE: "讲"}, version=0, now=NOON
    ),
    "sign": lambda o, a, d: o.interpretations.sign(a, d, version=0, now=NOON),
    "publish interpretation": lambda o, a, d: o.release.publish(a, d, version=0, now=NOON),
    "interpretation": lambda o, a, d: o.interpretations.of(a, d),
    "template": lambda o, a, d: o.interpretations.template(a, d),
    "copied": lambda o, a, d: o.interpretations.copied(a, d),
    "findings": lambda o, a, d: o.examination.findings(a, d, on=NOON.date()),
    "open findings": lambda o, a, d: o.examination.open_findings(a, d, on=NOON.date()),
    "blockers": lambda o, a, d: o.publications.blockers(a, d, now=NOON),
    "confirm relation": lambda o, a, d: o.standing.confirm_relation(a, said_of(o, d), now=NOON),
    "accept": lambda o, a, d: o.examination.accept(a, d, PERSONAL, **SIGNED),
    "strike out": lambda o, a, d: o.examination.strike_out(a, d, [PERSONAL], version=0, now=NOON),
    "validity": lambda o, a, d: o.standing.confirm_validity(a, d, Validity.EXPIRED, reason="x", now=NOON),
    "terminal correct": lambda o, a, d: o.terminal.correct(a, d, Fact.TOPIC, "x", reason="x", now=NOON),
    "terminal withdraw": lambda o, a, d: o.terminal.withdraw(a, d, reason="x", now=NOON),
    "terminal publish": lambda o, a, d: o.terminal.publish(a, d, reason="x", now=NOON),
    "versions": lambda o, a, d: o.history.editions(a, d),
    "compare": lambda o, a, d: o.history.compared(a, d, old=1, new=1),
    "waiting": lambda o, a, d: o.new_versions.of(a, d),
    "waiting among": lambda o, a, d: o.new_versions.among(a, [d]),
    "take up": lambda o, a, d: o.new_versions.take_up(a, d, version=0, now=NOON),
    "leave": lambda o, a, d: o.new_versions.leave(a, d, **SIGNED),
    "draft answer": lambda o, a, d: o.approved.draft(a, Wording(QUESTION, ANSWER), unit_id=CIVIL_AFFAIRS, now=NOON),
    "edit answer": lambda o, a, d: o.approved.edit(a, draft_of(o, d), Wording(QUESTION, ANSWER), version=0, now=NOON),
    "approve answer": lambda o, a, d: o.approved.approve(a, draft_of(o, d), version=0, now=NOON),
    "withdraw answer": lambda o, a, d: o.approved.withdraw(a, draft_of(o, d), **SIGNED),
    "answers": lambda o, a, d: o.approved.listed(a),
    "answer": lambda o, a, d: o.approved.get(a, draft_of(o, d)),
    "answers quoting": lambda o, a, d: o.approved.quoting(a, d),
    "questions known": lambda o, a, d: o.approved.keys_of(a, CIVIL_AFFAIRS),
    "guide elements": lambda o, a, d: o.guide_lists.elements(a, d),
    "guide change": lambda o, a, d: o.guide_lists.change(a, drafted_guide(o).id),
    "guide change under way": lambda o, a, d: o.guide_lists.under_way(a, d),
    "guides": lambda o, a, d: o.guide_lists.scores(a),
    "guide changes": lambda o, a, d: o.guide_lists.changes(a),
    "draft guide": lambda o, a, d: o.guides.draft(
        a, WHOLE, unit_id=CIVIL_AFFAIRS, changed_at=NOON, reason="x", now=NOON
    ),
    "edit guide": lambda o, a, d: o.guides.edit(a, drafted_guide(o).id, WHOLE, version=0, now=NOON),
    "publish guide": lambda o, a, d: o.guides.publish(a, drafted_guide(o).id, version=0, now=NOON),
    "drop guide": lambda o, a, d: o.guides.drop(a, drafted_guide(o).id, **SIGNED),
    "guide checked": lambda o, a, d: o.guides.checked(a, d, version=0, now=NOON),
    "catalogue": lambda o, a, d: o.disclosure.listed(a),
    "catalogue sheet": lambda o, a, d: o.disclosure.as_sheet(a),
    "catalogue in": lambda o, a, d: o.disclosure.take_in(a, b"", unit_id=CIVIL_AFFAIRS, now=NOON),
    "catalogue put": lambda o, a, d: o.disclosure.put(a, {}, unit_id=CIVIL_AFFAIRS, now=NOON),
    "catalogue remove": lambda o, a, d: o.disclosure.remove(a, listed_item(o), **SIGNED),
    "items in": lambda o, a, d: o.items.take_in(a, b"", unit_id=CIVIL_AFFAIRS, now=NOON),
    "items out": lambda o, a, d: o.items.as_sheet(a),
    "scorecards": lambda o, a, d: o.scorecards.of(a, Quarter(2026, 4), now=NOON),
    "scorecards out": lambda o, a, d: o.scorecards.as_sheet(a, Quarter(2026, 4), now=NOON),
    "posting places": lambda o, a, d: o.postings.places(a, CIVIL_AFFAIRS),
    "postings": lambda o, a, d: o.postings.listed(a),
    "posting entered": lambda o, a, d: o.postings.enter(a, POSTED, now=NOON),
    "posting taken back": lambda o, a, d: o.postings.take_back(a, entered(o), reason="x", now=NOON),
}
POSTED = NewPosting(CIVIL_AFFAIRS, column_place(Column.NEWS), NOON.date(), "发放补贴")


def entered(office: Office) -> str:
    return office.postings.enter(DRAFTER, POSTED, now=NOON).id


POWERLESS = [
    someone(user="p-none"),
    someone(Role.SYSTEM_ADMIN, user="p-sys"),
    someone(Role.SECURITY_ADMIN, user="p-sec"),
    someone(Role.AUDIT_ADMIN, user="p-aud"),
    someone(Role.HOTLINE_AGENT, user="p-agent"),
]


@pytest.mark.parametrize("name", ACTS)
def test_who_holds_no_role_for_it_is_refused_and_nothing_is_written(office: Office, name: str) -> None:
    document_id = office.drafted()
    office.interpreted(document_id)

    for actor in POWERLESS:
        with pytest.raises(Forbidden):
            ACTS[name](office, actor, document_id)

    with office.database.reading() as session:
        assert not {row.actor_id for row in rows(session)} & {actor.user_id for actor in POWERLESS}


# What takes nobody's word for it: before anybody is known, by the clock, or what tells nothing of what is governed.
PUBLIC = {
    "people": {"get", "by_login", "by_sso_name", "is_empty"},  # who somebody is: asked before there is an actor
    "sign_ins": {"sign_in", "sign_in_known", "sign_out", "who", "change_password", "tidy"},  # the person's own
    "sso_visits": {"begin", "finish"},
    "calendars": {"current"},  # the calendar of the State Council
    "clocks": {"deadline"},  # arithmetic
    "round": {"run"},
    "audit": {"keep_checkpoint", "keep_daily_checkpoint"},
    "tickets": {"recount"},
    "recalls": {"within_reach"},
    "sequels": {"of"},  # told to whoever holds the answer
    "given": {"quoting", "unanswered", "judged"},  # handed to those who check: recalls, gaps, scorecards
    "duties": {"ever_opened"},  # the clock asks what it opened already
}
# What joins the transaction of an act that was checked.
WITHIN = "session"


def open_methods(whole: type) -> Iterator[tuple[str, str]]:
    """The part and the name of every public method of the parts that nobody has to be named to."""
    for part, kind in get_type_hints(whole).items():
        for name, method in inspect.getmembers(kind, inspect.isfunction):
            hints = {key: str(value) for key, value in inspect.signature(method, eval_str=True).parameters.items()}
            is_checked = any("Actor" in hint or "Order" in hint for hint in hints.values())
            if not name.startswith("_") and not is_checked and WITHIN not in hints:
                yield part, name


def test_whoever_reads_or_acts_is_named_to_the_domain_but_for_what_is_public_by_nature() -> None:
    found = {*open_methods(Publishing), *open_methods(Governance)}

    assert found == {(part, name) for part, names in PUBLIC.items() for name in names}


def test_every_act_of_publication_is_tried_by_those_who_may_not() -> None:
    """But for what joins the transaction of another act; the parts of Governance have tests of their own."""
    tried = {tuple(sorted(act.__code__.co_names)) for act in ACTS.values()}
    renamed = {"catalogue": "disclosure"}
    missing = [
        f"{part}.{name}"
        for part, kind in get_type_hints(Publishing).items()
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
        and WITHIN not in inspect.signature(method).parameters
        and (part, name) not in set(open_methods(Publishing))
        and not any({renamed.get(part, part), name} <= {*names} for names in tried)
    ]

    assert missing == []
