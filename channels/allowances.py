"""The ledger of what a platform still lets us send to a person by ourselves (R§10.6)."""

from dataclasses import dataclass
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
    select(AllowanceRow.kind, AllowanceRow.until)
    .where(*at_person(AllowanceRow), AllowanceRow.until > bindparam("at"), AllowanceRow.left > 0)
    .order_by(AllowanceRow.until)
    .limit(1)
)
_SPENT = (
    update(AllowanceRow)
    .where(*at_person(AllowanceRow), AllowanceRow.kind == bindparam("of_kind"))
    .values(left=AllowanceRow.left - 1)
)
_GIVEN_BACK = (
    update(AllowanceRow)
    .where(*at_person(AllowanceRow), AllowanceRow.kind == bindparam("of_kind"), AllowanceRow.until == bindparam("ends"))
    .values(left=AllowanceRow.left + 1)
)


@dataclass(frozen=True, slots=True)
class Spent:
    """One message of an allowance, known by its kind and its end."""

    kind: str
    until: datetime


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


def spend(session: Session, address: Placed, now: datetime) -> Spent | None:
    """One more message may be sent, None if not; counted before it is sent, so that a crash never sends too many.

    The allowance that ends first is used first.
    """
    connection, place = session.connection(), place_of(address)
    row = connection.execute(_LEFT, place | {"at": now}).first()
    if row is None:
        return None
    connection.execute(_SPENT, place | {"of_kind": row.kind})
    return Spent(row.kind, row.until)


def give_back(session: Session, address: Placed, spent: Spent) -> None:
    """The message was not taken by the platform; nothing happens where the allowance was opened anew since."""
    session.connection().execute(_GIVEN_BACK, place_of(address) | {"of_kind": spent.kind, "ends": spent.until})


def revoke(session: Session, of: Placed) -> None:
    """Nothing may be sent to this person any more."""
    session.connection().execute(delete(AllowanceRow).where(*at_person(AllowanceRow)), place_of(of))
