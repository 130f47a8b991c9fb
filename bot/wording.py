"""Every sentence a person can receive that nobody published, read from wording.toml."""

import tomllib
from dataclasses import dataclass
from importlib.resources import files

from bot.answers import AnswerStatus, Contact

# Statuses that are told by the quotation itself or by several entries of their own.
_TOLD_OTHERWISE = {
    AnswerStatus.ANSWERED,
    AnswerStatus.ANSWERED_UNCONFIRMED,
    AnswerStatus.ANSWERED_PAST,
    AnswerStatus.EMERGENCY,
    AnswerStatus.UNUSABLE,
}


@dataclass(frozen=True)
class Wording:
    """The table of sentences; a missing one is found at start, not when it is needed."""

    table: dict[str, dict[str, str]]

    def say(self, section: str, key: str, **values: object) -> str:
        """The sentence with its placeholders filled."""
        return self.table[section][key].format(**values)

    @property
    def hotline(self) -> Contact:
        """Whom to ask when no unit is known."""
        return Contact(self.table["hotline"]["name"], self.table["hotline"]["phone"])


def load_wording() -> Wording:
    """The shipped sentences; raises KeyError naming a status that has none."""
    wording = Wording(tomllib.loads(files("bot").joinpath("wording.toml").read_text("utf-8")))
    for status in set(AnswerStatus) - _TOLD_OTHERWISE:
        wording.table["status"][status.value]
    return wording
