"""What can be filled in about a ticket on its page, and which of it stands there for whom and when."""

from dataclasses import dataclass
from typing import Any

import gradio as gr
from gradio.components import Component

from admin_ui.forms import moment_in, unit_field, words
from admin_ui.frame import Frame, Visit
from admin_ui.rendering import moment
from admin_ui.words import text
from governance.access import Act
from governance.ticket_cards import FollowUp, Ticket
from governance.ticket_kinds import FollowUpOutcome, TicketState

_SAID = ("was_contacted", "is_solved", "is_satisfied")
_SHOWN_CHARACTERS = 40


@dataclass(frozen=True)
class TicketFields:
    """The fields. calling: what a call back is made of, with the button that keeps it."""

    answer: gr.Textbox
    unit: gr.Dropdown
    days: gr.Number
    others: gr.Dropdown
    reason: gr.Textbox
    calling: gr.Column
    called_at: gr.Textbox
    is_reached: gr.Checkbox
    said: gr.CheckboxGroup
    why: gr.Textbox
    keep: gr.Button

    @property
    def call(self) -> list[Component]:
        """What a call back is made of, for follow_up below."""
        return [self.called_at, self.is_reached, self.said, self.why]

    @property
    def all(self) -> list[Any]:
        """As shown() gives their values."""
        own = [self.answer, self.unit, self.days, self.others, self.reason]
        return [*own, self.calling, *self.call]

    def shown(self, frame: Frame, visit: Visit, ticket: Ticket, may: dict[str, bool]) -> list[Any]:
        """What each field becomes when this ticket is shown."""
        others = frame.workplace.merging.candidates(ticket.id, by=visit.actor) if may["merge"] else []
        needs_reason = any(allowed for key, allowed in may.items() if key not in ("accept", "reply", "follow_up"))
        return [
            gr.update(visible=may["reply"], value=""),
            gr.update(visible=may["dispatch"]),
            gr.update(visible=may["extend"]),
            gr.update(visible=bool(others), choices=[_choice(one) for one in others], value=[]),
            gr.update(visible=needs_reason, value=""),
            gr.update(visible=may["follow_up"]),
            gr.update(value=moment(visit.now)),
            gr.update(value=True),
            gr.update(value=[]),
            gr.update(value=""),
        ]


def ticket_fields(frame: Frame) -> TicketFields:
    """The fields are on the page."""
    answer = gr.Textbox(label=text("tickets.answer"), lines=5, visible=False)
    with gr.Row():
        unit = unit_field(frame, Act.DISPATCH_TICKET, label="tickets.to")
        days = gr.Number(label=text("tickets.days"), value=1, precision=0, minimum=1)
    others = gr.Dropdown([], label=text("tickets.others"), multiselect=True, visible=False)
    with gr.Column(visible=False) as calling:
        gr.Markdown(f"## {text('tickets.calling')}")
        with gr.Row():
            called_at = gr.Textbox(label=text("tickets.called_at"))
            reached = gr.Checkbox(label=text("tickets.reached"), value=True)
        said = gr.CheckboxGroup([(text(f"tickets.{one}"), one) for one in _SAID], label=text("tickets.said"))
        why = gr.Textbox(label=text("tickets.why"), lines=2)
        keep = gr.Button(text("tickets.follow_up"), variant="primary")
    reason = gr.Textbox(label=text("tickets.reason"))
    return TicketFields(answer, unit, days, others, reason, calling, called_at, reached, said, why, keep)


def follow_up(called_at: object, is_reached: object, said: object, why: object) -> FollowUp:
    """The call the fields tell of. Raises FieldWrong for a moment that is none."""
    was_contacted, is_solved, is_satisfied = (isinstance(said, list) and one in said for one in _SAID)
    return FollowUp(
        moment_in(called_at),
        is_reached=bool(is_reached),
        was_contacted=was_contacted,
        is_solved=is_solved,
        is_satisfied=is_satisfied,
        reason=words(why),
    )


def allowed(visit: Visit, ticket: Ticket) -> dict[str, bool]:
    """Which buttons stand there; the domain decides when one is pressed."""
    with_unit = ticket.state in (TicketState.SENT, TicketState.ACCEPTED)
    waits = ticket.state in (TicketState.UNASSIGNED, TicketState.RETURNED)
    answered = ticket.state is TicketState.ANSWERED
    is_late = ticket.state.is_open and ticket.is_overdue(visit.now)
    is_judged = answered and ticket.follow_up is not None and visit.may(Act.EXCLUDE_TICKET)
    is_discontent = ticket.follow_up is FollowUpOutcome.DISSATISFIED
    may_call = visit.may(Act.FOLLOW_UP_TICKET) and ticket.may_know_caller(visit.actor)
    return {
        "accept": ticket.state is TicketState.SENT and visit.may(Act.ANSWER_TICKET),
        "reply": with_unit and visit.may(Act.ANSWER_TICKET),
        "give_back": with_unit and not ticket.returns and visit.may(Act.RETURN_TICKET),
        "dispatch": waits and visit.may(Act.DISPATCH_TICKET),
        "extend": ticket.state.is_open and not ticket.extended_by and visit.may(Act.EXTEND_TICKET),
        "merge": ticket.state is not TicketState.MERGED and visit.may(Act.MERGE_TICKETS),
        "part": ticket.merged_into is not None and visit.may(Act.MERGE_TICKETS),
        "follow_up": (answered or is_late) and may_call,
        "reopen": answered and is_discontent and visit.may(Act.REOPEN_TICKET),
        "exclude": is_judged and not ticket.is_excluded,
        "include": is_judged and ticket.is_excluded,
    }


def _choice(ticket: Ticket) -> tuple[str, str]:
    return text("tickets.other", id=ticket.id, content=ticket.content[:_SHOWN_CHARACTERS]), ticket.id
