"""What was wrong with a command line, in Chinese: the library that reads it speaks English."""

import difflib
import re
import tomllib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any

# Words of the library, which may quote Chinese that was typed.
_ENGLISH = re.compile("[A-Za-z]+ [A-Za-z]+")


def told_usage(error: Any) -> str | None:
    """The sentence about an error of usage; None for any other error.

    Any: the classes of these errors have no public name in typer; what they are called is what they are told by.
    """
    names = [kind.__name__ for kind in type(error).__mro__]
    if "UsageError" not in names:
        return None
    table = _table()
    own = str(getattr(error, "message", ""))
    form = next(table[name] for name in names if name in table)
    # What our commands say of a value is Chinese already.
    sentence = own if own and not _ENGLISH.search(own) else form.format(name=_name(error))
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "jiedu"
    return sentence + table["hint"].format(command=command)


def told_unknown(name: str, known: Iterable[str]) -> str:
    """The sentence about a command that there is not, with the one that was probably meant."""
    table = _table()
    near = difflib.get_close_matches(name, list(known), n=1)
    told = table["unknown_command"].format(name=name[:60])
    return told + (table["near"].format(near=near[0]) if near else table["hint"].format(command="jiedu"))


def told_interrupted() -> str:
    """The word for a command that was broken off."""
    return _table()["interrupted"]


def _name(error: Any) -> str:
    """The option or argument it is about, with its line of help."""
    parameter = getattr(error, "param", None)
    if parameter is None:
        return str(getattr(error, "option_name", "") or "")
    written = next((option for option in parameter.opts if option.startswith("-")), parameter.name)
    explained = getattr(parameter, "help", None)
    return f"{written}（{explained}）" if explained else str(written)


@cache
def _table() -> dict[str, str]:
    return tomllib.loads(files("service").joinpath("usage.toml").read_text("utf-8"))
