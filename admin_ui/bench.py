"""The page of one document: what every tab of it shares. After each act everything on it is drawn anew.

The state held with the page is the versions of what the person saw: an act on something older is refused as Stale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.frame import Frame, Visit, told
from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act, Actor, Reach, reach_of
from governance.cases import Case
from governance.interpretation_drafts import InterpretationDraft
from kb.cards import StoredDocument


@dataclass(frozen=True, slots=True)
class Held:
    """What the page shows: a document, in the versions that were drawn."""

    document_id: str
    version: int
    draft_version: int | None = None


@dataclass(frozen=True, slots=True)
class Sight:
    """Everything about one document that its page draws from."""

    visit: Visit
    work: Workplace
    case: Case
    document: StoredDocument
    draft: InterpretationDraft | None

    def may(self, act: Act) -> bool:
        """Whether to show what this act needs; the domain decides when it is done."""
        return may_for_unit(self.visit.actor, act, self.case.unit_id)

    @property
    def held(self) -> Held:
        return Held(self.case.document_id, self.case.version, self.draft.version if self.draft else None)


Show = Callable[[Sight], Sequence[Any]]
"""The new values of a tab's components, in their order."""

Work = Callable[..., str]
"""work(visit, held, *values): does something, and returns the key of the sentence that tells it."""


class Bench:
    """Gathers what the tabs show and do, and ties it together at the end."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.work = frame.workplace
        self.held = gr.State(None)
        self._shows: list[tuple[Show, Sequence[Component]]] = []
        self._acts: list[tuple[Any, Work, Sequence[Component]]] = []

    def shows(self, show: Show, outputs: Sequence[Component]) -> None:
        """These components are drawn anew after every act."""
        self._shows.append((show, outputs))

    def does(self, button: gr.Button, work: Work, inputs: Sequence[Component] = ()) -> None:
        """The button does this with what these components hold."""
        self._acts.append((button.click, work, inputs))

    def finish(self) -> None:
        """Everything is tied: what the page shows when it opens, and after each act."""
        outputs = [self.held, *(component for _, group in self._shows for component in group)]
        self.frame.load(lambda visit: self._drawn(visit, visit.query.get("id", "")), outputs=outputs)
        for event, work, inputs in self._acts:
            self.frame.on(event, self._act(work), [self.held, *inputs], outputs, slow=True)

    def _act(self, work: Work) -> Callable[..., list[Any]]:
        def done(visit: Visit, held: Held | None, *values: Any) -> list[Any]:
            seen = held or Held(visit.query.get("id", ""), -1)
            key = work(visit, seen, *values)
            told(key)
            return self._drawn(visit, seen.document_id)

        return done

    def _drawn(self, visit: Visit, document_id: str) -> list[Any]:
        sight = look(self.work, visit, document_id)
        return [sight.held, *(value for show, _ in self._shows for value in show(sight))]


def look(work: Workplace, visit: Visit, document_id: str) -> Sight:
    """What the page shows of a document. Raises UnknownDocument, Forbidden: all reading here begins with this check."""
    case = work.lists.case(visit.actor, document_id)
    draft = work.interpretations.of(visit.actor, document_id)
    return Sight(visit, work, case, work.library.document(document_id), draft)


def may_for_unit(actor: Actor, act: Act, unit_id: str) -> bool:
    """Whether the actor may do this to what that unit owns."""
    reach = reach_of(actor, act)
    return reach is Reach.ALL or (reach is Reach.OWN_UNIT and unit_id == actor.unit_id)


def words(value: object) -> str:
    """What a text field holds; "" for nothing and for what is no text."""
    return value if isinstance(value, str) else ""


def chosen(value: object) -> list[str]:
    """What is ticked in a group."""
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def shown(visible: bool) -> Any:
    """A change of whether a component is seen."""
    return gr.update(visible=visible)


def label(key: str) -> str:
    """The words of this page under a key."""
    return text(f"document.{key}")
