"""What routes reach for: the parts that compose.py built, the numbers, and the threads questions run in."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import anyio
import anyio.to_thread
from starlette.requests import Request

from bot.examples import Topic
from channels.client.site import Site
from channels.rates import Rates
from channels.words import sentence
from service.compose import Parts
from service.http.failures import CallerError
from service.loading import Loading
from service.metrics import Metrics
from service.settings import Settings

START_PATIENCE_SECONDS = 30.0

Result = TypeVar("Result")


@dataclass(frozen=True)
class ServerState:
    """Everything one server shares between its requests. instance, operator_key: made anew at each start."""

    settings: Settings
    loading: Loading[Parts]
    metrics: Metrics
    instance: str
    limiter: anyio.CapacityLimiter
    rates: Rates
    site: Site
    operator_key: str | None = None

    async def parts(self) -> Parts:
        """The parts, waited for while the server starts. Raises CallerError (503) when they do not come."""
        if self.loading.is_ready:
            return self.loading.wait(0)
        if self.loading.failure:
            raise CallerError(503, "cannot_start", sentence("cannot_start"))
        try:
            return await asyncio.to_thread(self.loading.wait, START_PATIENCE_SECONDS)
        except TimeoutError as error:
            raise CallerError(503, "not_ready", sentence("not_ready")) from error

    def topics(self) -> Sequence[Topic]:
        """What the first page offers to ask; nothing while the server starts."""
        return self.loading.wait(0).examples.topics if self.loading.is_ready else ()

    async def in_thread(self, work: Callable[[], Result]) -> Result:
        """The result of synchronous work, done in one of the few threads set aside for it."""
        return await anyio.to_thread.run_sync(work, limiter=self.limiter)


def state_of(request: Request) -> ServerState:
    """The state of the server that got this request."""
    state: ServerState = request.app.state.server
    return state
