"""Whoever holds no role, or a role for other things, may do nothing: every public act of publication refuses them."""

from collections.abc import Callable

import pytest

from governance.access import Actor, Role
from governance.approved_wording import Wording
from governance.audit import rows
from governance.errors import Forbidden
from governance.findings import Finding, FindingCode
from governance.interpretation_template import Element, InterpretationForm
from governance.publication_states import Disclosure
from governance.quarters import Quarter
from kb.catalogue import Incoming
from kb.documents import Fact, Validity
from kb.personal_data import PersonalKind
from tests.governance.acting import CIVIL_AFFAIRS, NOON, someone
from tests.governance.approving import ANSWER, QUESTION, drafted_answer
from tests.governance.office import HEAD, Office
from tests.governance.test_guide_checks import WHOLE
from tests.governance.test_guides import drafted as drafted_guide
from tests.kb.builders import measure

Act = Callable[[Office, Actor, str], object]
TEXT = Incoming(measure(key="other.txt", number="某民〔2026〕1号", facts=HEAD), "x.txt")
PERSONAL = Finding(FindingCode.PERSONAL_DATA, "第一条", "", 0, 3, personal_kind=PersonalKind.NAME)
SIGNED = {"reason": "理由", "version": 0, "now": NOON}


def draft_of(office: Office, document_id: str) -> str:
    return drafted_answer(office, document_id).id


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
    "accept": lambda o, a, d: o.examination.accept(a, d, PERSONAL, **SIGNED),
    "strike out": lambda o, a, d: o.examination.strike_out(a, d, [PERSONAL], version=0, now=NOON),
    "validity": lambda o, a, d: o.standing.confirm_validity(a, d, Validity.EXPIRED, reason="x", now=NOON),
    "terminal correct": lambda o, a, d: o.terminal.correct(a, d, Fact.TOPIC, "x", reason="x", now=NOON),
    "terminal withdraw": lambda o, a, d: o.terminal.withdraw(a, d, reason="x", now=NOON),
    "terminal publish": lambda o, a, d: o.terminal.publish(a, d, reason="x", now=NOON),
    "versions": lambda o, a, d: o.history.editions(a, d),
    "compare": lambda o, a, d: o.history.compared(a, d, old=1, new=1),
    "draft answer": lambda o, a, d: o.approved.draft(a, Wording(QUESTION, ANSWER), unit_id=CIVIL_AFFAIRS, now=NOON),
    "edit answer": lambda o, a, d: o.approved.edit(a, draft_of(o, d), Wording(QUESTION, ANSWER), version=0, now=NOON),
    "approve answer": lambda o, a, d: o.approved.approve(a, draft_of(o, d), version=0, now=NOON),
    "withdraw answer": lambda o, a, d: o.approved.withdraw(a, draft_of(o, d), **SIGNED),
    "answers": lambda o, a, d: o.approved.listed(a),
    "answer": lambda o, a, d: o.approved.get(a, draft_of(o, d)),
    "answers quoting": lambda o, a, d: o.approved.quoting(a, d),
    "questions known": lambda o, a, d: o.approved.keys_of(a, CIVIL_AFFAIRS),
    "guide elements": lambda o, a, d: o.guide_lists.elements(a, d),
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
    "items in": lambda o, a, d: o.items.take_in(a, b"", unit_id=CIVIL_AFFAIRS, now=NOON),
    "items out": lambda o, a, d: o.items.as_sheet(a),
    "scorecards": lambda o, a, d: o.scorecards.of(a, Quarter(2026, 4), now=NOON),
    "scorecards out": lambda o, a, d: o.scorecards.as_sheet(a, Quarter(2026, 4), now=NOON),
}
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
