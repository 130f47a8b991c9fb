"""What waits for a person's own next step: reviews, approvals, releases; beside the duties of the unit, by no clock."""

from dataclasses import dataclass
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from governance.access import Act, Actor, Reach, reach_of
from governance.guide_lists import GuideChangeState
from governance.guide_rows import GuideChangeRow
from governance.publication_rows import InterpretationRow, PublicationRow
from governance.publication_states import CaseState
from governance.ticket_kinds import TicketState
from governance.ticket_rows import TicketRow
from kb.approved import ApprovedState
from kb.approved_rows import ApprovedAnswerRow
from kb.database import Database


class Awaits(Enum):
    """What kind of step something waits for; its words stand in words.toml."""

    REWORK = "rework"  # a reviewer or the office returned the document
    UNIT_REVIEW = "unit_review"
    OFFICE_REVIEW = "office_review"
    RELEASE = "release"  # an interpretation signed after its document was out
    APPROVAL = "approval"  # an approved answer that another person wrote
    GUIDE_RELEASE = "guide_release"  # a change of a guide that another person wrote
    DISPATCH = "dispatch"  # a ticket without a unit, or given back by one


@dataclass(frozen=True, slots=True)
class Awaited:
    """How many things wait for this step. first: the id of the one that waits longest."""

    kind: Awaits
    count: int
    first: str


@dataclass(frozen=True, slots=True)
class _Rule:
    """act: who may take the step; others_only: the column with whom it is not for, as nobody reviews the own work."""

    act: Act
    unit: InstrumentedAttribute[Any]
    identity: InstrumentedAttribute[str]
    since: InstrumentedAttribute[Any]
    waits: ColumnElement[bool]
    others_only: InstrumentedAttribute[Any] | None = None


_CASE = (PublicationRow.unit_id, PublicationRow.document_id, PublicationRow.updated_at)
_RULES = {
    Awaits.REWORK: _Rule(
        Act.SUBMIT_FOR_REVIEW,
        *_CASE,
        (PublicationRow.state == CaseState.DRAFT.value) & (PublicationRow.returned_reason != ""),
    ),
    Awaits.UNIT_REVIEW: _Rule(
        Act.REVIEW_FOR_UNIT,
        *_CASE,
        PublicationRow.state == CaseState.UNIT_REVIEW.value,
        PublicationRow.submitted_by,
    ),
    Awaits.OFFICE_REVIEW: _Rule(
        Act.REVIEW_FOR_DISCLOSURE, *_CASE, PublicationRow.state == CaseState.OFFICE_REVIEW.value
    ),
    Awaits.RELEASE: _Rule(
        Act.PUBLISH,
        InterpretationRow.unit_id,
        InterpretationRow.document_id,
        InterpretationRow.updated_at,
        (
            InterpretationRow.plan_signed_by.is_not(None)
            & InterpretationRow.material_signed_by.is_not(None)
            & (InterpretationRow.published_as.is_(None) | (InterpretationRow.reopened_reason != ""))
            & InterpretationRow.document_id.in_(
                select(PublicationRow.document_id).where(PublicationRow.state == CaseState.PUBLISHED.value)
            )
        ),
    ),
    Awaits.APPROVAL: _Rule(
        Act.APPROVE_ANSWER,
        ApprovedAnswerRow.unit_id,
        ApprovedAnswerRow.id,
        ApprovedAnswerRow.updated_at,
        ApprovedAnswerRow.state == ApprovedState.DRAFT.value,
        ApprovedAnswerRow.edited_by_id,
    ),
    Awaits.GUIDE_RELEASE: _Rule(
        Act.PUBLISH_GUIDE,
        GuideChangeRow.unit_id,
        GuideChangeRow.id,
        GuideChangeRow.changed_at,
        GuideChangeRow.state == GuideChangeState.DRAFT.value,
        GuideChangeRow.edited_by_id,
    ),
    Awaits.DISPATCH: _Rule(
        Act.ADJUDICATE_RETURN,
        TicketRow.unit_id,
        TicketRow.id,
        TicketRow.opened_at,
        TicketRow.state.in_((TicketState.UNASSIGNED.value, TicketState.RETURNED.value)),
    ),
}


class AwaitedSteps:
    """Counts what waits for a person."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, actor: Actor) -> list[Awaited]:
        """What the actor could do now, of what others have brought so far; [] for who reviews and releases nothing."""
        found = []
        with self._database.reading() as session:
            for kind, rule in _RULES.items():
                reach = reach_of(actor, rule.act)
                if reach is None:
                    continue
                count, first = session.execute(_query(rule, actor, reach)).one()
                if first is not None:
                    found.append(Awaited(kind, count, first))
        return found


def _query(rule: _Rule, actor: Actor, reach: Reach) -> Select[*tuple[Any, ...]]:
    waits = rule.waits
    if reach is Reach.OWN_UNIT:
        waits &= rule.unit == actor.unit_id
    if rule.others_only is not None:
        waits &= func.coalesce(rule.others_only, "") != actor.user_id
    first = select(rule.identity).where(waits).order_by(rule.since).limit(1).scalar_subquery()
    return select(func.count(), first).select_from(rule.identity.class_).where(waits)
