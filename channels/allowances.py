"""The ledger of what a platform still lets us send to a person by ourselves (R§10.6)."""

from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.orm import Session

from channels.messages import IncomingMessage
from channels.places import Placed, at_person, columns_of, place_of
from channels.tables import AllowanceRow

_OPENED = insert(AllowanceRow)
_OPENED_AGAIN = (
    update(AllowanceRow)
    .where(*at_person(AllowanceRow), AllowanceRow.kind == bindparam("of_kind"))
    .values(until=bindparam("ends"), left=bindparam("count"))
)
_LEFT = (
    select(AllowanceRow.kind)
    .where(*at_person(AllowanceRow), AllowanceRow.until > bindparam("at"), AllowanceRow.left > 0)
    .order_by(AllowanceRow.until)
    .limit(1)
)
_SPENT = (
    update(AllowanceRow)
    .where(*at_person(AllowanceRow), AllowanceRow.kind == bindparam("of_kind"))
    .values(left=AllowanceRow.left - 1)
)


def grant(session: Session, message: IncomingMessage, *, is_new_person: bool, now: datetime) -> None:
    """A message opens its allowance anew; one of the same kind that was left over does not add up."""
    allowed = message.allowance
    if allowed is None:
        return
    connection, until = session.connection(), now + timedelta(seconds=allowed.seconds)
    if not is_new_person:
        again = {"of_kind": allowed.kind, "ends": until, "count": allowed.count}
        if connection.execute(_OPENED_AGAIN, place_of(message) | again).rowcount:
            return
    row = {"kind": allowed.kind, "until": until, "left_over": allowed.count}
    connection.execute(_OPENED, columns_of(message) | row)


def spend(session: Session, address: Placed, now: datetime) -> bool:
    """Whether one more message may be sent; it is counted before it is sent, so that a crash never sends too many.

    The allowance that ends first is used first.
    """
    connection, place = session.connection(), place_of(address)
    kind = connection.execute(_LEFT, place | {"at": now}).scalar()
    if kind is None:
        return False
    connection.execute(_SPENT, place | {"of_kind": kind})
    return True


def revoke(session: Session, of: Placed) -> None:
    """Nothing may be sent to this person any more."""
    session.connection().execute(delete(AllowanceRow).where(*at_person(AllowanceRow)), place_of(of))
