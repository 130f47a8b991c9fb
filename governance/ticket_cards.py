"""What a ticket is to its readers: frozen values, and who may see the caller of a confidential one (R§6.9)."""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime

from governance.access import Act, Actor, Reach, reach_of
from governance.ticket_kinds import FollowUpOutcome, TicketKind, TicketState, TicketStep
from governance.ticket_rows import FollowUpRow, TicketEventRow, TicketRow
from governance.workdays import Term


@dataclass(frozen=True, slots=True)
class Reference:
    """The published words a ticket is about (引用知识): where they stand, so that the unit sees them in place."""

    document_id: str
    version_id: str
    title: str
    number: str | None
    clause: str
    quote: str
    start: int
    end: int
    validity: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Whoever called. masked: 138****5678. key: a keyed digest of the number, the same for the same caller."""

    masked: str = ""
    key: str | None = None


NOBODY_KNOWN = Caller()


@dataclass(frozen=True, slots=True)
class NewTicket:
    """What is asked for when a ticket is opened.

    key: made by the page for this one press; the same key never opens a second ticket.
    unit_id: None when nobody knows whose matter it is. against: the unit or person a complaint or report is about.
    """

    key: str
    kind: TicketKind
    content: str
    unit_id: str | None
    question: str = ""
    said: str = ""
    answer_id: str | None = None
    reference: Reference | None = None
    against: str = ""
    is_confidential: bool = False
    caller: Caller = NOBODY_KNOWN
    channel: str = "hotline"


@dataclass(frozen=True, slots=True)
class TicketEvent:
    """One line of a ticket's history: who did what, when, and what was said about it."""

    at: datetime
    step: TicketStep
    actor_name: str
    unit_id: str | None
    note: str


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A call back (回访): whether anybody was reached, and the caller's word on what the unit did (R§6.8).

    was_contacted: the unit had been in touch. reason: why not solved or not satisfied, masked when stored.
    """

    called_at: datetime
    is_reached: bool
    was_contacted: bool = False
    is_solved: bool = False
    is_satisfied: bool = False
    reason: str = ""
    by_name: str = ""

    @property
    def outcome(self) -> FollowUpOutcome:
        """What the call came to, in one word."""
        if not self.is_reached:
            return FollowUpOutcome.UNREACHED
        return FollowUpOutcome.SATISFIED if self.is_solved and self.is_satisfied else FollowUpOutcome.DISSATISFIED


@dataclass(frozen=True, slots=True)
class Follower:
    """A ticket merged into another, as the unit that answers both sees it."""

    id: str
    content: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket as it stands. due: the last day to answer on. returns: how often a unit gave it back, at most once.

    merged_into: the id of the ticket it follows. follow_up: what the caller last said of the answer, None while nobody
    was reached; calls: how many were tried. is_excluded: counts for no rate.
    """

    id: str
    kind: TicketKind
    state: TicketState
    channel: str
    title: str
    content: str
    question: str
    said: str
    answer_id: str | None
    reference: Reference | None
    against: str
    against_unit_id: str | None
    is_confidential: bool
    caller: Caller
    unit_id: str | None
    opened_by_id: str
    opened_by: str
    opened_at: datetime
    due: Term
    accept_due_on: date | None
    accepted_at: datetime | None
    answered_at: datetime | None
    result: str
    returns: int
    extended_by: int
    merged_into: str | None
    follow_up: FollowUpOutcome | None
    calls: int
    is_excluded: bool
    events: tuple[TicketEvent, ...] = ()
    followers: tuple[Follower, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()

    def is_overdue(self, now: datetime) -> bool:
        """Whether it was, or is still, unanswered when its term ended at 24:00."""
        return (self.answered_at or now) >= self.due.ends_at

    def may_know_caller(self, actor: Actor) -> bool:
        """Whether the caller is no secret to them; a confidential one is, but to who took the call or runs the desk."""
        is_handler = actor.user_id == self.opened_by_id or reach_of(actor, Act.SEE_CONFIDENTIAL_CALLER) is Reach.ALL
        return is_handler or not self.is_confidential

    def seen_by(self, actor: Actor) -> "Ticket":
        """The ticket, without its caller where that is a secret to them."""
        return self if self.may_know_caller(actor) else replace(self, caller=NOBODY_KNOWN)


def reference_json(reference: Reference | None) -> str | None:
    """A reference as it is stored."""
    return json.dumps(asdict(reference), ensure_ascii=False) if reference else None


def ticket_of(row: TicketRow, events: tuple[TicketEvent, ...] = ()) -> Ticket:
    """The value of a row."""
    return Ticket(
        id=row.id,
        kind=TicketKind(row.kind),
        state=TicketState(row.state),
        channel=row.channel,
        title=row.title,
        content=row.content,
        question=row.question,
        said=row.said,
        answer_id=row.answer_id,
        reference=Reference(**json.loads(row.reference)) if row.reference else None,
        against=row.against,
        against_unit_id=row.against_unit_id,
        is_confidential=row.is_confidential,
        caller=Caller(row.caller, row.caller_key),
        unit_id=row.unit_id,
        opened_by_id=row.opened_by_id,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        due=Term(date.fromisoformat(row.due_on), row.due_is_provisional),
        accept_due_on=date.fromisoformat(row.accept_due_on) if row.accept_due_on else None,
        accepted_at=row.accepted_at,
        answered_at=row.answered_at,
        result=row.result,
        returns=row.returns,
        extended_by=row.extended_by,
        merged_into=row.merged_into,
        follow_up=FollowUpOutcome(row.follow_up) if row.follow_up else None,
        calls=row.calls,
        is_excluded=row.is_excluded,
        events=events,
    )


def event_of(row: TicketEventRow) -> TicketEvent:
    """The value of a row of the history."""
    return TicketEvent(row.at, TicketStep(row.step), row.actor_name, row.unit_id, row.note)


def follow_up_of(row: FollowUpRow) -> FollowUp:
    """The value of a row of the calls."""
    return FollowUp(
        called_at=row.called_at,
        is_reached=row.is_reached,
        was_contacted=row.was_contacted,
        is_solved=row.is_solved,
        is_satisfied=row.is_satisfied,
        reason=row.reason,
        by_name=row.by_name,
    )
