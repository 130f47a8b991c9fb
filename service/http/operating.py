"""What the operator's commands ask the running server, which alone may open the indexes."""

import asyncio

from fastapi import APIRouter, Depends, Request

from kb.verifying import Verification, verify
from service.clock import now_in_china
from service.compose import Parts
from service.http.callers import operator
from service.http.state import state_of
from service.index_views import VerificationView, verification_view

router = APIRouter(prefix="/operate", include_in_schema=False, dependencies=[Depends(operator)])


@router.get("/index")
async def index(request: Request) -> VerificationView:
    """The indexes compared with the records while both go on being used."""
    parts = await state_of(request).parts()
    # Not among the threads for questions: it may take long.
    return verification_view(await asyncio.to_thread(_compared, parts))


def _compared(parts: Parts) -> Verification:
    found = verify(parts.desk.store.database, parts.desk.shelves, now=now_in_china())
    if found.is_sound:
        return found
    # A document that was indexed between the reading of the records and that of the index differs only once.
    return verify(parts.desk.store.database, parts.desk.shelves, now=now_in_china())
