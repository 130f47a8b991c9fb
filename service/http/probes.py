"""What monitoring asks: alive, ready, and the numbers."""

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from service.clock import today_in_china
from service.health import documents_by_validity, readiness
from service.http.state import state_of
from service.reminders import reminders

EXPOSITION = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(tags=["运行"])


@router.get("/healthz", summary="是否在运行")
async def healthz(request: Request) -> dict[str, str]:
    """进程在运行即为 ok；instance 每次启动不同。"""
    return {"status": "ok", "instance": state_of(request).instance}


@router.get("/readyz", summary="是否可以提问")
async def readyz(request: Request) -> Response:
    """各部分都已装好并可用时为 200，否则为 503 和原因；reminders 是运行人员近期要办的事，不影响提问。"""
    state = state_of(request)
    if not state.loading.is_ready:
        problem = "启动失败，详见日志" if state.loading.failure else "正在启动"
        return JSONResponse({"status": "not_ready", "problems": [problem]}, status_code=503)
    parts = state.loading.wait(0)
    problems = await state.in_thread(lambda: readiness(parts.library, is_outdated=parts.desk.shelves.is_outdated))
    if problems:
        return JSONResponse({"status": "not_ready", "problems": problems}, status_code=503)
    due = reminders(state.settings, today_in_china())
    return JSONResponse({"status": "ready", "problems": [], "reminders": due})


@router.get("/metrics", summary="运行指标（Prometheus）")
async def metrics(request: Request) -> Response:
    """按状态统计的提问数、用时分布、待更新索引的文件数、各效力状态的文件数。"""
    state = state_of(request)
    if not state.loading.is_ready:
        return PlainTextResponse(state.metrics.exposition(outbox=0, documents={}), media_type=EXPOSITION)
    parts = state.loading.wait(0)
    outbox = await state.in_thread(lambda: parts.library.counts().outbox)
    documents = await state.in_thread(lambda: documents_by_validity(parts.library, today_in_china()))
    return PlainTextResponse(state.metrics.exposition(outbox=outbox, documents=documents), media_type=EXPOSITION)
