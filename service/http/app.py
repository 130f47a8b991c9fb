"""The web application: every route, what stands around them, and what runs while it runs."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext

import anyio
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route

from channels.rates import Rates
from service.compose import Parts, open_site
from service.correcting import send_corrections
from service.http import (
    asking,
    conversations,
    desk,
    dialogue_pages,
    login,
    openai,
    operating,
    pages,
    probes,
    reading,
    reference,
    searching,
    wechat,
    wecom,
    weibo,
)
from service.http.admin import BODY_BYTES, UPLOAD_PATH, AdminPages, MountedAdmin
from service.http.admin import PATH as ADMIN_PATH
from service.http.failures import handle_failures
from service.http.guards import AddHeaders, LimitBody, RecordRequests
from service.http.notices import TellPeople
from service.http.sessions import Doorkeeper, SignedInOnly
from service.http.state import START_PATIENCE_SECONDS, ServerState
from service.jobs import KeepIndexCurrent, ServeChannels
from service.loading import Loading
from service.mcp.mounted import PATH, MountedMcp
from service.metrics import Metrics
from service.repeating import Repeat, check_examples, delete_old_dialogues, keep_duties
from service.settings import MEBIBYTE, Settings
from service.sso import SingleSignOn
from service.version import version

# A chat is sent whole with every question; everything else is short.
BODY_LIMITS = {"/v1/": MEBIBYTE, PATH: MEBIBYTE}
DESCRIPTION = "用政府已经公开的文件回答问题；每段引文与所引文件逐字相同，可以核对。"

# In the order of the reference page.
ROUTES = (
    asking,
    conversations,
    desk,
    searching,
    reading,
    openai,
    operating,
    probes,
    reference,
    login,
    dialogue_pages,
    pages,
    wechat,
    wecom,
    weibo,
)


def create_app(
    settings: Settings, loading: Loading[Parts], *, instance: str, operator_key: str | None = None
) -> FastAPI:
    """The application; the parts are built in the background while it already answers /healthz.

    operator_key: with it the command line of this machine asks, see kb/ownership.py.
    """
    metrics = Metrics()
    mcp = MountedMcp()
    admin = MountedAdmin(settings, loading)

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        limiter = anyio.CapacityLimiter(settings.threads)
        app.state.server = ServerState(
            settings, loading, metrics, instance, limiter, Rates(time.monotonic), open_site(settings), operator_key
        )
        jobs = _jobs(settings, loading)
        loading.begin()
        for job in jobs:
            job.begin()
        async with mcp.running(app.state.server) if settings.mcp else nullcontext(), admin.running():
            yield
        for job in reversed(jobs):
            await anyio.to_thread.run_sync(job.end)
        if loading.is_ready:
            loading.wait(0).desk.close()

    # The interactive pages FastAPI brings load scripts from another host: ours are plain (see reference.py).
    app = FastAPI(
        title="解读 jiedu", version=version(), description=DESCRIPTION, lifespan=lifespan, docs_url=None, redoc_url=None
    )
    app.state.sso = SingleSignOn(settings)
    for routes in ROUTES:
        app.include_router(routes.router)
    if settings.mcp:
        app.router.routes.append(Route(PATH, mcp))
    handle_failures(app)
    app.add_middleware(AdminPages, mounted=admin)
    app.add_middleware(LimitBody, limit_bytes=settings.body_limit_bytes, limits=_body_limits(settings))
    # Outside the bound on bodies: an upload of nobody is not even read.
    door = Doorkeeper(settings, lambda: loading.wait(START_PATIENCE_SECONDS).desk.store.governance.sign_ins)
    app.add_middleware(SignedInOnly, prefix=ADMIN_PATH, doorkeeper=door)
    app.add_middleware(TellPeople)
    # Slow lines: styles, scripts and documents shrink to a quarter. Event streams are left alone.
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=5)
    app.add_middleware(AddHeaders)
    app.add_middleware(RecordRequests, metrics=metrics)
    return app


def _body_limits(settings: Settings) -> dict[str, int]:
    """An upload is a file with the little that a form puts around it."""
    return BODY_LIMITS | {UPLOAD_PATH: settings.file_limit_bytes + MEBIBYTE, f"{ADMIN_PATH}/": BODY_BYTES}


def _jobs(settings: Settings, loading: Loading[Parts]) -> tuple[ServeChannels | Repeat, ...]:
    poll = settings.outbox_poll_seconds
    index = KeepIndexCurrent(lambda seconds: loading.wait(seconds).desk, poll_seconds=poll)
    return (
        Repeat("index", index.turn),
        ServeChannels(lambda seconds: loading.wait(seconds).channels),
        Repeat("examples", lambda: check_examples(loading.wait(poll))),
        Repeat("corrections", lambda: send_corrections(loading.wait(poll).desk.store)),
        Repeat("duties", lambda: keep_duties(loading.wait(poll))),
        Repeat("retention", lambda: delete_old_dialogues(loading.wait(poll), days=settings.retention_days)),
    )
