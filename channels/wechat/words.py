"""The sentences and words of words.toml."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def say(section: str, key: str, **values: object) -> str:
    """A sentence with its placeholders filled."""
    return str(_table()[section][key]).format(**values)


def is_pickup_word(text: str) -> bool:
    """Whether this fetches an answer that could not be sent."""
    return _bare(text) in _table()["sent"]["pickup"]


def is_forget_word(text: str) -> bool:
    """Whether this asks for the record to be deleted."""
    return _bare(text) in _table()["sent"]["forget"]


def _bare(text: str) -> str:
    """Speech that was turned into words ends with a full stop."""
    return text.strip().rstrip("。.!！")


# Any: sentences are strings, the words people may send are lists of them.
@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("channels.wechat").joinpath("words.toml").read_text("utf-8"))
