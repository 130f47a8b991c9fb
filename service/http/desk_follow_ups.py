"""What the desk calls to call back: who waits for it, and what came of a call."""

from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import AwareDatetime, Field, StringConstraints

from governance.ticket_cards import FollowUp, Ticket
from governance.ticket_lists import TicketList
from kb.moments import CHINA
from service.clock import now_in_china
from service.compose import Parts
from service.desk_views import FollowUpView, WaitingView, follow_up_view
from service.http.desk_agents import Agent
from service.http.desk_bodies import Body, Text
from service.http.state import state_of

api = APIRouter(prefix="/api/v1/desk/follow-ups", tags=["话务台"])


class FollowUpBody(Body):
    """What came of a call back."""

    ticket_id: Annotated[str, StringConstraints(max_length=40)]
    called_at: AwareDatetime = Field(description="回访时间，用待回访列表的 now；同一工单同一时间只记一次")
    is_reached: bool = Field(description="联系上了来电人")
    was_contacted: bool = Field(default=False, description="来电人说责任单位联系过")
    is_solved: bool = Field(default=False, description="来电人说已解决")
    is_satisfied: bool = Field(default=False, description="来电人说满意")
    reason: Text = Field(default="", description="没有解决或不满意在哪里；这时必填")


@api.get("", summary="待回访的工单")
async def waiting(request: Request, agent: Agent) -> WaitingView:
    """已答复、还没有联系上来电人的工单，连同答复；要求保密的只列本人登记的。"""
    state = state_of(request)
    parts = await state.parts()
    lists = parts.desk.store.governance.ticket_lists

    def listed() -> list[FollowUpView]:
        return [_view(parts, one) for one in lists.listed(by=agent, which=TicketList.TO_FOLLOW_UP)]

    now = now_in_china().astimezone(CHINA).replace(second=0, microsecond=0)
    return WaitingView(now=now.isoformat(timespec="seconds"), tickets=await state.in_thread(listed))


@api.post("", summary="记下回访", status_code=201)
async def keep(request: Request, body: FollowUpBody, agent: Agent) -> FollowUpView:
    """谁何时回访、来电人怎么说；没有解决或不满意的由热线管理员决定是否重新办理。"""
    state = state_of(request)
    parts = await state.parts()
    call = FollowUp(
        called_at=body.called_at,
        is_reached=body.is_reached,
        was_contacted=body.was_contacted,
        is_solved=body.is_solved,
        is_satisfied=body.is_satisfied,
        reason=body.reason,
    )
    follow_ups = parts.desk.store.governance.follow_ups
    return await state.in_thread(lambda: _view(parts, follow_ups.keep(body.ticket_id, call, by=agent)))


def _view(parts: Parts, ticket: Ticket) -> FollowUpView:
    unit = parts.desk.store.units.get(ticket.unit_id) if ticket.unit_id else None
    return follow_up_view(ticket, unit.name if unit else "")
