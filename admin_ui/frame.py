"""What a page is built with: its handlers are tied to the person signed in, and what they raise becomes a toast."""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act, Actor, reach_of
from kb.errors import JieduError

_log = logging.getLogger(__name__)
_TOAST_SECONDS = 10
_CHINESE = re.compile(r"[\u4e00-\u9fff]")


class SignedOut(JieduError):
    """Whoever was here is not signed in any more, or may not be."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One call of a handler. query: of the page's address; the browser's word, so nothing to trust."""

    actor: Actor
    now: datetime
    query: Mapping[str, str]

    def may(self, act: Act) -> bool:
        """Whether to show a button; the domain decides when it is pressed."""
        return reach_of(self.actor, act) is not None


# Any: Gradio hands over whatever the components hold, and its events have no common type.
Handler = Callable[..., Any]
Components = Sequence[Component]


@dataclass(frozen=True)
class Frame:
    """Given to each page's build function. path: of the page, under /admin."""

    blocks: gr.Blocks
    workplace: Workplace
    path: str

    def load(self, handler: Handler, inputs: Components = (), outputs: Components = ()) -> None:
        """The handler runs when the page is opened."""
        self.on(self.blocks.load, handler, inputs, outputs)

    def on(
        self, event: Any, handler: Handler, inputs: Components = (), outputs: Components = (), *, slow: bool = False
    ) -> None:
        """The handler runs at the event, as the person signed in. slow: its outputs show that it runs."""
        self._tie(event, bound(self.workplace, handler), inputs, outputs, progress="minimal" if slow else "hidden")

    def follow(self, event: Any, handler: Handler, inputs: Components, outputs: Components) -> None:
        """The handler runs at the event, and once more when that came again meanwhile: somebody is still typing."""
        self._tie(event, bound(self.workplace, handler), inputs, outputs, progress="hidden", trigger="always_last")

    def stream(self, event: Any, handler: Handler, inputs: Components, outputs: Components) -> None:
        """A handler that yields its outputs again and again while it works."""
        self._tie(event, bound_stream(self.workplace, handler), inputs, outputs, progress="minimal")

    def _tie(
        self,
        event: Any,
        handler: Handler,
        inputs: Components,
        outputs: Components,
        *,
        progress: str,
        trigger: str = "once",
    ) -> None:
        event(
            handler,
            inputs=list(inputs),
            outputs=list(outputs),
            show_progress=progress,
            # By its place in the page only: no name of ours is an interface for programs.
            api_visibility="private",
            trigger_mode=trigger,
        )


def bound(workplace: Workplace, handler: Handler) -> Handler:
    """The handler as Gradio calls it: who acts is looked up at every call, so a right taken away is gone at once."""

    def handle(request: gr.Request, *values: Any) -> Any:
        try:
            return handler(_visit(workplace, request), *values)
        except Exception as error:  # noqa: BLE001 - the outer edge of a page
            return _refused(error)

    return handle


def bound_stream(workplace: Workplace, handler: Handler) -> Handler:
    """The same for a handler that yields."""

    def handle(request: gr.Request, *values: Any) -> Iterator[Any]:
        try:
            yield from handler(_visit(workplace, request), *values)
        except Exception as error:  # noqa: BLE001 - the outer edge of a page
            yield _refused(error)

    return handle


def _visit(workplace: Workplace, request: gr.Request) -> Visit:
    user = workplace.people.get(request.username or "")
    if user is None or not user.is_active:
        raise SignedOut(text("frame.signed_out"))
    return Visit(user.actor, workplace.clock(), dict(request.query_params))


def told(key: str, **values: object) -> None:
    """A toast that something was done. The toast shows HTML: what people wrote is escaped."""
    gr.Success(escape(text(key, **values)), title=text("frame.done"), duration=_TOAST_SECONDS // 2)


def _refused(error: Exception) -> Any:
    """A toast that says why nothing was done; what nobody foresaw gets a number, and the log the rest.

    What speaks no Chinese was not written for those who read it here.
    """
    sentence = str(error)
    if not isinstance(error, JieduError) or not _CHINESE.search(sentence):
        incident = secrets.token_hex(4)
        _log.error("admin page failed, incident %s", incident, exc_info=error)
        sentence = text("frame.failed", incident=incident)
    gr.Warning(escape(sentence), title=text("frame.refused"), duration=_TOAST_SECONDS)
    return gr.skip()
