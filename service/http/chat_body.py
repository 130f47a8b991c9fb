"""A chat as OpenAI's clients send it: the last message of the user is the question, those before are the conversation.

What cannot steer a quotation (temperature, max_tokens, tools, …) is accepted and has no effect.
"""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from channels.words import sentence
from service.http.answering import without_half_characters
from service.http.failures import CallerError


class _Lenient(BaseModel):
    model_config = ConfigDict(extra="ignore")


class Part(_Lenient):
    """A part of a message; only text can be read."""

    type: str = Field(max_length=40)
    text: str | None = None


class ChatMessage(_Lenient):
    """One message. Instructions (system, developer) are accepted and not followed."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: str | list[Part] | None = None


class StreamOptions(_Lenient):
    """What is added to a stream."""

    include_usage: bool | None = None


class Metadata(_Lenient):
    """What our interface knows beyond OpenAI's."""

    conversation_id: str | None = Field(default=None, pattern=r"^[A-Za-z0-9_-]{1,64}$")
    on: date | None = None


class ChatBody(_Lenient):
    """A request for a chat completion."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"model": "jiedu", "messages": [{"role": "user", "content": "12345热线由哪个单位负责？"}]},
            ]
        }
    )

    model: str = Field(description="固定为 jiedu")
    messages: list[ChatMessage] = Field(
        min_length=1, max_length=1000, description="最后一条 user 消息是问题，之前的 user 消息是先前的提问"
    )
    stream: bool | None = Field(default=None, description="是否逐步返回")
    stream_options: StreamOptions | None = None
    n: int | None = Field(default=None, ge=1, le=1, description="只有一个答复")
    metadata: Metadata | None = Field(default=None, description="conversation_id 为已有的对话；on 为答案对哪一天有效")

    def questions(self) -> list[str]:
        """The user's messages, oldest first. Raises CallerError where there is none, or one is not text."""
        asked = [
            _text(message, f"messages.{place}.content")
            for place, message in enumerate(self.messages)
            if message.role == "user"
        ]
        if not asked:
            raise CallerError(400, "no_question", sentence("no_question"), field="messages")
        return asked

    def texts(self) -> list[str]:
        """All text that was sent, to be counted."""
        return [part for message in self.messages for part in _texts(message)]


def _text(message: ChatMessage, field: str) -> str:
    if isinstance(message.content, list) and any(part.type != "text" for part in message.content):
        raise CallerError(400, "only_text", sentence("only_text", field=field), field=field)
    return without_half_characters("\n".join(_texts(message)))


def _texts(message: ChatMessage) -> list[str]:
    if isinstance(message.content, list):
        return [part.text for part in message.content if part.text]
    return [message.content] if message.content else []
