"""Tells words meant for a program from words meant for people: in passages, questions and generated text."""

import re
import tomllib
from collections.abc import Sequence
from importlib.resources import files

from kb.masking import mask
from kb.text import normalise


class Guards:
    """The compiled patterns of guards.toml."""

    def __init__(
        self, *, injection: Sequence[str], output: Sequence[str], forbidden: Sequence[str], policy: str
    ) -> None:
        self._injection = [re.compile(pattern) for pattern in injection]
        self._output = [re.compile(pattern) for pattern in output]
        self._forbidden = [re.compile(pattern) for pattern in forbidden]
        self._policy = re.compile(policy)

    def is_injection(self, text: str) -> bool:
        """Whether the text gives orders to a program."""
        plain = normalise(text)
        return any(pattern.search(plain) for pattern in self._injection)

    def is_forbidden(self, question: str) -> bool:
        """Whether the question asks for help to harm somebody or to break the law, and not for the rules about it."""
        plain = normalise(question)
        return not self._policy.search(plain) and any(pattern.search(plain) for pattern in self._forbidden)

    def may_be_said(self, sentence: str) -> bool:
        """Whether a generated sentence speaks of its matter only, and names no person's data."""
        plain = normalise(sentence)
        spoken = [*self._injection, *self._output]
        return not any(pattern.search(plain) for pattern in spoken) and mask(sentence) == sentence


def load_guards() -> Guards:
    """The patterns shipped with the project."""
    table = tomllib.loads(files("bot").joinpath("guards.toml").read_text("utf-8"))
    return Guards(
        injection=table["injection"]["patterns"],
        output=table["output"]["patterns"],
        forbidden=table["question"]["patterns"],
        policy=table["question"]["policy"],
    )
