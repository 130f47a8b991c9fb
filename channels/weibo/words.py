"""The sentences of this channel that no engine made, and the words that ask for something other than an answer."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def said(key: str, **values: object) -> str:
    """A sentence with its placeholders filled."""
    return str(_table()["said"][key]).format(**values)


def told_for_menu(key: str) -> str | None:
    """What a menu entry with this key says, None for a key that is not ours."""
    told: str | None = _table()["menu"].get(key)
    return told


def is_forget_word(text: str) -> bool:
    """Whether this asks for the record of the conversation to be deleted."""
    return _bare(text) in _table()["commands"]["forget"]


def is_pickup_word(text: str) -> bool:
    """Whether this fetches an answer that could not be sent."""
    return _bare(text) in _table()["commands"]["pickup"]


def _bare(text: str) -> str:
    """Speech that was turned into words ends with a full stop."""
    return text.strip().rstrip("。.!！")


@cache
def _table() -> dict[str, dict[str, Any]]:  # Any: texts and one list of texts
    return tomllib.loads(files("channels.weibo").joinpath("words.toml").read_text("utf-8"))
