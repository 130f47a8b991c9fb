"""Renders the pages: what is particular to an installation, and the templates it is put into."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from bot.feedback import Verdict
from channels.client.files import Assets
from channels.client.wording import script_words
from channels.words import word

# 020-37628372, 400-123-4567, 12345; with an extension: 020-12333-9, 0716-12345678转802.
_NUMBER = re.compile(
    r"([（(]?0\d{2,3}[)）]?[- ]?\d{7,8}|[48]00-?\d{3}-?\d{4}|\+?\d{2,4}[- ]\d{5,8}|\+?\d{3,12})"
    r"(?:\s*[-转]\s*(\d{1,6})(?!\d))?"
)


@dataclass(frozen=True, slots=True)
class Operator:
    """Who runs this installation and whom to complain to; "" where the settings do not say.

    contact: for questions about personal data, as people read it. widget_origins: sites that may embed the widget.
    model, filing_number: of the language model in generated mode, shown on every page (R§8.7); "" without one.
    """

    name: str
    operator: str
    contact: str
    complaints_phone: str
    complaints_url: str
    retention_days: int
    widget_origins: Sequence[str] = ()
    model: str = ""
    filing_number: str = ""

    @property
    def contact_call(self) -> str | None:
        """The number in the contact that a phone can dial."""
        return dialled(self.contact)


class Site:
    """The pages of one installation."""

    def __init__(self, operator: Operator, assets: Assets) -> None:
        self.operator = operator
        self.assets = assets
        self._templates = Environment(
            loader=PackageLoader("channels.client", "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        reasons = [(verdict.value, word(verdict)) for verdict in Verdict if verdict is not Verdict.SATISFIED]
        self._templates.globals.update(
            site=operator, assets=assets.path, script_words=script_words(), reasons=reasons, framed=False
        )

    def render(self, template: str, **values: object) -> str:
        """A page or a part of one as HTML."""
        return self._templates.get_template(template).render(**values)

    def notice(self, told: str) -> str:
        """A page that only says one sentence, such as that something is not there."""
        return self.render("notice.html", told=told)


def dialled(phone: str | None) -> str | None:
    """The first number in these words, as a telephone takes it, an extension after a pause; None when there is none."""
    found = _NUMBER.search(phone or "")
    if found is None:
        return None
    number = re.sub(r"[^\d+]", "", found[1])
    return f"{number},{found[2]}" if found[2] else number
