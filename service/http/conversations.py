"""What a person may do with their own dialogue: read it, delete it, open one answer again, and say how it was.

Whoever knows an id is taken for the person it belongs to: ids are random and long, and stand in no list.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request
from pydantic import BaseModel, ConfigDict, Field

from bot.feedback import Verdict
from bot.transcripts import KeptAnswer
from channels.words import sentence
from service.clock import now_in_china
from service.compose import Parts
from service.dialogue_views import (
    ConversationView,
    DeletedView,
    FeedbackView,
    KeptAnswerView,
    conversation_view,
    feedback_view,
    kept_answer_view,
)
from service.http.callers import reader
from service.http.failures import CallerError
from service.http.state import state_of
from service.sequels import sequels_of

router = APIRouter(prefix="/api/v1", tags=["对话"], dependencies=[Depends(reader)])

# Only ids made here: a name that a caller made up, such as "1", is no secret and must not open anything.
_CONVERSATION_ID = r"^c-[0-9a-f]{32}$"
ConversationId = Annotated[str, Path(pattern=_CONVERSATION_ID)]
AnswerId = Annotated[str, Path(pattern=r"^a-[0-9a-f]{24}$")]


class FeedbackBody(BaseModel):
    """A person's word on an answer; a later one replaces it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"verdict": "not_answered", "words": "想问的是补办"}]}
    )

    verdict: Verdict = Field(description="satisfied 为满意，其余为不满意的原因")
    words: str = Field(default="", max_length=2000, description="补充的话，可以不填；其中的个人信息会被遮盖")


@router.get("/conversations/{conversation_id}", summary="自己的一次对话")
async def conversation(request: Request, conversation_id: ConversationId) -> ConversationView:
    """这次对话的提问和答复，最早的在前；已删除或超过保存期限的不再有。"""
    state = state_of(request)
    parts = await state.parts()

    def view() -> ConversationView:
        kept = parts.transcripts.conversation(conversation_id)
        return conversation_view(conversation_id, kept, sequels_of(parts, kept))

    return await state.in_thread(view)


@router.delete("/conversations/{conversation_id}", summary="删除自己的一次对话")
async def forget(request: Request, conversation_id: ConversationId) -> DeletedView:
    """删除这次对话的全部提问、答复和评价，只留下不含内容的计数；重复删除没有影响。"""
    state = state_of(request)
    parts = await state.parts()
    return DeletedView(deleted=await state.in_thread(lambda: parts.transcripts.forget(conversation_id)))


@router.get("/answers/{answer_id}", summary="一条答复")
async def answer(request: Request, answer_id: AnswerId) -> KeptAnswerView:
    """一条答复当时的全文、出处和单位；所依据的文件后来召回或撤下的，sequel 写明更正的内容和向谁询问。"""
    state = state_of(request)
    parts = await state.parts()

    def view() -> KeptAnswerView:
        kept = known_answer(parts, answer_id)
        return kept_answer_view(kept, sequels_of(parts, [kept])[0])

    return await state.in_thread(view)


@router.post("/answers/{answer_id}/feedback", summary="评价一条答复")
async def feedback(request: Request, answer_id: AnswerId, body: FeedbackBody) -> FeedbackView:
    """满意，或不满意的原因；可以改，以最后一次为准。"""
    state = state_of(request)
    parts = await state.parts()
    words = body.words.encode("utf-8", errors="replace").decode("utf-8")
    given = await state.in_thread(lambda: parts.feedback.put(answer_id, body.verdict, words=words, now=now_in_china()))
    if given is None:
        raise CallerError(404, "unknown_answer", sentence("unknown_answer", id=answer_id))
    return feedback_view(answer_id, given)


def is_conversation_id(value: str) -> bool:
    """Whether it can be the id of a conversation made here."""
    return re.fullmatch(_CONVERSATION_ID, value) is not None


def known_answer(parts: Parts, answer_id: str) -> KeptAnswer:
    """The answer of this id. Raises CallerError (404)."""
    kept = parts.transcripts.answer(answer_id)
    if kept is None:
        raise CallerError(404, "unknown_answer", sentence("unknown_answer", id=answer_id[:60]))
    return kept
