"""The sentences and limits of the desk, read from hotline.toml."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from bot.answers import AnswerStatus
from bot.offering import OfferKind


@dataclass(frozen=True)
class HotlineWords:
    """The table; a status or kind that has no sentence is found at start, not with a caller on the line."""

    # Typed Any: sentences and two numbers.
    table: dict[str, dict[str, Any]]

    def say(self, section: str, key: str, **values: object) -> str:
        """The sentence with its placeholders filled."""
        return str(self.table[section][key]).format(**values)

    def limit(self, key: str) -> int:
        """A limit of the spoken script, in characters."""
        return int(self.table["script"][key])


@cache
def load_hotline_words() -> HotlineWords:
    """The shipped sentences. Raises KeyError naming a status or a kind without one."""
    table = tomllib.loads(files("channels.hotline").joinpath("hotline.toml").read_text("utf-8"))
    for status in AnswerStatus:
        table["next"][status.value]
        if not status.has_quotations:
            table["refusal"][status.value]
    for kind in OfferKind:
        table["offer_kind"][kind.value]
    return HotlineWords(table)
