"""Tickets about the same matter as one (并单, R§6.7): one leads, the others get its answer; it can be undone."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor
from governance.errors import Refused
from governance.ticket_cards import Ticket, ticket_of
from governance.ticket_kinds import TicketKind, TicketState, TicketStep
from governance.ticket_lists import found, read
from governance.ticket_rows import TicketRow
from governance.ticket_steps import TicketSteps, followers
from governance.words import sentence
from kb.database import Database

# More at once is no longer something a person has looked at.
MOST_AT_ONCE = 50
_MERGE = Act.MERGE_TICKETS


class TicketMerging:
    """Merges tickets and parts them again."""

    def __init__(self, database: Database, *, steps: TicketSteps) -> None:
        self._database = database
        self._steps = steps

    def candidates(self, leader_id: str, *, by: Actor) -> list[Ticket]:
        """The open tickets that could follow this one, those worded most like it first. Raises Forbidden, Refused."""
        with self._database.reading() as session:
            leader = self._steps.to_move(session, leader_id, _MERGE, by, *TicketState)
            is_open = TicketRow.state.in_([state.value for state in TicketState if state.is_open])
            query = select(TicketRow).where(is_open, TicketRow.id != leader.id).order_by(TicketRow.opened_at.desc())
            rows = session.scalars(query.limit(self._steps.terms.listed)).all()
            leading = set(session.scalars(select(TicketRow.merged_into).where(TicketRow.merged_into.is_not(None))))
            fit = [row for row in rows if row.id not in leading and _obstacle(leader, row) is None]
            return [ticket_of(row).seen_by(by) for row in sorted(fit, key=lambda row: -_likeness(leader, row))]

    def merge(self, leader_id: str, ticket_ids: Sequence[str], reason: str, *, by: Actor) -> Ticket:
        """The tickets follow the leader: answered when it is, at once when it was already; returns the leader.

        The unit of each owes it no more. Raises Refused when one leads others, is due earlier than its leader, or is
        about another unit or person than the leader is; Forbidden.
        """
        why, chosen = self._steps.checked(reason, "reason"), list(dict.fromkeys(ticket_ids))
        if not chosen:
            raise Refused("ticket_merge_nothing")
        if len(chosen) > MOST_AT_ONCE:
            raise Refused("ticket_merge_too_many", limit=MOST_AT_ONCE)
        leading = [state for state in TicketState if state is not TicketState.MERGED]
        with self._database.writing() as session:
            leader = self._steps.to_move(session, leader_id, _MERGE, by, *leading)
            for ticket_id in chosen:
                self._follow(session, leader, ticket_id, why, by)
            note = sentence("ticket_merged_here", tickets="、".join(chosen), reason=why)
            details = {"merged": chosen}
            now = self._steps.now()
            self._steps.note(session, leader, TicketStep.MERGED, by=by, act=_MERGE, now=now, note=note, details=details)
            return read(session, leader).seen_by(by)

    def part(self, ticket_id: str, reason: str, *, by: Actor) -> Ticket:
        """The ticket stands for itself again: as it stood, or with a new term when it had got the leader's answer."""
        why = self._steps.checked(reason, "reason")
        with self._database.writing() as session:
            row = self._steps.to_move(session, ticket_id, _MERGE, by, *TicketState)
            if row.merged_into is None:
                raise Refused("ticket_not_merged", ticket=row.id)
            now, leader = self._steps.now(), found(session, row.merged_into)
            if row.state == TicketState.ANSWERED.value:
                self._steps.begin_again(row, now)
            else:
                before = TicketState(row.state_before)
                row.merged_into = row.state_before = None
                self._steps.stand(row, before, now)
            here = sentence("ticket_parted_here", ticket=row.id, reason=why)
            self._steps.note(session, leader, TicketStep.PARTED, by=by, act=_MERGE, now=now, note=here)
            note = sentence("ticket_parted_from", ticket=leader.id, reason=why)
            return self._steps.done(session, row, TicketStep.PARTED, by=by, act=_MERGE, now=now, note=note)

    def _follow(self, session: Session, leader: TicketRow, ticket_id: str, why: str, by: Actor) -> None:
        row = self._steps.to_move(session, ticket_id, _MERGE, by, *(state for state in TicketState if state.is_open))
        # No chains: whoever follows leads nobody.
        obstacle = "ticket_merge_leads" if followers(session, row) else _obstacle(leader, row)
        if obstacle:
            raise Refused(obstacle, ticket=row.id)
        now, note = self._steps.now(), sentence("ticket_merged_into", ticket=leader.id, reason=why)
        row.state_before, row.state, row.merged_into = row.state, TicketState.MERGED.value, leader.id
        self._steps.duties.owe_no_more(row, note, now, by)
        details = {"into": leader.id}
        self._steps.note(session, row, TicketStep.MERGED, by=by, act=_MERGE, now=now, note=note, details=details)
        if leader.state == TicketState.ANSWERED.value:
            self._steps.answered(session, row, leader.result, by=by, act=_MERGE, now=now)


def _obstacle(leader: TicketRow, row: TicketRow) -> str | None:
    """Why the one cannot follow the other, as the key of a sentence: one matter, and nobody waits longer by it."""
    if row.id == leader.id:
        return "ticket_merge_itself"
    # A term that was extended holds for everybody with the same matter.
    if TicketState(leader.state).is_open and row.due_on < leader.due_on and not leader.extended_by:
        return "ticket_merge_due"
    return None if _name_the_same(leader, row) else "ticket_merge_named"


def _name_the_same(leader: TicketRow, row: TicketRow) -> bool:
    """The unit that has the leader reads the other too: a complaint must not come to anybody new by it (R§6.9)."""
    is_about_somebody = TicketKind(row.kind).names_somebody
    if TicketKind(leader.kind).names_somebody != is_about_somebody or leader.against_unit_id != row.against_unit_id:
        return False
    return leader.unit_id == row.unit_id or not is_about_somebody


def _likeness(one: TicketRow, other: TicketRow) -> float:
    """The share of pairs of characters that both contents have, 0..1, and 1 each for caller and quoted words."""
    pairs = [{content[at : at + 2] for at in range(len(content) - 1)} for content in (one.content, other.content)]
    shared = len(pairs[0] & pairs[1]) / max(1, len(pairs[0] | pairs[1]))
    return shared + sum(mine is not None and mine == theirs for mine, theirs in _marks(one, other))


def _marks(one: TicketRow, other: TicketRow) -> Sequence[tuple[str | None, str | None]]:
    return (one.caller_key, other.caller_key), (one.reference, other.reference)
