"""人员: accounts are made by the system administrator, roles granted by the security administrator (R§8.6)."""

from collections.abc import Callable
from typing import Any

import gradio as gr

from admin_ui.forms import NEW, FieldWrong, asked, number, unit_names, words
from admin_ui.frame import Frame, Visit, told
from admin_ui.lists import PAGE_ROWS, Drawn, paged
from admin_ui.rendering import render
from admin_ui.words import text
from governance.access import Act, Role
from governance.people import NewUser
from governance.user_rows import User


def build(frame: Frame) -> None:
    """The list, and below it the person that the address names with what can be done with the account."""
    again = gr.State(0)
    paged(frame, lambda visit, offset: _listed(frame, visit, offset), above=[again])
    with gr.Column(visible=False, elem_classes="panel") as adding:
        with gr.Row():
            login, name = gr.Textbox(label=text("users.login")), gr.Textbox(label=text("users.name"))
            unit = gr.Dropdown([], label=text("form.unit"))
            sso = gr.Textbox(label=text("users.sso"))
        add = gr.Button(text("users.add"), variant="primary")
    head = gr.HTML(apply_default_css=False)
    with gr.Column(visible=False, elem_classes="panel") as panel:
        identity, version = gr.State(""), gr.State(0)
        with gr.Column() as granting:
            roles = gr.CheckboxGroup([role.value for role in Role], label=text("users.roles"))
            grant = gr.Button(text("users.grant"), variant="primary")
        reason = gr.Textbox(label=text("users.reason"))
        unlock = gr.Button(text("users.unlock"))
        with gr.Column() as managing:
            with gr.Row():
                to = gr.Dropdown([], label=text("users.to"))
                move = gr.Button(text("users.move"), scale=0, min_width=120)
            with gr.Row():
                reset = gr.Button(text("users.reset"))
                disable, enable = gr.Button(text("users.disable"), variant="stop"), gr.Button(text("users.enable"))
    shown = [head, panel, identity, version, roles, to, granting, unlock, managing, disable, enable]
    work = frame.workplace.people

    def opened(visit: Visit) -> tuple[Any, ...]:
        wanted = asked(visit)
        units = [("—", ""), *((one.name, one.id) for one in frame.workplace.units.listed())]
        may_add = wanted == NEW and visit.may(Act.MANAGE_USERS)
        first = (gr.update(visible=may_add), gr.update(choices=units, value=""))
        if not wanted or wanted == NEW:
            return (*first, *(gr.skip() for _ in shown))
        return (*first, *_form(frame, visit, _user(frame, visit, wanted)))

    def added(visit: Visit, count: object, *given: object) -> tuple[Any, ...]:
        called, named, of, by_sso = (words(value).strip() for value in given)
        new = NewUser(called, named, of or None, by_sso or None)
        user, password = work.add(new, actor=visit.actor, now=visit.now)
        told("users.added")
        return (number(count) + 1, *_form(frame, visit, user, password or ""))

    def doing(key: str, act: Callable[..., User]) -> Callable[..., tuple[Any, ...]]:
        def done(visit: Visit, count: object, one: object, seen: object, *given: object) -> tuple[Any, ...]:
            user = act(visit, words(one), number(seen), *given)
            told(f"users.done_{key}")
            return (number(count) + 1, *_form(frame, visit, user))

        return done

    def reset_password(visit: Visit, count: object, one: object) -> tuple[Any, ...]:
        password = work.reset_password(words(one), actor=visit.actor, now=visit.now)
        told("users.done_reset")
        return (number(count) + 1, *_form(frame, visit, _user(frame, visit, words(one)), password))

    acts: dict[str, tuple[gr.Button, Callable[..., User], list[Any]]] = {
        "grant": (
            grant,
            lambda v, one, seen, held: work.grant(one, _roles(held), actor=v.actor, now=v.now, version=seen),
            [roles],
        ),
        "move": (
            move,
            lambda v, one, seen, of: work.move(one, words(of) or None, actor=v.actor, now=v.now, version=seen),
            [to],
        ),
        "disable": (
            disable,
            lambda v, one, seen, why: work.disable(one, actor=v.actor, reason=words(why), now=v.now, version=seen),
            [reason],
        ),
        "enable": (
            enable,
            lambda v, one, seen, why: work.enable(one, actor=v.actor, reason=words(why), now=v.now, version=seen),
            [reason],
        ),
        "unlock": (
            unlock,
            lambda v, one, _, why: work.unlock(one, actor=v.actor, reason=words(why), now=v.now),
            [reason],
        ),
    }
    frame.load(opened, outputs=[adding, unit, *shown])
    frame.on(add.click, added, [again, login, name, unit, sso], [again, *shown])
    frame.on(reset.click, reset_password, [again, identity], [again, *shown])
    for key, (button, act, given) in acts.items():
        frame.on(button.click, doing(key, act), [again, identity, version, *given], [again, *shown])


def _listed(frame: Frame, visit: Visit, offset: int) -> Drawn:
    people = frame.workplace.people.listed(actor=visit.actor)
    rows = people[offset : offset + PAGE_ROWS]
    names = unit_names(frame, (user.unit_id for user in rows))
    html = render("users.html", rows=rows, names=names, may_add=visit.may(Act.MANAGE_USERS))
    return html, len(people) > offset + PAGE_ROWS


def _user(frame: Frame, visit: Visit, user_id: str) -> User:
    found = [user for user in frame.workplace.people.listed(actor=visit.actor) if user.id == user_id]
    if not found:
        raise FieldWrong(text("users.unknown"))
    return found[0]


def _roles(held: object) -> list[Role]:
    given = [words(one) for one in held] if isinstance(held, list) else []
    if unknown := set(given) - {role.value for role in Role}:
        raise FieldWrong(text("users.role_wrong", role=min(unknown)[:20]))
    return [Role(one) for one in given]


def _form(frame: Frame, visit: Visit, user: User, password: str = "") -> tuple[Any, ...]:
    units = [("—", ""), *((one.name, one.id) for one in frame.workplace.units.listed())]
    may_manage = visit.may(Act.MANAGE_USERS)
    unit = unit_names(frame, [user.unit_id])[user.unit_id]
    return (
        render("user.html", user=user, unit=unit, password=password),
        gr.update(visible=True),
        user.id,
        user.version,
        sorted(role.value for role in user.roles),
        gr.update(choices=units, value=user.unit_id or ""),
        gr.update(visible=visit.may(Act.GRANT_ROLES)),
        gr.update(visible=visit.may(Act.UNLOCK_USER)),
        gr.update(visible=may_manage),
        gr.update(visible=user.is_active),
        gr.update(visible=not user.is_active),
    )
