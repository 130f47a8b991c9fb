"""/v1: the same answers for programs that speak OpenAI's chat completions, whole or streamed."""

import asyncio
import json
from collections.abc import AsyncIterator
from secrets import token_hex
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.answers import Answer, Citation
from channels.client.addresses import source_path
from channels.client.openai_form import (
    MODEL,
    Completion,
    Link,
    ModelCard,
    ModelList,
    chunk,
    chunks,
    completion,
    usage_chunk,
)
from channels.words import sentence
from service.clock import now_in_china
from service.http.answering import answer_of, pieces
from service.http.callers import Caller, chat_client
from service.http.chat_body import ChatBody, Metadata
from service.http.failures import CallerError, failure
from service.http.state import state_of
from service.views import asked_view

EVENT_STREAM = "text/event-stream"

router = APIRouter(prefix="/v1", tags=["OpenAI 兼容"])

Client = Annotated[Caller, Depends(chat_client)]


@router.get("/models", summary="模型列表")
async def models(client: Client) -> ModelList:
    """只有一个模型：jiedu。"""
    return ModelList(data=[ModelCard()])


@router.get("/models/{model}", summary="一个模型")
async def model(model: str, client: Client) -> ModelCard:
    """模型 jiedu 的说明；其他名称答复 404。"""
    _known(model)
    return ModelCard()


@router.post(
    "/chat/completions",
    response_model=Completion,
    summary="提问（OpenAI 的写法）",
    responses={200: {"content": {EVENT_STREAM: {"example": 'data: {"object": "chat.completion.chunk"}\n\n'}}}},
)
async def chat(body: ChatBody, request: Request, client: Client) -> Response:
    """回答最后一条 user 消息。引文是 message.annotations 里的 url_citation；同一答复的全部内容在 jiedu 里。"""
    _known(body.model)
    questions = body.questions()
    # Before a stream begins: later no status can tell that nothing is ready.
    await state_of(request).parts()
    if body.stream:
        events = _events(body, questions, request, client)
        return StreamingResponse(events, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"})
    answer = await _answer(body, questions, request, client)
    whole = completion(
        answer, messages=body.texts(), created=_seconds(), link=_link(request), own_form=_own_form(answer)
    )
    return JSONResponse(whole.model_dump(mode="json"))


async def _answer(body: ChatBody, questions: list[str], request: Request, client: Caller) -> Answer:
    known = body.metadata or Metadata()
    return await answer_of(
        state_of(request),
        client,
        questions[-1],
        on=known.on,
        conversation_id=known.conversation_id,
        earlier=questions[:-1],
    )


async def _events(body: ChatBody, questions: list[str], request: Request, client: Caller) -> AsyncIterator[str]:
    name, created = f"chatcmpl-{token_hex(12)}", _seconds()
    wants_usage = body.stream_options and body.stream_options.include_usage
    answering = asyncio.ensure_future(_answer(body, questions, request, client))
    yield _event(chunk(name, created, {"role": "assistant", "content": ""}, finish=None))
    try:
        answer = await answering
    except Exception as error:  # noqa: BLE001 - the outer edge: the status line has been sent, only an event can tell
        yield f"data: {bytes(failure(error, request.url.path).body).decode()}\n\n"
        return
    for one in chunks(
        answer, pieces(answer.text), name=name, created=created, link=_link(request), own_form=_own_form(answer)
    ):
        yield _event(one)
    if wants_usage:
        yield _event(usage_chunk(answer, body.texts(), name=name, created=created))
    yield "data: [DONE]\n\n"


def _known(name: str) -> None:
    if name != MODEL:
        message = sentence("unknown_model", model=name[:60], known=MODEL)
        raise CallerError(404, "model_not_found", message, field="model")


def _link(request: Request) -> Link:
    base = (state_of(request).settings.public_url or str(request.base_url)).rstrip("/")

    def link(citation: Citation) -> str:
        # Our page of the version quoted, with the words marked: the original's address may have moved on.
        return base + source_path(citation.document_id, citation.version_id, citation.start, citation.end)

    return link


def _own_form(answer: Answer) -> dict[str, object]:
    return asked_view(answer, explain=False).model_dump(mode="json", exclude={"trace"})


def _seconds() -> int:
    return int(now_in_china().timestamp())


def _event(data: dict[str, object]) -> str:
    return f"data: {json.dumps(data, ensure_ascii=False)}\n\n"
