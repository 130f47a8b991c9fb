"""The sentences of the citizen's pages, read from words.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def say(section: str, key: str, **values: object) -> str:
    """A sentence with its placeholders filled."""
    return str(_table()[section][key]).format(**values)


def repeated_beginnings() -> tuple[str, ...]:
    """How the lines begin in which the engine repeats sources and contact."""
    return tuple(_table()["card"]["repeated"])


def script_words() -> dict[str, str]:
    """What scripts say, by name."""
    return dict(_table()["script"])


# Any: one section holds a list beside its sentences.
@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("channels.client").joinpath("words.toml").read_text("utf-8"))
