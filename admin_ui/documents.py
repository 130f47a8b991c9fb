"""文件与解读: every document of the unit with where it stands, the latest changed first."""

from dataclasses import dataclass

import gradio as gr

from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from admin_ui.workplace import Workplace
from governance.access import Act, Reach, reach_of
from governance.cases import Case
from governance.owed import owner_of
from governance.publication_states import CaseState
from governance.words import word
from kb.cards import DocumentCard


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its document and the name of its unit."""

    case: Case
    card: DocumentCard | None
    unit: str


def build(frame: Frame) -> None:
    """The list with its filters, and for the disclosure office the way to give documents an owner."""
    with gr.Row():
        states = [(text("list.all"), ""), *((word(state), state.value) for state in CaseState)]
        state = gr.Dropdown(states, value="", label=text("documents.state"))
        unit = gr.Dropdown([(text("list.all"), "")], value="", label=text("documents.unit"), visible=False)
        adopt = gr.Button(text("documents.adopt"), size="sm", visible=False, min_width=120, scale=0)
    frame.load(lambda visit: _for_all_units(frame.workplace, visit), outputs=[unit, adopt])

    def draw(visit: Visit, offset: int, state: object, unit: object) -> Drawn:
        return drawn(frame.workplace, visit, offset, str(state or ""), str(unit or ""))

    paged(frame, draw, [state, unit])
    frame.on(adopt.click, lambda visit: _adopt(frame.workplace, visit), slow=True)


def drawn(work: Workplace, visit: Visit, offset: int, state: str, unit_id: str) -> Drawn:
    """One page of the cases the person may see."""
    wanted, unit = (CaseState(state) if state else None), (unit_id or None)
    cases = work.lists.cases(visit.actor, unit_id=unit, state=wanted, offset=offset, limit=PAGE_ROWS + 1)
    cards = work.library.cards([case.document_id for case in cases])
    names = {one: held.name for one in {case.unit_id for case in cases} if (held := work.units.get(one))}
    rows = [Row(case, cards.get(case.document_id), names.get(case.unit_id, case.unit_id)) for case in cases]
    counts = work.lists.counts(visit.actor, unit_id=unit)
    return render("documents.html", rows=rows[:PAGE_ROWS], counts=counts), len(cases) > PAGE_ROWS


def _for_all_units(work: Workplace, visit: Visit) -> tuple[object, object]:
    if reach_of(visit.actor, Act.SEE_DRAFTS) is not Reach.ALL:
        return gr.update(visible=False), gr.update(visible=False)
    choices = [(text("list.all"), ""), *((unit.name, unit.id) for unit in work.units.listed())]
    return gr.update(choices=choices, value="", visible=True), gr.update(visible=True)


def _adopt(work: Workplace, visit: Visit) -> None:
    def owner(card: DocumentCard) -> str | None:
        unit = owner_of(card, work.units)
        return unit.id if unit else None

    told("documents.adopted", count=work.intake.adopt_known(visit.actor, owner, now=visit.now))
