"""From a stored message to the reply that is owed: asks the engine, or says the channel's own sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from channels.inbox import Work
from channels.messages import MessageKind, Reply
from channels.words import said

# Named, not loaded: what reads only records does without the engine.
if TYPE_CHECKING:
    from bot.engine import Engine

ANSWER_PATH = "/answers/{id}"
PRIVACY_PATH = "/privacy"


@dataclass(frozen=True)
class Answering:
    """Makes replies. public_url: the address of this service as citizens reach it, "" when it has none."""

    engine: "Engine"
    today: Callable[[], date]
    public_url: str

    def reply_to(self, work: Work) -> Reply:
        """The reply to a message; never raises for anything a person can type."""
        notice = self._notice() if work.notice_due else ""
        if work.kind is MessageKind.FORGET:
            return Reply(said("forgotten", count=self.engine.forget(work.conversation_id)), notice=notice)
        if work.told:
            return Reply(work.told, notice=notice)
        return self._answered(work, notice)

    def _answered(self, work: Work, notice: str) -> Reply:
        answer = self.engine.ask(
            work.text,
            on=self.today(),
            conversation_id=work.conversation_id,
            channel=work.channel,
            answer_id=work.answer_id,
        )
        return Reply(
            answer.text,
            notice=notice,
            choices=answer.related,
            link=self.public_url + ANSWER_PATH.format(id=answer.id) if self.public_url else "",
            answer_id=answer.id,
        )

    def _notice(self) -> str:
        privacy = said("first_notice_link", link=self.public_url + PRIVACY_PATH) if self.public_url else ""
        return said("first_notice", privacy=privacy)
