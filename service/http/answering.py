"""A question on its way from a route to the engine: in a thread of its own, counted, under the caller's channel."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial

from bot.answers import Answer
from service.clock import today_in_china
from service.http.callers import Caller
from service.http.state import ServerState

_PIECE = re.compile(r"[^。；！？\n]*[。；！？\n]+|[^。；！？\n]+")


async def answer_of(
    state: ServerState,
    caller: Caller,
    question: str,
    *,
    on: date | None = None,
    conversation_id: str | None = None,
    earlier: Sequence[str] = (),
    on_step: Callable[[str], None] | None = None,
    explain: bool = False,
) -> Answer:
    """The answer, stored and counted. on: today when it is not said."""
    ask = partial(
        (await state.parts()).engine.ask,
        question,
        on=on or today_in_china(),
        conversation_id=conversation_id,
        earlier=earlier,
        channel=caller.channel,
        on_step=on_step,
        explain=explain,
    )
    answer = await state.in_thread(ask)
    state.metrics.count_question(answer.status.value, answer.timings_ms.get("total", 0.0) / 1000, caller.channel)
    return answer


def pieces(text: str) -> list[str]:
    """A text cut after its sentences and lines, to be shown bit by bit."""
    return _PIECE.findall(text)


def without_half_characters(text: str) -> str:
    """The same text; half of a surrogate pair, which JSON can write and nobody can store or send back, becomes "?"."""
    return text.encode("utf-8", errors="replace").decode("utf-8")
