"""A new ticket as a row: what is kept of what was asked for, with identifiers masked (R§8.2)."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from governance.access import Actor
from governance.ticket_cards import NewTicket, reference_json
from governance.ticket_kinds import TicketState
from governance.ticket_rows import TicketRow
from governance.ticket_terms import TicketTerms
from kb.masking import mask
from kb.moments import china_day

TITLE_CHARACTERS = 40


def new_row(
    session: Session, new: NewTicket, *, unit_id: str | None, by: Actor, terms: TicketTerms, now: datetime
) -> TicketRow:
    """The row, not added yet and without its days."""
    today = china_day(now)
    state = TicketState.SENT if unit_id else TicketState.UNASSIGNED
    return TicketRow(
        id=_next_id(session, today),
        key=key_of(new, by),
        kind=new.kind.value,
        state=state.value,
        channel=new.channel,
        title=mask(new.question.strip() or new.content.strip())[:TITLE_CHARACTERS],
        content=mask(new.content.strip()),
        question=mask(new.question.strip()),
        said=mask(new.said.strip()),
        answer_id=new.answer_id,
        reference=reference_json(new.reference),
        against=mask(new.against.strip()),
        is_confidential=new.is_confidential,
        caller=new.caller.masked,
        caller_key=new.caller.key,
        unit_id=unit_id,
        opened_by_id=by.user_id,
        opened_by=by.name,
        opened_at=now,
        opened_on=today.isoformat(),
        workdays=terms.answer[new.kind],
        result="",
        returns=0,
        is_adjudicated=False,
        extended_by=0,
    )


def key_of(new: NewTicket, by: Actor) -> str:
    """The page's key belongs to who sent it: nobody is shown a stranger's ticket by guessing."""
    return f"{by.user_id} {new.key}"


def _next_id(session: Session, day: date) -> str:
    """The day and a running number, so that it can be told over the telephone: 202611230001."""
    prefix = f"{day:%Y%m%d}"
    last = session.scalar(select(func.max(TicketRow.id)).where(TicketRow.id.startswith(prefix)))
    return f"{prefix}{int(last[len(prefix) :]) + 1 if last else 1:04d}"
