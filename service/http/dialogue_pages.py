"""The pages of a person's own dialogue: asking from the page, an answer again, what goes with it, how it was.

Forms work without scripts; scripts ask for the same addresses and get parts of pages.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, RedirectResponse, Response, StreamingResponse

from bot.answers import Answer, AnswerStatus
from bot.feedback import Verdict
from bot.related import related_to
from bot.transcripts import KeptAnswer
from channels.client.addresses import answer_path
from channels.client.cards import Card, card_of
from channels.client.wording import say
from channels.words import sentence
from kb.moments import CHINA
from kb.validity import ValidityOn, validity_on
from service.clock import now_in_china, today_in_china
from service.compose import Parts
from service.http.asking import EVENT_STREAM, AskBody, answer_events, answer_to
from service.http.callers import Caller, asker, reader
from service.http.conversations import AnswerId, ConversationId, is_conversation_id, known_answer
from service.http.failures import CallerError
from service.http.reading import public_document
from service.http.state import state_of
from service.sequels import sequels_of

NOT_CACHED = {"Cache-Control": "no-store"}
FIELDS_LIMIT = 20

router = APIRouter(include_in_schema=False)


@router.post("/ask")
async def ask_from_page(request: Request, caller: Annotated[Caller, Depends(asker)]) -> Response:
    """A question from our own form: streamed to a script, else a redirect to the page of the answer."""
    fields = await _fields(request)
    framed = fields.get("page") == "widget"
    caller = replace(caller, channel="widget") if framed else caller
    conversation = fields.get("conversation_id", "")
    body = AskBody(
        question=fields.get("example") or fields.get("question", ""),
        conversation_id=conversation if is_conversation_id(conversation) else None,
    )
    if EVENT_STREAM in request.headers.get("accept", ""):
        events = answer_events(body, request, caller, lambda answer: _told(request, answer, framed=framed))
        return StreamingResponse(events, media_type=EVENT_STREAM, headers={"X-Accel-Buffering": "no"} | NOT_CACHED)
    answer = await answer_to(body, request, caller, None)
    if answer.status is AnswerStatus.FAILED:
        return HTMLResponse(state_of(request).site.notice(answer.text), status_code=503, headers=NOT_CACHED)
    return RedirectResponse(answer_path(answer.id), status_code=303)


@router.get("/answers/{answer_id}", dependencies=[Depends(reader)])
async def answer_page(request: Request, answer_id: AnswerId, *, judged: bool = False) -> Response:
    """The permanent page of one answer, with what has changed since; for whoever knows its id."""
    state = state_of(request)
    parts = await state.parts()

    def page() -> str:
        kept = _kept(parts, answer_id, state.site.operator.retention_days)
        return state.site.render(
            "answer.html",
            title=say("page", "answer_title", question=kept.question[:60]),
            question=kept.question,
            asked_at=f"{kept.asked_at.astimezone(CHINA):%Y-%m-%d %H:%M}",
            on=kept.on.isoformat(),
            told=say("page", "judged") if judged else "",
            shown=_cards(parts, [kept])[0],
        )

    return HTMLResponse(await state.in_thread(page), headers=NOT_CACHED)


@router.get("/answers/{answer_id}/related", dependencies=[Depends(reader)])
async def related(request: Request, answer_id: AnswerId) -> Response:
    """A part of a page: guides to the same matter and interpretations; empty when there are none."""
    state = state_of(request)
    parts = await state.parts()

    def part() -> str:
        kept = known_answer(parts, answer_id)
        found = related_to(kept, engine=parts.engine, library=parts.library, on=today_in_china())
        return state.site.render("related.html", guides=found.guides, interpretations=found.interpretations)

    return HTMLResponse(await state.in_thread(part), headers=NOT_CACHED)


@router.post("/answers/{answer_id}/feedback", dependencies=[Depends(reader)])
async def judge(request: Request, answer_id: AnswerId) -> Response:
    """A person's word on an answer from the form on its card; back to the page of the answer."""
    state = state_of(request)
    parts = await state.parts()
    fields = await _fields(request)
    said = fields.get("verdict", "")
    verdict = _verdict(fields.get("reason", "") if said == "reason" else said)
    words = "" if verdict is Verdict.SATISFIED else fields.get("words", "")
    given = await state.in_thread(lambda: parts.feedback.put(answer_id, verdict, words=words, now=now_in_china()))
    if given is None:
        raise CallerError(404, "unknown_answer", say("page", "unknown_answer", days=state.settings.retention_days))
    return RedirectResponse(f"{answer_path(answer_id)}?judged=true", status_code=303)


@router.get("/conversations/{conversation_id}", dependencies=[Depends(reader)])
async def turns(request: Request, conversation_id: ConversationId) -> Response:
    """A part of a page: the questions and answers of a conversation, for its owner's browser."""
    state = state_of(request)
    parts = await state.parts()

    def part() -> str:
        kept = parts.transcripts.conversation(conversation_id)
        shown = zip((one.question for one in kept), _cards(parts, kept), strict=True)
        return state.site.render("turns.html", turns=list(shown))

    return HTMLResponse(await state.in_thread(part), headers=NOT_CACHED)


async def _fields(request: Request) -> dict[str, str]:
    """The fields of a form, the last of a name. Raises CallerError (422) when it is no form."""
    text = (await request.body()).decode("utf-8", errors="replace")
    try:
        return {name: values[-1] for name, values in parse_qs(text, max_num_fields=FIELDS_LIMIT).items()}
    except ValueError as error:
        raise CallerError(422, "bad_request", sentence("bad_form")) from error


def _verdict(value: str) -> Verdict:
    try:
        return Verdict(value)
    except ValueError as error:
        raise CallerError(422, "bad_request", sentence("bad_form")) from error


def _told(request: Request, answer: Answer, *, framed: bool) -> dict[str, object]:
    """The last event of the stream: the card as it goes into the page."""
    html = state_of(request).site.render("card_alone.html", shown=card_of(answer), framed=framed)
    return {
        "id": answer.id,
        "status": answer.status.value,
        "text": answer.text,
        "conversation_id": answer.conversation_id,
        "html": html,
    }


def _kept(parts: Parts, answer_id: str, days: int) -> KeptAnswer:
    kept = parts.transcripts.answer(answer_id)
    if kept is None:
        raise CallerError(404, "unknown_answer", say("page", "unknown_answer", days=days))
    return kept


def _cards(parts: Parts, kept: Sequence[KeptAnswer]) -> list[Card]:
    """Answers as they are shown again, with what has changed since."""
    sequels = sequels_of(parts, kept)
    return [
        card_of(one.answer, standings=_standings(parts, one), sequel=sequel)
        for one, sequel in zip(kept, sequels, strict=True)
    ]


def _standings(parts: Parts, kept: KeptAnswer) -> dict[str, ValidityOn | None]:
    """What each document quoted is worth today; None for one that citizens may not see any more."""
    found: dict[str, ValidityOn | None] = {}
    for citation in kept.answer.citations:
        try:
            stored = public_document(parts, citation.document_id)
            found[citation.document_id] = validity_on(stored.card, stored.changes, today_in_china())
        except CallerError:
            found[citation.document_id] = None
    return found
