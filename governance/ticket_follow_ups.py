"""After the answer (回访): somebody of the hotline calls back and keeps what the caller said; what was not dealt with
is begun again (R§6.8). Nothing is called, closed or begun again by itself."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor
from governance.errors import Forbidden, Refused
from governance.ticket_cards import FollowUp, Ticket, ticket_of
from governance.ticket_kinds import FollowUpOutcome, TicketState, TicketStep
from governance.ticket_lists import read
from governance.ticket_rows import FollowUpRow, TicketRow
from governance.ticket_steps import TicketSteps
from governance.words import sentence, word
from governance.workdays import Term
from kb.database import Database
from kb.masking import mask

_MINUTE = timedelta(minutes=1)


class FollowUps:
    """Keeps calls back and what follows from them."""

    def __init__(self, database: Database, *, steps: TicketSteps) -> None:
        self._database = database
        self._steps = steps

    def keep(self, ticket_id: str, call: FollowUp, *, by: Actor) -> Ticket:
        """The call stands there once, and the last one that reached the caller is what counts.

        Raises Forbidden, also for a confidential caller of somebody else; Refused for a ticket neither answered nor
        late, a call that cannot have been then, and dissatisfaction without a word why.
        """
        reason = self._reason(call)
        act, states = Act.FOLLOW_UP_TICKET, [state for state in TicketState if state is not TicketState.MERGED]
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, act, by, *states)
            now = self._steps.now()
            if not ticket_of(row).may_know_caller(by):
                raise Forbidden(sentence("ticket_follow_up_confidential", ticket=row.id))
            _check_when(row, call.called_at, now)
            if _is_kept(session, row, call):
                return read(session, row).seen_by(by)
            session.add(_call_row(row.id, call, reason, by))
            row.calls += 1
            row.follow_up = call.outcome.value if call.is_reached else row.follow_up
            note = sentence("ticket_follow_up_note", outcome=word(call.outcome), reason=reason)
            details = {"outcome": call.outcome.value, "called_at": call.called_at.isoformat()}
            self._steps.note(session, row, TicketStep.FOLLOWED_UP, by=by, act=act, now=now, note=note, details=details)
            return read(session, row).seen_by(by)

    def reopen(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """The unit deals with it once more, on its own and with a new term, because the caller was not satisfied."""
        why = self._steps.checked(reason, "reason")
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, Act.REOPEN_TICKET, by, TicketState.ANSWERED)
            if row.follow_up != FollowUpOutcome.DISSATISFIED.value:
                raise Refused("ticket_not_dissatisfied", ticket=row.id)
            now = self._steps.now()
            self._steps.begin_again(row, now)
            return self._steps.done(session, row, TicketStep.REOPENED, by=by, act=Act.REOPEN_TICKET, now=now, note=why)

    def exclude(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """What was demanded is unreasonable: what the caller said counts for no rate of the unit (R§6.8)."""
        return self._counted(ticket_id, reason, TicketStep.EXCLUDED, by)

    def include(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """It counts after all."""
        return self._counted(ticket_id, reason, TicketStep.INCLUDED, by)

    def _counted(self, ticket_id: str, reason: str, step: TicketStep, by: Actor) -> Ticket:
        why, act = self._steps.checked(reason, "reason"), Act.EXCLUDE_TICKET
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, act, by, TicketState.ANSWERED)
            if row.follow_up is None:
                raise Refused("ticket_no_follow_up", ticket=row.id)
            row.is_excluded = step is TicketStep.EXCLUDED
            return self._steps.done(session, row, step, by=by, act=act, now=self._steps.now(), note=why)

    def _reason(self, call: FollowUp) -> str:
        if call.outcome is FollowUpOutcome.DISSATISFIED:
            return mask(self._steps.checked(call.reason, "dissatisfaction"))
        self._steps.bounded(call.reason, self._steps.terms.note_characters)
        return mask(call.reason.strip())


def _check_when(row: TicketRow, called_at: datetime, now: datetime) -> None:
    """Calling back follows the answer, or the end of the term (R§6.8). People tell the minute, not the second."""
    since = row.answered_at or Term(date.fromisoformat(row.due_on)).ends_at
    if row.answered_at is None and now < since:
        raise Refused("ticket_follow_up_early", ticket=row.id)
    if not since - _MINUTE < called_at <= now:
        raise Refused("ticket_follow_up_when")


def _is_kept(session: Session, row: TicketRow, call: FollowUp) -> bool:
    query = select(FollowUpRow.id).where(FollowUpRow.ticket_id == row.id, FollowUpRow.called_at == call.called_at)
    return session.scalar(query) is not None


def _call_row(ticket_id: str, call: FollowUp, reason: str, by: Actor) -> FollowUpRow:
    return FollowUpRow(
        ticket_id=ticket_id,
        called_at=call.called_at,
        by_id=by.user_id,
        by_name=by.name,
        is_reached=call.is_reached,
        was_contacted=call.is_reached and call.was_contacted,
        is_solved=call.is_reached and call.is_solved,
        is_satisfied=call.is_reached and call.is_satisfied,
        reason=reason,
    )
