"""来件: questions and corrections the hotline sent to a unit; accepted, answered, given back, dispatched, extended."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from admin_ui.forms import asked, number, unit_field, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act
from governance.ticket_cards import Ticket
from governance.ticket_kinds import TicketState

_OPEN, _CLOSED = "open", "closed"


def build(frame: Frame) -> None:
    """The list, and below it the ticket that the address names with what can be done with it."""
    again = gr.State(0)
    with gr.Row():
        states = [(text("tickets.open"), _OPEN), (text("tickets.closed"), _CLOSED)]
        state = gr.Dropdown(states, value=_OPEN, label=text("tickets.state"))
        unit_filter = unit_field(frame, Act.SEE_TICKETS, label="form.unit_filter", optional=True)
    paged(
        frame,
        lambda visit, offset, *filters: _listed(frame, visit, offset, *filters),
        [state, unit_filter],
        above=[again],
    )
    card, identity = gr.HTML(apply_default_css=False), gr.State("")
    with gr.Column(visible=False, elem_classes="panel") as panel:
        answer = gr.Textbox(label=text("tickets.answer"), lines=5)
        reason = gr.Textbox(label=text("tickets.reason"))
        with gr.Row():
            unit = unit_field(frame, Act.DISPATCH_TICKET, label="tickets.to")
            days = gr.Number(label=text("tickets.days"), value=1, precision=0, minimum=1)
        with gr.Row():
            buttons = {
                "accept": gr.Button(text("tickets.accept"), visible=False),
                "reply": gr.Button(text("tickets.reply"), variant="primary", visible=False),
                "give_back": gr.Button(text("tickets.give_back"), visible=False),
                "dispatch": gr.Button(text("tickets.dispatch"), visible=False),
                "extend": gr.Button(text("tickets.extend"), visible=False),
            }
    held = [card, panel, identity, unit, days, answer, *buttons.values()]

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        if not wanted:
            return tuple(gr.skip() for _ in held)
        return _shown(frame, visit, frame.workplace.ticket_lists.get(wanted, by=visit.actor))

    def doing(key: str, act: Callable[..., Ticket]) -> Callable[..., tuple[Any, ...]]:
        def done(visit: Visit, count: object, one: object, *given: object) -> tuple[Any, ...]:
            ticket = act(visit, words(one), *given)
            told(f"tickets.done_{key}")
            return (number(count) + 1, *_shown(frame, visit, ticket))

        return done

    work = frame.workplace.tickets
    acts: dict[str, tuple[Callable[..., Ticket], list[Any]]] = {
        "accept": (lambda visit, one: work.accept(one, by=visit.actor), []),
        "reply": (lambda visit, one, said: work.answer(one, words(said), by=visit.actor), [answer]),
        "give_back": (lambda visit, one, why: work.give_back(one, words(why), by=visit.actor), [reason]),
        "dispatch": (
            lambda visit, one, to, why: work.dispatch(one, words(to), words(why), by=visit.actor),
            [unit, reason],
        ),
        "extend": (
            lambda visit, one, more, why: work.extend(one, number(more), words(why), by=visit.actor),
            [days, reason],
        ),
    }
    frame.load(opened, outputs=held)
    for key, (act, given) in acts.items():
        frame.on(buttons[key].click, doing(key, act), [again, identity, *given], [again, *held])


def _listed(frame: Frame, visit: Visit, offset: int, state: object, unit: object) -> Drawn:
    is_open = words(state) != _CLOSED
    held = frame.workplace.ticket_lists.listed(by=visit.actor, unit_id=words(unit) or None, is_open=is_open)
    rows = held[offset : offset + PAGE_ROWS]
    names = unit_names(frame, (ticket.unit_id for ticket in rows))
    return render("tickets.html", rows=rows, names=names, now=visit.now), len(held) > offset + PAGE_ROWS


def _shown(frame: Frame, visit: Visit, ticket: Ticket) -> tuple[Any, ...]:
    """What can be done now, by this person; the fields as after opening."""
    names = unit_names(frame, [ticket.unit_id, *(event.unit_id for event in ticket.events)])
    card = render("ticket.html", one=ticket, names=names, is_late=ticket.is_overdue(visit.now))
    with_unit = ticket.state in (TicketState.SENT, TicketState.ACCEPTED)
    waits = ticket.state in (TicketState.UNASSIGNED, TicketState.RETURNED)
    may = {
        "accept": ticket.state is TicketState.SENT and visit.may(Act.ANSWER_TICKET),
        "reply": with_unit and visit.may(Act.ANSWER_TICKET),
        "give_back": with_unit and not ticket.returns and visit.may(Act.RETURN_TICKET),
        "dispatch": waits and visit.may(Act.DISPATCH_TICKET),
        "extend": ticket.state.is_open and not ticket.extended_by and visit.may(Act.EXTEND_TICKET),
    }
    return (
        card,
        gr.update(visible=any(may.values())),
        ticket.id,
        gr.update(visible=may["dispatch"]),
        gr.update(visible=may["extend"]),
        gr.update(visible=may["reply"], value=""),
        *(gr.update(visible=allowed) for allowed in may.values()),
    )
