"""How long a unit has for a ticket, and how long its texts may be: read from ticket_terms.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from governance.ticket_kinds import TicketKind


@dataclass(frozen=True, slots=True)
class TicketTerms:
    """See ticket_terms.toml; terms in working days, lengths in characters."""

    accept: int
    answer: Mapping[TicketKind, int]
    most_extension: int
    follow_up_attempts: int
    content_characters: int
    note_characters: int
    listed: int


@cache
def load_ticket_terms() -> TicketTerms:
    """The shipped terms. Raises KeyError naming a kind that has none."""
    table = tomllib.loads(files("governance").joinpath("ticket_terms.toml").read_text("utf-8"))
    return TicketTerms(
        accept=table["accept"],
        answer={kind: table["answer"][kind.value] for kind in TicketKind},
        most_extension=table["extension"]["most"],
        follow_up_attempts=table["follow_up"]["attempts"],
        **table["limits"],
    )
