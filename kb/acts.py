"""What is done in a matter (换发, 补发, 注销) and whom it is for, as its name says it and as a question asks for it."""

import re
import tomllib
from importlib.resources import files


class Acts:
    """Tells whether a name is for another act than a question asks for, or for other people."""

    def __init__(self, *, first: str, special: dict[str, str], outsiders: dict[str, str]) -> None:
        """Patterns over normalised text, see kb/terms/acts.toml."""
        self._first = re.compile(first)
        self._special = {act: re.compile(pattern) for act, pattern in special.items()}
        self._outsiders = re.compile(outsiders["named"])
        self._spoken_of = re.compile(outsiders["spoken_of"])

    def asked(self, said: str) -> frozenset[str]:
        """The special acts that a question speaks of."""
        return frozenset(act for act, pattern in self._special.items() if pattern.search(said))

    def named(self, name: str) -> frozenset[str] | None:
        """The special acts that a name is for; None for a name that is for the first time as well."""
        return None if self._first.search(name) else self.asked(name)

    def is_for_outsiders(self, name: str) -> bool:
        """Whether a name is for foreigners or people from outside the mainland only."""
        return bool(self._outsiders.search(name))

    def speaks_of_outsiders(self, said: str) -> bool:
        """Whether a question may come from one of them."""
        return bool(self._spoken_of.search(said))


def is_for_another(named: frozenset[str] | None, asked: frozenset[str]) -> bool:
    """Whether a name is only for acts that were not asked for."""
    return bool(named) and asked.isdisjoint(named or ())


def load_acts() -> Acts:
    """The acts shipped with the project."""
    return Acts(**tomllib.loads(files("kb.terms").joinpath("acts.toml").read_text("utf-8")))
