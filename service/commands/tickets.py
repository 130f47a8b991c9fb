"""jiedu tickets: what was sent to which unit, how far it is and until when."""

from typing import Annotated

import typer

from governance.access import Actor, Role
from governance.ticket_cards import Ticket
from governance.ticket_lists import TicketList
from governance.words import word
from kb.moments import china_day
from service.clock import now_in_china
from service.commands.console import OUTPUT, print_json, print_table
from service.compose import Store, open_store
from service.errors import ServiceError
from service.settings import load_settings

tickets = typer.Typer(no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="输出一个 JSON 对象")]

# Whoever can read the files of the home can read the tickets; confidential callers stay hidden all the same.
_AT_TERMINAL = Actor("terminal", "命令行", frozenset({Role.DISCLOSURE_OFFICE}))


@tickets.command("list")
def list_tickets(
    *,
    unit: Annotated[str | None, typer.Option(help="只列这个单位的（名称或曾用名）")] = None,
    answered: Annotated[bool, typer.Option("--answered", help="列已答复的，不列未办结的")] = False,
    as_json: AsJson = False,
) -> None:
    """列出未办结的工单，先到期的在前。"""
    with open_store(load_settings()) as store:
        unit_id = _unit_id(store, unit) if unit else None
        which = TicketList.CLOSED if answered else TicketList.OPEN
        held = store.governance.ticket_lists.listed(by=_AT_TERMINAL, unit_id=unit_id, which=which)
        lines = [(ticket, _unit_name(store, ticket)) for ticket in held]
    if as_json:
        print_json([_as_object(ticket, name) for ticket, name in lines])
    else:
        print_table(("编号", "种类", "状态", "单位", "期限", "标题"), (_as_row(*line) for line in lines))


@tickets.command()
def show(ticket: Annotated[str, typer.Argument(help="工单编号")], as_json: AsJson = False) -> None:
    """显示一张工单的内容和经过。"""
    with open_store(load_settings()) as store:
        held = store.governance.ticket_lists.get(ticket, by=_AT_TERMINAL)
        name = _unit_name(store, held)
    if as_json:
        print_json(_as_object(held, name))
        return
    print_table(("编号", "种类", "状态", "单位", "期限", "标题"), [_as_row(held, name)])
    OUTPUT.print(held.content, markup=False)
    if held.reference:
        place = held.reference
        OUTPUT.print(f"《{place.title}》{place.number or ''}{place.clause}：{place.quote}", markup=False)
    for event in held.events:
        when = event.at.astimezone(now_in_china().tzinfo).strftime("%Y-%m-%d %H:%M")
        OUTPUT.print(f"{when} {word(event.step)} {event.actor_name} {event.note}".rstrip(), markup=False)


def _unit_id(store: Store, name: str) -> str:
    unit = store.units.by_name(name)
    if unit is None:
        raise ServiceError(f"单位名录里没有“{name}”，或有几个单位都叫这个名字，请写全称")
    return unit.id


def _unit_name(store: Store, ticket: Ticket) -> str:
    unit = store.units.get(ticket.unit_id) if ticket.unit_id else None
    return unit.name if unit else ""


def _as_row(ticket: Ticket, unit: str) -> tuple[str, ...]:
    due = ticket.due.day.isoformat() + ("（暂定）" if ticket.due.is_provisional else "")
    late = "，已逾期" if ticket.is_overdue(now_in_china()) else ""
    return (ticket.id, word(ticket.kind), word(ticket.state), unit, due + late, ticket.title)


def _as_object(ticket: Ticket, unit: str) -> dict[str, object]:
    return {
        "id": ticket.id,
        "kind": ticket.kind.value,
        "state": ticket.state.value,
        "unit": unit,
        "title": ticket.title,
        "content": ticket.content,
        "question": ticket.question,
        "opened_on": china_day(ticket.opened_at).isoformat(),
        "opened_by": ticket.opened_by,
        "due_on": ticket.due.day.isoformat(),
        "due_is_provisional": ticket.due.is_provisional,
        "is_overdue": ticket.is_overdue(now_in_china()),
        "is_confidential": ticket.is_confidential,
        "result": ticket.result,
        "merged_into": ticket.merged_into,
        "follow_up": ticket.follow_up.value if ticket.follow_up else None,
        "events": [
            {"at": event.at.isoformat(), "step": event.step.value, "by": event.actor_name, "note": event.note}
            for event in ticket.events
        ],
    }
