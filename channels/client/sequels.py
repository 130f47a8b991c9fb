"""How a person is told what became of an answer, and whom to ask now: the same on every page and in the API."""

from dataclasses import dataclass
from datetime import datetime

from bot.answers import Answer
from channels.client.wording import say
from governance.sequels import Sequel, SequelKind
from kb.moments import CHINA


@dataclass(frozen=True, slots=True)
class ToldSequel:
    """told: that, when and by whom it was overtaken. correction: what is right, "" if not said. ask: what to do now.

    question: as it was asked, to ask it again.
    """

    kind: SequelKind
    at: datetime | None
    told: str
    correction: str
    ask: str
    question: str


def told_sequel(sequel: Sequel, answer: Answer, *, question: str) -> ToldSequel:
    """The sequel of an answer in words."""
    title = next((one.title for one in answer.citations if one.document_id == sequel.document_id), "")
    day = f"{sequel.at.astimezone(CHINA):%Y-%m-%d %H:%M}" if sequel.at else ""
    when = say("sequel", "at", moment=day) if day else ""
    unit = answer.unit
    whom = say("sequel", "unit", name=unit.name, phone=unit.phone or "12345") if unit else ""
    return ToldSequel(
        kind=sequel.kind,
        at=sequel.at,
        told=say("sequel", sequel.kind.value, at=when, title=title.strip("《》")),
        correction=sequel.correction,
        ask=say("sequel", "ask", unit=whom),
        question=question,
    )
