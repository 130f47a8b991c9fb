"""GET /api/v1/search: the passages found for some words, without an answer."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request

from service.clock import today_in_china
from service.http.callers import asker
from service.http.state import state_of
from service.search_views import SearchPage, search_page

# Twice what one answer is made from; whoever wants more asks more precisely.
HITS_LIMIT = 50

router = APIRouter(prefix="/api/v1", tags=["查找"], dependencies=[Depends(asker)])


@router.get("/search", summary="查找段落")
async def search(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=1000, description="要找的内容，问题或几个词")],
    limit: Annotated[int, Query(ge=1, le=HITS_LIMIT, description="最多几个段落")] = 10,
    on: Annotated[date | None, Query(description="效力状态按哪一天计算，默认为今天")] = None,
) -> SearchPage:
    """只查找，不作答：已公开文件中与这些词最相近的段落，包括不再有效的文件；是否有效见 validity。不保存查找的内容。"""
    state = state_of(request)
    engine = (await state.parts()).engine
    return await state.in_thread(lambda: search_page(engine.find(q, on=on or today_in_china(), limit=limit)))
