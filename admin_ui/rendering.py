"""Values into HTML: Jinja with everything escaped, so that a document's title can never become markup."""

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum
from functools import cache
from importlib.resources import files

from jinja2 import DictLoader, Environment, StrictUndefined

from admin_ui.words import text
from governance.words import word
from kb.cards import DocumentCard
from kb.moments import CHINA

DASH = "—"


def render(template: str, **values: object) -> str:
    """The template of this name filled in."""
    return _environment().get_template(template).render(values)


def moment(value: datetime | date | None) -> str:
    """A moment as people here read it, to the minute; a day as a day; a dash for none."""
    if value is None:
        return DASH
    if isinstance(value, datetime):
        return value.astimezone(CHINA).strftime("%Y-%m-%d %H:%M")
    return value.isoformat()


def headed(card: DocumentCard | None) -> str:
    """What a document is called in lists; never nothing, for a draft whose title was not read must be opened too."""
    known = (card.title or card.number) if card else None
    return known or text("frame.untitled")


def called(member: Enum | None) -> str:
    """The Chinese word for a member of a closed set."""
    return word(member) if member is not None else DASH


@cache
def _environment() -> Environment:
    folder = files("admin_ui").joinpath("templates")
    sources: Mapping[str, str] = {file.name: file.read_text("utf-8") for file in folder.iterdir()}
    environment = Environment(
        loader=DictLoader(sources), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["moment"] = moment
    environment.filters["called"] = called
    environment.filters["headed"] = headed
    return environment
