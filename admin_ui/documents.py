"""文件与解读: every document of the unit with where it stands, the latest changed first."""

from dataclasses import dataclass

import gradio as gr

from admin_ui.forms import asked_state, number, words
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
from kb.documents import DocumentKind


@dataclass(frozen=True, slots=True)
class Row:
    """A case with its document and the name of its unit. waits: a new version of it waits to be looked at."""

    case: Case
    card: DocumentCard | None
    unit: str
    waits: bool


def build(frame: Frame) -> None:
    """The list with its filters, and for the disclosure office the way to give documents an owner."""
    again = gr.State(0)
    with gr.Row():
        search = gr.Textbox(label=text("documents.search"), max_length=100, scale=2)
        states = [(text("list.all"), ""), *((word(state), state.value) for state in CaseState)]
        state = gr.Dropdown(states, value=None, label=text("documents.state"))
        kinds = [(text("list.all"), ""), *((word(kind), kind.value) for kind in DocumentKind)]
        kind = gr.Dropdown(kinds, value="", label=text("documents.kind"))
        unit = gr.Dropdown([(text("list.all"), "")], value="", label=text("documents.unit"), visible=False)
        adopt = gr.Button(text("documents.adopt"), size="sm", visible=False, min_width=120, scale=0)
    frame.load(lambda visit: _for_all_units(frame.workplace, visit), outputs=[unit, adopt])
    frame.load(lambda visit: asked_state(visit, CaseState), outputs=[state])
    paged(
        frame, lambda visit, *asked: drawn(frame.workplace, visit, *asked), [search, state, kind, unit], above=[again]
    )
    frame.on(
        adopt.click, lambda visit, count: _adopt(frame.workplace, visit, number(count)), [again], [again], slow=True
    )


def drawn(work: Workplace, visit: Visit, offset: int, *filters: object) -> Drawn:
    """One page of the cases the person may see. filters: words, state, kind, unit."""
    named, state, kind, unit = words(filters[0]), filters[1], words(filters[2]), words(filters[3])
    # Nothing is chosen yet while the page opens: what the address asks for counts.
    asked = words(state) if state is not None else asked_state(visit, CaseState)
    wanted = CaseState(asked) if asked else None
    of_kind = DocumentKind(kind) if kind else None
    actor, of_unit = visit.actor, unit or None
    cases = work.lists.cases(
        actor, unit_id=of_unit, state=wanted, kind=of_kind, words=named, offset=offset, limit=PAGE_ROWS + 1
    )
    cards = work.library.cards([case.document_id for case in cases])
    names = {one: held.name for one in {case.unit_id for case in cases} if (held := work.units.get(one))}
    waiting = work.new_versions.among(actor, cards.keys())
    rows = [
        Row(case, cards.get(case.document_id), names.get(case.unit_id, case.unit_id), case.document_id in waiting)
        for case in cases
    ]
    counts = work.lists.counts(actor, unit_id=of_unit, kind=of_kind, words=named)
    is_narrowed = bool(wanted or of_kind or of_unit or named)
    html = render("documents.html", rows=rows[:PAGE_ROWS], counts=counts, is_narrowed=is_narrowed)
    return html, len(cases) > PAGE_ROWS


def _for_all_units(work: Workplace, visit: Visit) -> tuple[object, object]:
    if reach_of(visit.actor, Act.SEE_DRAFTS) is not Reach.ALL:
        return gr.update(visible=False), gr.update(visible=False)
    choices = [(text("list.all"), ""), *((unit.name, unit.id) for unit in work.units.listed())]
    return gr.update(choices=choices, value="", visible=True), gr.update(visible=True)


def _adopt(work: Workplace, visit: Visit, count: int) -> int:
    def owner(card: DocumentCard) -> str | None:
        unit = owner_of(card, work.units)
        return unit.id if unit else None

    told("documents.adopted", count=work.intake.adopt_known(visit.actor, owner, now=visit.now))
    return count + 1
