"""What files the shipped demo corpus has; light, so that a start can tell at once that it has been loaded."""

import hashlib
import json
from importlib.resources import files
from typing import TypeVar

from pydantic import BaseModel, ConfigDict


class Shipped(BaseModel):
    """A line of one of our own files: what we do not use is passed over, what we use is checked."""

    model_config = ConfigDict(frozen=True, extra="ignore", populate_by_name=True)


class DemoFile(Shipped):
    """A line of manifest.jsonl."""

    path: str
    url: str = ""
    region: str = ""


Shape = TypeVar("Shape", bound=Shipped)


def shipped_lines(name: str, shape: type[Shape]) -> list[Shape]:
    """The lines of one of our files, checked."""
    text = files("demo").joinpath(name).read_text("utf-8")
    return [shape.model_validate(json.loads(line)) for line in text.splitlines() if line.strip()]


def demo_files() -> list[DemoFile]:
    """The files of the corpus, in the order they are loaded."""
    return shipped_lines("manifest.jsonl", DemoFile)


def demo_digest() -> str:
    """Changes with any file of the corpus, and with the program that reads it."""
    found = hashlib.sha256()
    for name in ("manifest.jsonl", "corrections.jsonl", "units.jsonl", *(file.path for file in demo_files())):
        found.update(files("demo").joinpath(name).read_bytes())
    return found.hexdigest()
