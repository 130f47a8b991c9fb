"""The page of one document: what every tab of it shares. After each act everything on it is drawn anew.

The state held with the page is the versions of what the person saw: an act on something older is refused as Stale.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.frame import Frame, Visit, told
from admin_ui.rendering import render
from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act, Actor, Reach, reach_of
from governance.cases import Case
from governance.interpretation_drafts import InterpretationDraft
from kb.cards import StoredDocument
from kb.errors import JieduError


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


@dataclass(frozen=True, slots=True)
class _Group:
    """Some components and how they are drawn. own: the button that stores what is typed into them, if any."""

    show: Show
    outputs: Sequence[Component]
    own: gr.Button | None


class Bench:
    """Gathers what the tabs show and do, and ties it together at the end."""

    def __init__(self, frame: Frame) -> None:
        self.frame = frame
        self.work = frame.workplace
        self.held = gr.State(None)
        self._refusal = gr.HTML(apply_default_css=False, visible=False)
        self.body = gr.Column()
        self._groups: list[_Group] = []
        self._acts: list[tuple[gr.Button, Work, Sequence[Component]]] = []
        self._of_draft: list[gr.Button] = []

    def shows(self, show: Show, outputs: Sequence[Component], *, own: gr.Button | None = None) -> None:
        """These components are drawn anew after every act.

        own: the button that stores what is typed into all but the first of them. Another button leaves them alone, or
        it would take away what somebody has written for an hour and not stored yet.
        """
        self._groups.append(_Group(show, outputs, own))

    def does(self, button: gr.Button, work: Work, inputs: Sequence[Component] = (), *, of_draft: bool = False) -> None:
        """The button does this with what these components hold. of_draft: it changes the interpretation."""
        self._acts.append((button, work, inputs))
        if of_draft:
            self._of_draft.append(button)

    def finish(self) -> None:
        """Everything is tied: what the page shows when it opens, and after each act."""
        outputs = [self.held, *(component for group in self._groups for component in group.outputs)]
        self.frame.load(self._opened, outputs=[self._refusal, self.body, *outputs])
        for button, work, inputs in self._acts:
            self.frame.on(button.click, self._act(button, work), [self.held, *inputs], outputs, slow=True)

    def _opened(self, visit: Visit) -> list[Any]:
        try:
            sight = look(self.work, visit, visit.query.get("id", ""))
        except JieduError as error:
            # On the page, not in a toast: it would be gone before somebody reads why all of this is empty.
            told = gr.update(value=render("refusal.html", sentence=str(error)), visible=True)
            count = 1 + sum(len(group.outputs) for group in self._groups)
            return [told, shown(False), *(gr.skip() for _ in range(count))]
        drawn = [value for group in self._groups for value in group.show(sight)]
        return [gr.skip(), gr.skip(), sight.held, *drawn]

    def _act(self, button: gr.Button, work: Work) -> Callable[..., list[Any]]:
        def done(visit: Visit, held: Held | None, *values: Any) -> list[Any]:
            seen = held or Held(visit.query.get("id", ""), -1)
            key = work(visit, seen, *values)
            told(key)
            return self._drawn(look(self.work, visit, seen.document_id), seen, button)

        return done

    def _drawn(self, sight: Sight, seen: Held, button: gr.Button) -> list[Any]:
        may_be_typing = seen.draft_version is not None and sight.may(Act.WRITE_INTERPRETATION)
        held = sight.held
        if may_be_typing and button not in self._of_draft:
            # What is typed was begun from the version seen: if somebody stored another since, it must not pass.
            held = replace(held, draft_version=seen.draft_version)
        values: list[Any] = [held]
        for group in self._groups:
            drawn = list(group.show(sight))
            if group.own not in (None, button) and may_be_typing:
                drawn[1:] = [gr.skip() for _ in drawn[1:]]
            values += drawn
        return values


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
