"""What people read for a member of a closed set of governance, and its sentences: looked up in *words.toml."""

import tomllib
from enum import Enum
from functools import cache
from importlib.resources import files

_FILES = ("words.toml", "publication_words.toml")


def word(member: Enum) -> str:
    """The Chinese word for a member; a member whose value is Chinese is its own word."""
    return _table().get(type(member).__name__, {}).get(str(member.value), str(member.value))


def owned_word(table: str) -> str:
    """The Chinese word for what a table holds, of those whose rows belong to units (kb/owned.py)."""
    return _table()["Owned"].get(table, table)


def sentence(key: str, **values: object) -> str:
    """The sentence with its placeholders filled. Raises KeyError for a sentence that does not exist."""
    return _table()["sentence"][key].format(**values)


@cache
def _table() -> dict[str, dict[str, str]]:
    """The tables of all files as one; a set of words belongs to one file, sentences may stand in any."""
    merged: dict[str, dict[str, str]] = {}
    for name in _FILES:
        table = tomllib.loads(files("governance").joinpath(name).read_text("utf-8"))
        for section, rows in table.items():
            merged.setdefault(section, {}).update(rows)
    return merged
