"""What is wrong with a request, in Chinese: the field as its sender wrote it, and what would be right."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Any

from channels.words import sentence

_PLACES = ("body", "query", "path", "header")
FIELD_LIMIT = 60


def what_is_invalid(errors: Sequence[Mapping[str, Any]]) -> tuple[str, str | None]:
    """The sentence about the first fault, and its field (None for the body as a whole).

    errors: as pydantic lists them; Any because each kind of fault has its own context.
    """
    first = errors[0]
    if first["type"] == "json_invalid":
        return sentence("not_json"), None
    field = field_of(first["loc"])
    table = _table()
    told = table.get(first["type"], table["other"])
    values = {name: str(value) for name, value in first.get("ctx", {}).items()}
    return sentence("bad_request", problem=told.format(field=field or table["whole"], **values)), field


def field_of(place: Sequence[str | int]) -> str | None:
    """The path of a field, "messages.0.content"; None for the body itself."""
    parts = [str(part) for part in place if part not in _PLACES]
    # A tagged union adds names of our types between the fields, which the sender never wrote.
    path = ".".join(part for part in parts if not part[:1].isupper() and "[" not in part)
    return path[:FIELD_LIMIT] or None


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(files("service.http").joinpath("invalid.toml").read_text("utf-8"))
