"""What people read on these pages outside templates: labels, buttons, sentences; looked up in words.toml."""

import tomllib
from functools import cache
from importlib.resources import files


def text(key: str, **values: object) -> str:
    """The words under a key, "page.word", with their placeholders filled. Raises KeyError for one that is not there."""
    section, _, name = key.partition(".")
    return _table()[section][name].format(**values)


@cache
def _table() -> dict[str, dict[str, str]]:
    return tomllib.loads(files("admin_ui").joinpath("words.toml").read_text("utf-8"))
