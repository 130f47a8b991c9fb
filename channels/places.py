"""One person of one account, as a condition in statements that are built once and run often."""

from typing import Protocol

from sqlalchemy import ColumnElement, bindparam

from channels.tables import AllowanceRow, ConversationRow, MessageRow, PersonRow, ReplyRow

Rows = type[AllowanceRow] | type[ConversationRow] | type[MessageRow] | type[PersonRow] | type[ReplyRow]


class Placed(Protocol):
    """Anything that belongs to a person: a message, the work on it, the address of its reply."""

    @property
    def channel(self) -> str:
        """The platform."""
        ...

    @property
    def account(self) -> str:
        """Our account there."""
        ...

    @property
    def person(self) -> str:
        """As the platform names them to this account."""
        ...


def at_person(rows: Rows) -> tuple[ColumnElement[bool], ...]:
    """The condition that rows are of the person named by place_of() among the parameters."""
    return (
        rows.channel == bindparam("of_channel"),
        rows.account == bindparam("of_account"),
        rows.person == bindparam("of_person"),
    )


def place_of(placed: Placed) -> dict[str, object]:
    """The parameters for at_person()."""
    return {"of_channel": placed.channel, "of_account": placed.account, "of_person": placed.person}


def columns_of(placed: Placed) -> dict[str, object]:
    """The columns of a new row of this person."""
    return {"channel": placed.channel, "account": placed.account, "person": placed.person}
