"""At the terminal too every act is recorded, and a document under review is not published past its reviewers."""

import pytest

from governance.access import Role
from governance.audit import rows
from governance.errors import Refused
from governance.first_people import at_terminal
from governance.publication_states import CaseState
from kb.approved import ApprovedState
from kb.catalogue import Incoming
from kb.documents import DocumentKind, Fact, PublicationState
from kb.units import Unit
from tests.governance.acting import CIVIL_AFFAIRS, NOON
from tests.governance.approving import active_answer
from tests.governance.office import DRAFTER, HEAD, OFFICE, Office
from tests.kb.builders import measure

OPERATOR = at_terminal("赵运行", Role.DISCLOSURE_OFFICE)


def last_act(office: Office) -> tuple[str, str, str]:
    with office.database.reading() as session:
        row = list(rows(session))[-1]
        return row.act, row.actor_name, row.reason


def test_what_nobody_owns_is_corrected_and_withdrawn_with_a_record(office: Office) -> None:
    stored = office.catalogue.store(Incoming(measure(facts=HEAD), "a"), now=NOON)

    office.terminal.correct(OPERATOR, stored.document_id, Fact.TOPIC, "救助", reason="漏识别", now=NOON)
    corrected = last_act(office)
    office.terminal.withdraw(OPERATOR, stored.document_id, reason="重复", now=NOON)

    assert corrected[0] == "document.correct" and corrected[2] == "漏识别"
    assert last_act(office)[0] == "publication.withdraw" and not office.library.is_public(stored.document_id)


def test_a_withdrawal_moves_the_case_and_re_opens_what_quotes_it(office: Office) -> None:
    document_id = office.published()
    active_answer(office, document_id)

    office.terminal.withdraw(OPERATOR, document_id, reason="紧急", now=NOON)

    (answer,) = office.approved.listed(OFFICE)
    assert office.lists.case(OFFICE, document_id).state is CaseState.WITHDRAWN
    assert answer.state is ApprovedState.REOPENED


def test_a_document_under_review_is_not_published_past_it(office: Office) -> None:
    document_id = office.drafted()
    office.reviewed(document_id)

    with pytest.raises(Refused, match="须经审核流程"):
        office.terminal.publish(OPERATOR, document_id, reason="快", now=NOON)

    assert not office.library.is_public(document_id)


def test_what_was_withdrawn_comes_back(office: Office) -> None:
    document_id = office.published()
    office.terminal.withdraw(OPERATOR, document_id, reason="误", now=NOON)

    office.terminal.publish(OPERATOR, document_id, reason="核实无误", now=NOON)

    assert office.library.is_public(document_id)
    assert office.lists.case(OFFICE, document_id).state is CaseState.PUBLISHED


def test_the_office_gives_every_document_that_names_its_unit_an_owner_at_once(office: Office) -> None:
    office.units.put([Unit("某市民政局", id=CIVIL_AFFAIRS)])
    known = office.catalogue.store(Incoming(measure(facts=HEAD), "a"), now=NOON)
    office.catalogue.store(Incoming(measure(key="b", number=None, title="无名"), "b"), now=NOON)
    mine = office.drafted(measure(key="c", number="某民〔2026〕3号", title="另一份", facts=HEAD))

    adopted = office.intake.adopt_known(
        OFFICE, lambda card: CIVIL_AFFAIRS if card.text(Fact.DRAFTING_UNIT) == "某市民政局" else None, now=NOON
    )

    assert adopted == 1 and office.lists.owner(OFFICE, known.document_id) == CIVIL_AFFAIRS
    assert office.lists.case(OFFICE, mine).opened_by == DRAFTER.name
    assert office.library.cards([mine])[mine].state is PublicationState.DRAFT
    assert office.library.cards([mine])[mine].kind is DocumentKind.POLICY
