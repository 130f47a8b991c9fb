"""From a stored message to the reply that is owed: asks the engine, or says the channel's own sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from bot.answers import Answer, Citation
from channels.client.addresses import answer_path, source_path
from channels.inbox import Work
from channels.messages import Card, MessageKind, Reply
from channels.words import said, said_on
from kb.numbers import find_numbers

PRIVACY_PATH = "/privacy"


class Answerer(Protocol):
    """Who answers: the engine of this process, or an annex (service/annex.py)."""

    def ask(self, text: str, *, on: date, conversation_id: str, channel: str, answer_id: str) -> Answer:
        """The answer of this id, made now or before."""
        ...

    def forget(self, conversation_id: str) -> int:
        """The conversation is deleted; returns how many turns it had."""
        ...


@dataclass(frozen=True)
class Answering:
    """Makes replies. public_url: the address of this service as citizens reach it, "" when it has none."""

    engine: Answerer
    today: Callable[[], date]
    public_url: str

    def reply_to(self, work: Work) -> Reply:
        """The reply to a message; never raises for anything a person can type."""
        notice = self.notice(work.channel) if work.notice_due else ""
        if work.kind is MessageKind.FORGET:
            return Reply(said("forgotten", count=sum(map(self.engine.forget, work.forgotten))), notice=notice)
        answer = self.engine.ask(
            work.text,
            on=self.today(),
            conversation_id=work.conversation_id,
            channel=work.channel,
            answer_id=work.answer_id,
        )
        return self._reply(answer, work.text, notice)

    def notice(self, channel: str) -> str:
        """Who answers and what becomes of the words (R§8.1, R§8.9)."""
        privacy = said("first_notice_link", link=self.public_url + PRIVACY_PATH) if self.public_url else ""
        return said_on(channel, "first_notice", privacy=privacy)

    def _reply(self, answer: Answer, question: str, notice: str) -> Reply:
        label = answer.generated.label if answer.generated else ""
        return Reply(
            # The label stands apart, so that no cut can lose it (R§8.8).
            answer.text.removeprefix(label).removesuffix(label).strip("\n"),
            notice=notice,
            choices=answer.related,
            label=label,
            # A reply that quotes nothing is whole as it stands: a link to "its sources" would lead nowhere new.
            link=self.public_url + answer_path(answer.id) if self.public_url and answer.citations else "",
            card=self._card(answer, question),
            answer_id=answer.id,
        )

    def _card(self, answer: Answer, question: str) -> Card | None:
        """The one document that was asked for by its number or title, and answered from alone."""
        if not self.public_url or len({citation.document_id for citation in answer.citations}) != 1:
            return None
        cited = answer.citations[0]
        if not _names(question, cited):
            return None
        path = source_path(cited.document_id, cited.version_id, cited.start, cited.end)
        return Card(cited.title, answer.text, self.public_url + path)


def _names(question: str, cited: Citation) -> bool:
    numbers = [str(number) for number, _, _ in find_numbers(question)]
    return cited.doc_no in numbers or f"《{cited.title.strip('《》')}》" in question
