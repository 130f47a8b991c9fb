"""The ledger of what a platform still lets us send to a person by ourselves (R§10.6)."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, select
from sqlalchemy.orm import Session

from channels.channel import Address
from channels.messages import IncomingMessage
from channels.tables import AllowanceRow

# Built once: to put a statement together costs more than to run it, and every message sent runs this one.
_OPEN = (
    select(AllowanceRow)
    .where(
        AllowanceRow.channel == bindparam("channel"),
        AllowanceRow.account == bindparam("account"),
        AllowanceRow.person == bindparam("person"),
        AllowanceRow.until > bindparam("now"),
        AllowanceRow.left > 0,
    )
    .order_by(AllowanceRow.until)
    .limit(1)
)


def grant(session: Session, message: IncomingMessage, now: datetime) -> None:
    """A message opens its allowance anew; one of the same kind that was left over does not add up."""
    allowed = message.allowance
    if allowed is None:
        return
    place = (message.channel, message.account, message.person, allowed.kind)
    row = session.get(AllowanceRow, place)
    if row is None:
        channel, account, person, kind = place
        row = AllowanceRow(channel=channel, account=account, person=person, kind=kind)
        session.add(row)
    row.until, row.left = now + timedelta(seconds=allowed.seconds), allowed.count


def spend(session: Session, address: Address, now: datetime) -> bool:
    """Whether one more message may be sent; it is counted before it is sent, so that a crash never sends too many.

    The allowance that ends first is used first.
    """
    place = {"channel": address.channel, "account": address.account, "person": address.person, "now": now}
    row = session.scalars(_OPEN, place).first()
    if row is None:
        return False
    row.left -= 1
    return True


def revoke(session: Session, *, channel: str, account: str, person: str) -> None:
    """Nothing may be sent to this person any more."""
    session.execute(
        delete(AllowanceRow).where(
            AllowanceRow.channel == channel, AllowanceRow.account == account, AllowanceRow.person == person
        )
    )
