"""访问凭证: the tokens of programs and desks; shown once when issued, revoked with a reason, only their digest kept."""

from typing import Any

import gradio as gr

from admin_ui.forms import FieldWrong, number, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from channels.purposes import TokenPurpose
from channels.tokens import Token
from channels.words import word


def build(frame: Frame) -> None:
    """The list, one to revoke, and one to issue."""
    again = gr.State(0)
    paged(frame, lambda visit, offset: _listed(frame, visit, offset), above=[again])
    with gr.Row():
        chosen = gr.Dropdown([], label=text("keys.chosen"))
        reason = gr.Textbox(label=text("keys.reason"))
        revoke = gr.Button(text("keys.revoke"), variant="stop", scale=0, min_width=100)
    with gr.Row():
        name = gr.Textbox(label=text("keys.name"))
        purposes = [(word(purpose), purpose.value) for purpose in TokenPurpose]
        use = gr.Dropdown(purposes, value=TokenPurpose.API.value, label=text("keys.purpose"))
        unit = gr.Dropdown([], label=text("keys.unit"))
        per_minute = gr.Textbox(label=text("keys.per_minute"), max_length=6)
        issue = gr.Button(text("keys.issue"), variant="primary", scale=0, min_width=100)
    plain = gr.HTML(apply_default_css=False)
    work = frame.workplace.tokens

    def offered(visit: Visit) -> tuple[Any, ...]:
        units = [("", ""), *((one.name, one.name) for one in frame.workplace.units.listed())]
        return _choices(work.listed(by=visit.actor)), gr.update(choices=units, value="")

    def issued(visit: Visit, count: object, *given: object) -> tuple[Any, ...]:
        called, wanted, of, most = given
        limit = number(words(most).strip()) or None
        if words(most).strip() and (limit is None or limit < 1):
            raise FieldWrong(text("keys.limit_wrong"))
        purpose = TokenPurpose(words(wanted))
        token = work.issue(words(called), purpose, by=visit.actor, unit=words(of) or None, per_minute=limit)
        told("keys.issued")
        shown = render("key.html", token=token, name=words(called))
        return number(count) + 1, shown, _choices(work.listed(by=visit.actor))

    def revoked(visit: Visit, count: object, one: object, why: object) -> tuple[Any, ...]:
        work.revoke(words(one), by=visit.actor, reason=words(why))
        told("keys.revoked")
        return number(count) + 1, "", _choices(work.listed(by=visit.actor))

    frame.load(offered, outputs=[chosen, unit])
    frame.on(issue.click, issued, [again, name, use, unit, per_minute], [again, plain, chosen])
    frame.on(revoke.click, revoked, [again, chosen, reason], [again, reason, chosen])


def _listed(frame: Frame, visit: Visit, offset: int) -> Drawn:
    known = frame.workplace.tokens.listed(by=visit.actor)
    names = {purpose: word(purpose) for purpose in TokenPurpose}
    return render("keys.html", rows=known[offset : offset + PAGE_ROWS], names=names), len(known) > offset + PAGE_ROWS


def _choices(known: list[Token]) -> Any:
    valid = [one for one in known if one.revoked_at is None]
    return gr.update(choices=[(f"{one.name}（{word(one.purpose)}）", one.id) for one in valid], value=None)
