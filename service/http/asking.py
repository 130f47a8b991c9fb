"""POST /api/v1/ask: one question, one answer; whole as JSON or step by step as server-sent events."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, ConfigDict, Field, field_validator
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.answers import Answer
from service.http.answering import answer_of, pieces, without_half_characters
from service.http.callers import Caller, asker
from service.http.failures import failure
from service.http.state import state_of
from service.views import AskedView, asked_view

EVENT_STREAM = "text/event-stream"
router = APIRouter(prefix="/api/v1", tags=["问答"])


class AskBody(BaseModel):
    """A question as a program or the page sends it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"question": "12345热线由哪个单位负责？", "on": "2026-11-23"}]},
    )

    question: str = Field(description="市民的问题，原话即可")
    on: date | None = Field(default=None, description="答案对哪一天有效，默认为今天")
    conversation_id: str | None = Field(
        default=None,
        pattern=r"^[A-Za-z0-9_-]{1,64}$",
        description="同一次对话的编号，用上次答复里的；先前的问答已不在时按新对话回答，continued 为 false",
    )
    stream: bool = Field(default=False, description="是否用 server-sent events 逐步返回")
    explain: bool = Field(default=False, description="是否附上每一步的过程")

    @field_validator("question", "conversation_id")
    @classmethod
    def _is_text(cls, value: str | None) -> str | None:
        return value if value is None else without_half_characters(value)


@router.post(
    "/ask",
    response_model=AskedView,
    summary="提问",
    responses={200: {"content": {EVENT_STREAM: {"example": 'event: step\ndata: {"step": "find"}\n\n'}}}},
)
async def ask(body: AskBody, request: Request, caller: Annotated[Caller, Depends(asker)]) -> Response:
    """回答一个问题。答复中的引文与所引文件逐字相同，start、end 是引文在该版本全文中的位置。"""
    if body.stream or EVENT_STREAM in request.headers.get("accept", ""):
        return StreamingResponse(
            answer_events(body, request, caller, lambda answer: _json_ready(answer, body)),
            media_type=EVENT_STREAM,
            headers={"X-Accel-Buffering": "no"},
        )
    answer = await answer_to(body, request, caller, None)
    return JSONResponse(_json_ready(answer, body))


async def answer_to(body: AskBody, request: Request, caller: Caller, on_step: Callable[[str], None] | None) -> Answer:
    """The answer of the engine to what was sent."""
    return await answer_of(
        state_of(request),
        caller,
        body.question,
        on=body.on,
        conversation_id=body.conversation_id,
        on_step=on_step,
        explain=body.explain,
    )


async def answer_events(
    body: AskBody, request: Request, caller: Caller, final: Callable[[Answer], dict[str, object]]
) -> AsyncIterator[str]:
    """step events while the engine walks, then the text in delta events, then an answer event with what final makes."""
    loop = asyncio.get_running_loop()
    steps: asyncio.Queue[str | None] = asyncio.Queue()

    def tell(step: str) -> None:
        loop.call_soon_threadsafe(steps.put_nowait, step)

    walking = asyncio.ensure_future(answer_to(body, request, caller, tell))
    walking.add_done_callback(lambda _: steps.put_nowait(None))
    while (step := await steps.get()) is not None:
        yield _event("step", {"step": step})
    try:
        answer = walking.result()
    except Exception as error:  # noqa: BLE001 - the outer edge: the status line has been sent, only an event can tell
        yield f"event: error\ndata: {bytes(failure(error, request.url.path).body).decode()}\n\n"
        return
    for piece in pieces(answer.text):
        yield _event("delta", {"text": piece})
    yield _event("answer", final(answer))


def _event(name: str, data: dict[str, object]) -> str:
    return f"event: {name}\ndata: {json.dumps(data, ensure_ascii=False)}\n\n"


def _json_ready(answer: Answer, body: AskBody) -> dict[str, object]:
    view = asked_view(answer, explain=body.explain)
    return view.model_dump(mode="json", exclude=None if body.explain else {"trace"})
