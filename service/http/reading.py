"""The documents over HTTP: a list, one document with all that is known of it, one passage with the quoted words."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from channels.words import sentence
from kb.cards import FoundPassage, StoredDocument, Version
from kb.documents import DocumentKind
from kb.errors import UnknownDocument
from service.clock import today_in_china
from service.compose import Parts
from service.document_views import (
    DocumentPage,
    DocumentView,
    PassageView,
    QuoteView,
    document_line,
    document_view,
    passage_view,
    quote_view,
)
from service.http.callers import reader
from service.http.failures import CallerError
from service.http.state import state_of

PAGE_LIMIT = 200

router = APIRouter(prefix="/api/v1", tags=["文件"], dependencies=[Depends(reader)])

OnDay = Annotated[date | None, Query(description="效力状态按哪一天计算，默认为今天")]


@router.get("/documents", summary="文件列表")
async def documents(
    request: Request,
    offset: Annotated[int, Query(ge=0, le=10_000_000)] = 0,
    limit: Annotated[int, Query(ge=1, le=PAGE_LIMIT)] = 50,
    kind: DocumentKind | None = None,
    on: OnDay = None,
) -> DocumentPage:
    """已公开的文件，最近变动的在前。"""
    state = state_of(request)
    parts = await state.parts()
    day = on or today_in_china()

    def page() -> DocumentPage:
        cards = parts.library.public(offset=offset, limit=limit + 1, kind=kind)
        changes = parts.library.changes(cards[:limit])
        lines = [document_line(card, changes[card.id], day) for card in cards[:limit]]
        return DocumentPage(documents=lines, next_offset=offset + limit if len(cards) > limit else None)

    return await state.in_thread(page)


@router.get("/documents/{document_id}", summary="一份文件")
async def document(request: Request, document_id: str, on: OnDay = None) -> DocumentView:
    """一份已公开的文件：全部事实及其来源、效力、条款、与其他文件的关系和全文。"""
    state = state_of(request)
    parts = await state.parts()
    day = on or today_in_china()
    return await state.in_thread(lambda: document_view(public_document(parts, document_id), day))


@router.get("/passages/{passage_id}", summary="一个段落")
async def passage(
    request: Request,
    passage_id: str,
    start: Annotated[int | None, Query(ge=0)] = None,
    end: Annotated[int | None, Query(ge=0)] = None,
    on: OnDay = None,
) -> PassageView:
    """引文在原文中的位置和前后文；start、end 省略时为整个段落。"""
    state = state_of(request)
    parts = await state.parts()
    day = on or today_in_china()

    def view() -> PassageView:
        found = _public_passage(parts, passage_id)
        version = parts.library.version(found.passage.version_id)
        span = checked_span(version.text, start, end) or (found.passage.start, found.passage.end)
        return passage_view(found, version, span, day)

    return await state.in_thread(view)


@router.get("/documents/{document_id}/quote", summary="引文在原文中的位置")
async def quote(
    request: Request,
    document_id: str,
    start: Annotated[int, Query(ge=0)],
    end: Annotated[int, Query(ge=0)],
    version: str | None = None,
) -> QuoteView:
    """一段引文和它的前后文，取自引用时的那一版；答复里每条出处都可以这样打开。"""
    state = state_of(request)
    parts = await state.parts()

    def view() -> QuoteView:
        stored = public_document(parts, document_id)
        shown = version_of(parts, stored, version)
        checked_span(shown.text, start, end)
        return quote_view(shown, start, end)

    return await state.in_thread(view)


def public_document(parts: Parts, document_id: str) -> StoredDocument:
    """A document that citizens may see; others are as if they were not there. Raises CallerError (404)."""
    try:
        stored = parts.library.document(document_id)
    except UnknownDocument as error:
        raise CallerError(404, "unknown_document", sentence("unknown_document", id=document_id[:60])) from error
    if not parts.library.is_public(document_id):
        raise CallerError(404, "unknown_document", sentence("unknown_document", id=document_id[:60]))
    return stored


def version_of(parts: Parts, stored: StoredDocument, version_id: str | None) -> Version:
    """The named version of this document, its current one by default. Raises CallerError (404)."""
    if version_id is None or version_id == stored.version.id:
        return stored.version
    try:
        version = parts.library.version(version_id)
    except UnknownDocument as error:
        raise CallerError(404, "unknown_document", sentence("unknown_document", id=version_id[:60])) from error
    if version.document_id != stored.card.id:
        raise CallerError(404, "unknown_document", sentence("unknown_document", id=version_id[:60]))
    return version


def checked_span(text: str, start: int | None, end: int | None) -> tuple[int, int] | None:
    """The span asked for, None when none is. Raises CallerError (422) when it leaves the text."""
    if start is None and end is None:
        return None
    if start is None or end is None or not 0 <= start < end <= len(text):
        raise CallerError(422, "bad_span", sentence("bad_span", start=start, end=end, length=len(text)))
    return start, end


def _public_passage(parts: Parts, passage_id: str) -> FoundPassage:
    found = parts.library.find([passage_id])
    if not found:
        raise CallerError(404, "unknown_passage", sentence("unknown_passage", id=passage_id[:60]))
    return found[0]
