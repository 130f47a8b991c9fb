"""What a unit owns, chosen by name and handed over to another unit: documents, guides under way, approved answers."""

from typing import Any

import gradio as gr

from admin_ui.forms import FieldWrong, number, unit_field, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.words import text
from governance.access import Act
from governance.reorganising import Order
from governance.words import owned_word
from kb.moments import china_day

_TABLES = ("documents", "duties", "approved_answers", "guide_changes", "disclosure_items", "tickets")
_MOST = 500


def transfer_panel(frame: Frame, identity: gr.State, reason: gr.Textbox, again: gr.State) -> None:
    """The panel stands on the page. identity: of the unit that gives; reason: the field that says why."""
    with gr.Accordion(text("transfers.title"), open=False):
        with gr.Row():
            kind = gr.Dropdown(
                [(owned_word(table), table) for table in _TABLES], value=None, label=text("transfers.kind")
            )
            to = unit_field(frame, Act.TRANSFER_OWNERSHIP, label="transfers.to")
        chosen = gr.Dropdown([], multiselect=True, label=text("transfers.chosen"))
        hand_over = gr.Button(text("transfers.hand_over"), variant="stop")

    def offered(visit: Visit, one: object, table: object) -> Any:
        if not words(one) or words(table) not in _TABLES:
            return gr.update(choices=[], value=[])
        return gr.update(choices=_things(frame, visit, words(one), words(table)), value=[])

    def handed(visit: Visit, count: object, one: object, why: object, *given: object) -> tuple[Any, ...]:
        table, keys, taker = given
        if not isinstance(keys, list) or not keys or words(table) not in _TABLES:
            raise FieldWrong(text("transfers.none"))
        moved = frame.workplace.reorganising.transfer(
            {words(table): [words(key) for key in keys]},
            from_id=words(one),
            to_id=words(taker),
            order=Order(visit.actor, china_day(visit.now), words(why), visit.now),
        )
        told("transfers.done", count=sum(moved.counts.values()))
        choices = _things(frame, visit, words(one), words(table))
        return number(count) + 1, gr.update(choices=choices, value=[])

    frame.on(kind.change, offered, [identity, kind], [chosen])
    frame.on(hand_over.click, handed, [again, identity, reason, kind, chosen, to], [again, chosen])


def _things(frame: Frame, visit: Visit, unit_id: str, table: str) -> list[tuple[str, str]]:
    """Names and ids of what the unit has of this kind, the first few hundred."""
    work, actor = frame.workplace, visit.actor
    if table == "documents":
        cases = work.lists.cases(actor, unit_id=unit_id, limit=_MOST)
        cards = work.library.cards([case.document_id for case in cases])
        return [(cards[case.document_id].name, case.document_id) for case in cases if case.document_id in cards]
    if table == "duties":
        return [(duty.title, duty.id) for duty in work.duties.listed(actor=actor, unit_id=unit_id, limit=_MOST)]
    if table == "approved_answers":
        return [(one.question, one.id) for one in work.approved.listed(actor, unit_id=unit_id, limit=_MOST)]
    if table == "guide_changes":
        changes = work.guide_lists.changes(actor, limit=_MOST)
        return [(one.elements.get("name", one.id), one.id) for one in changes if one.unit_id == unit_id]
    if table == "disclosure_items":
        return [(item.matter, item.id) for item in work.catalogue.listed(actor, unit_id=unit_id, limit=_MOST)]
    return [(ticket.title, ticket.id) for ticket in work.ticket_lists.listed(by=actor, unit_id=unit_id)]
