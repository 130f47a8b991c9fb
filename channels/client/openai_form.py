"""The one answer in the form of OpenAI's chat completions, whole or in pieces.

The content is the answer's text as on every channel. Each quotation is a url_citation annotation: start_index and
end_index are its place in the content, content[start_index:end_index], counted in code points.
Form: the API reference of OpenAI, Chat Completions, as its Python client 3.54 reads it (2026-11-23).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Literal

from pydantic import BaseModel

from bot.answers import Answer, Citation

MODEL = "jiedu"

Link = Callable[[Citation], str]
OwnForm = dict[str, object]


class UrlCitation(BaseModel):
    """Where quoted words can be checked."""

    url: str
    title: str
    start_index: int
    end_index: int


class Annotation(BaseModel):
    """One citation of the content."""

    type: Literal["url_citation"] = "url_citation"
    url_citation: UrlCitation


class Message(BaseModel):
    """The answer."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    annotations: list[Annotation]


class Choice(BaseModel):
    """There is one answer, so there is one choice."""

    index: Literal[0] = 0
    message: Message
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Usage(BaseModel):
    """Characters: no tokens are counted or charged here."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class Completion(BaseModel):
    """A whole answer. jiedu: the same answer in the form of /api/v1/ask."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    usage: Usage
    jiedu: OwnForm


class ModelCard(BaseModel):
    """What clients list: the one model there is."""

    id: str = MODEL
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = MODEL


class ModelList(BaseModel):
    """All models."""

    object: Literal["list"] = "list"
    data: list[ModelCard]


def completion(answer: Answer, *, messages: Iterable[str], created: int, link: Link, own_form: OwnForm) -> Completion:
    """The answer as one object. messages: the texts that were sent, for the count."""
    message = Message(content=answer.text, annotations=annotations(answer, link))
    return Completion(
        id=f"chatcmpl-{answer.id}",
        created=created,
        choices=[Choice(message=message)],
        usage=usage(answer, messages),
        jiedu=own_form,
    )


def chunks(
    answer: Answer, pieces: Sequence[str], *, name: str, created: int, link: Link, own_form: OwnForm
) -> Iterator[dict[str, object]]:
    """The answer in pieces of its text, and last the annotations; the one with the role was sent before them.

    name: the id all pieces carry.
    """
    for piece in pieces:
        yield chunk(name, created, {"content": piece}, finish=None)
    noted = [annotation.model_dump() for annotation in annotations(answer, link)]
    yield chunk(name, created, {"annotations": noted}, finish="stop") | {"jiedu": own_form}


def chunk(name: str, created: int, delta: dict[str, object], *, finish: str | None) -> dict[str, object]:
    """One piece of a streamed answer."""
    choice = {"index": 0, "delta": delta, "finish_reason": finish, "logprobs": None}
    return {"id": name, "object": "chat.completion.chunk", "created": created, "model": MODEL, "choices": [choice]}


def usage_chunk(answer: Answer, messages: Iterable[str], *, name: str, created: int) -> dict[str, object]:
    """The count, sent last when it was asked for."""
    empty = chunk(name, created, {}, finish=None)
    return empty | {"choices": [], "usage": usage(answer, messages).model_dump()}


def annotations(answer: Answer, link: Link) -> list[Annotation]:
    """Every citation with the place of its quotation; a quotation that a model reworded stands for the whole text."""
    found, since = [], 0
    for citation in answer.citations:
        # In order, so that words quoted twice are two places.
        start = answer.text.find(citation.quote, since)
        start = answer.text.find(citation.quote) if start < 0 else start
        end = start + len(citation.quote) if start >= 0 else len(answer.text)
        since = end if start >= 0 else since
        place = UrlCitation(url=link(citation), title=_title(citation), start_index=max(start, 0), end_index=end)
        found.append(Annotation(url_citation=place))
    return found


def usage(answer: Answer, messages: Iterable[str]) -> Usage:
    """How much was sent and answered, in characters."""
    asked, told = sum(map(len, messages)), len(answer.text)
    return Usage(prompt_tokens=asked, completion_tokens=told, total_tokens=asked + told)


def _title(citation: Citation) -> str:
    return " ".join(part for part in (citation.title, citation.doc_no or "", citation.clause_path) if part)
