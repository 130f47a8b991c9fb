"""渠道账号: our accounts on the platforms, with the unit that opened each; switched off and on with a reason."""

from typing import Any

import gradio as gr

from admin_ui.forms import number, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from channels.accounts import Account

_CHANNELS = ("wechat", "wecom", "weibo")


def build(frame: Frame) -> None:
    """The list, one to switch, and one to add."""
    again = gr.State(0)
    paged(frame, lambda visit, offset: _listed(frame, visit, offset), above=[again])
    with gr.Row():
        chosen = gr.Dropdown([], label=text("accounts.chosen"))
        reason = gr.Textbox(label=text("accounts.reason"))
        off = gr.Button(text("accounts.off"), variant="stop", scale=0, min_width=100)
        on = gr.Button(text("accounts.on"), scale=0, min_width=100)
    with gr.Accordion(text("accounts.new"), open=False):
        with gr.Row():
            channel = gr.Dropdown([(text(f"accounts.{one}"), one) for one in _CHANNELS], label=text("accounts.channel"))
            account = gr.Textbox(label=text("accounts.account"))
            name = gr.Textbox(label=text("accounts.name"))
            unit = gr.Dropdown([], label=text("accounts.unit"))
            why = gr.Textbox(label=text("accounts.why"))
        add = gr.Button(text("accounts.add"), variant="primary")
    work = frame.workplace.accounts

    def offered(visit: Visit) -> tuple[Any, ...]:
        units = [one.name for one in frame.workplace.units.listed()]
        return _choices(work.listed(by=visit.actor)), gr.update(choices=units)

    def switched_off(visit: Visit, count: object, one: object, why: object) -> tuple[Any, ...]:
        work.switch_off(*_key(one), by=visit.actor, reason=words(why))
        told("accounts.is_off")
        return number(count) + 1, ""

    def switched_on(visit: Visit, count: object, one: object, why: object) -> tuple[Any, ...]:
        work.switch_on(*_key(one), by=visit.actor, reason=words(why))
        told("accounts.is_on")
        return number(count) + 1, ""

    def added(visit: Visit, count: object, *given: object) -> tuple[Any, ...]:
        on_channel, number_there, called, unit_name, why = (words(value) for value in given)
        work.add(on_channel, number_there, name=called, unit=unit_name, by=visit.actor, reason=why)
        told("accounts.added")
        return number(count) + 1, _choices(work.listed(by=visit.actor))

    frame.load(offered, outputs=[chosen, unit])
    frame.on(off.click, switched_off, [again, chosen, reason], [again, reason])
    frame.on(on.click, switched_on, [again, chosen, reason], [again, reason])
    frame.on(add.click, added, [again, channel, account, name, unit, why], [again, chosen])


def _listed(frame: Frame, visit: Visit, offset: int) -> Drawn:
    del offset
    known = frame.workplace.accounts.listed(by=visit.actor)
    names = {channel: text(f"accounts.{channel}") for channel in _CHANNELS}
    return render("accounts.html", rows=known, names=names), False


def _choices(known: list[Account]) -> Any:
    return gr.update(choices=[(f"{one.name}（{one.account}）", f"{one.channel}:{one.account}") for one in known])


def _key(chosen: object) -> tuple[str, str]:
    channel, _, account = words(chosen).partition(":")
    return channel, account
