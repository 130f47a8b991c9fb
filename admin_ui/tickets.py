"""来件: what the hotline sent to units; answered, given back, dispatched, merged, and followed up after the answer."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from admin_ui.forms import asked, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.ticket_fields import TicketFields, allowed, follow_up, ticket_fields
from admin_ui.words import text
from governance.access import Act, reach_of
from governance.ticket_cards import Ticket
from governance.ticket_lists import TicketList
from governance.words import word

Acts = dict[str, tuple[Callable[..., Ticket], list[Any]]]
"""By button: what it does with the visit, the ticket's id and the values of these fields."""


def build(frame: Frame) -> None:
    """The list, and below it the ticket that the address names with what can be done with it."""
    again = gr.State(0)
    with gr.Row():
        which = gr.Dropdown([], label=text("tickets.state"))
        unit_filter = unit_field(frame, Act.SEE_TICKETS, label="form.unit_filter", optional=True)
    frame.load(_offered, outputs=[which])
    paged(
        frame,
        lambda visit, offset, *filters: _listed(frame, visit, offset, *filters),
        [which, unit_filter],
        above=[again],
    )
    card, identity = gr.HTML(apply_default_css=False), gr.State("")
    with gr.Column(visible=False, elem_classes="panel") as panel:
        fields = ticket_fields(frame)
        acts = _acts(frame, fields)
        with gr.Row(elem_classes="steps"):
            buttons = {key: _button(key) for key in acts if key != "follow_up"}
        buttons["follow_up"] = fields.keep
    held = [card, panel, identity, *fields.all, *buttons.values()]

    def shown(visit: Visit, ticket: Ticket) -> tuple[Any, ...]:
        may = allowed(visit, ticket)
        names = unit_names(frame, [ticket.unit_id, *(event.unit_id for event in ticket.events)])
        drawn = render("ticket.html", one=ticket, names=names, is_late=ticket.is_overdue(visit.now))
        visible = [gr.update(visible=may[key]) for key in buttons]
        own = fields.shown(frame, visit, ticket, may)
        return (drawn, gr.update(visible=any(may.values())), ticket.id, *own, *visible)

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if not wanted:
            return tuple(gr.skip() for _ in held)
        return shown(visit, frame.workplace.ticket_lists.get(wanted, by=visit.actor))

    def doing(key: str, act: Callable[..., Ticket]) -> Callable[..., tuple[Any, ...]]:
        def done(visit: Visit, count: object, one: object, *given: object) -> tuple[Any, ...]:
            ticket = act(visit, words(one), *given)
            told(f"tickets.done_{key}")
            return (number(count) + 1, *shown(visit, ticket))

        return done

    frame.load(opened, outputs=held)
    for key, (act, given) in acts.items():
        frame.on(buttons[key].click, doing(key, act), [again, identity, *given], [again, *held])


def _acts(frame: Frame, fields: TicketFields) -> Acts:
    work, calls, merging = frame.workplace.tickets, frame.workplace.follow_ups, frame.workplace.merging
    why = [fields.reason]
    return {
        "accept": (lambda visit, one: work.accept(one, by=visit.actor), []),
        "reply": (lambda visit, one, said: work.answer(one, words(said), by=visit.actor), [fields.answer]),
        "give_back": (lambda visit, one, why: work.give_back(one, words(why), by=visit.actor), why),
        "dispatch": (
            lambda visit, one, to, why: work.dispatch(one, words(to), words(why), by=visit.actor),
            [fields.unit, *why],
        ),
        "extend": (
            lambda visit, one, more, why: work.extend(one, number(more), words(why), by=visit.actor),
            [fields.days, *why],
        ),
        "follow_up": (lambda visit, one, *call: calls.keep(one, follow_up(*call), by=visit.actor), fields.call),
        "reopen": (lambda visit, one, why: calls.reopen(one, words(why), by=visit.actor), why),
        "exclude": (lambda visit, one, why: calls.exclude(one, words(why), by=visit.actor), why),
        "include": (lambda visit, one, why: calls.include(one, words(why), by=visit.actor), why),
        "merge": (
            lambda visit, one, others, why: merging.merge(one, _chosen(others), words(why), by=visit.actor),
            [fields.others, *why],
        ),
        "part": (lambda visit, one, why: merging.part(one, words(why), by=visit.actor), why),
    }


def _button(key: str) -> gr.Button:
    return gr.Button(text(f"tickets.{key}"), variant="primary" if key == "reply" else "secondary", visible=False)


def _chosen(others: object) -> list[str]:
    return [words(one) for one in others] if isinstance(others, list) else []


def _offered(visit: Visit) -> Any:
    """The lists this person may ask for, those of their first work first: agents call back and see no other."""
    sees = reach_of(visit.actor, Act.SEE_TICKETS) is not None
    offered = list(TicketList) if sees else [TicketList.TO_FOLLOW_UP]
    return gr.update(choices=[(word(one), one.value) for one in offered], value=offered[0].value)


def _listed(frame: Frame, visit: Visit, offset: int, which: object, unit: object) -> Drawn:
    calls_back_only = reach_of(visit.actor, Act.SEE_TICKETS) is None and visit.may(Act.FOLLOW_UP_TICKET)
    asked_for = words(which) or (TicketList.TO_FOLLOW_UP if calls_back_only else TicketList.OPEN).value
    held = frame.workplace.ticket_lists.listed(by=visit.actor, unit_id=words(unit) or None, which=TicketList(asked_for))
    rows = held[offset : offset + PAGE_ROWS]
    names = unit_names(frame, (ticket.unit_id for ticket in rows))
    return render("tickets.html", rows=rows, names=names, now=visit.now), len(held) > offset + PAGE_ROWS
