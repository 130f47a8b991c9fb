"""A browser for tests: the real application over an empty home, its forms filled in as a person would."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from argon2 import PasswordHasher
from httpx import Response
from starlette.testclient import TestClient

from governance import passwords
from governance.access import Actor, Role
from governance.first_people import at_terminal
from governance.people import NewUser
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Store

OWN = "Lantern-Bridge-58"


@pytest.fixture(scope="module")
def cheap_hashes() -> Iterator[None]:
    """Real argon2 with parameters that cost nothing: these tests hash a hundred times."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


def new_user(store: Store, login: str, *roles: Role, sso: str | None = None, own: str | None = OWN) -> Actor:
    """A person of a unit who has set a password of their own, or with own=None still has the one-time one."""
    store.units.put([Unit("甲市民政局")])
    unit = store.units.by_name("甲市民政局")
    assert unit
    governance, now = store.governance, now_in_china()
    user, once = governance.people.add(
        NewUser(login, "张三", unit.id, sso), actor=at_terminal("测试", Role.SYSTEM_ADMIN), now=now
    )
    governance.people.grant(user.id, roles, actor=at_terminal("测试", Role.SECURITY_ADMIN), now=now)
    if own and once:
        governance.sign_ins.change_password(user.id, old=once, new=own, now=now)
    held = governance.people.get(user.id)
    assert held
    return held.actor


def one_time(store: Store, actor: Actor) -> str:
    """A new one-time password of that person."""
    return store.governance.people.reset_password(
        actor.user_id, actor=at_terminal("测试", Role.SYSTEM_ADMIN), now=now_in_china()
    )


def key_in(page: Response) -> str:
    """The key that the forms of this page carry."""
    found = re.search(r'name="key" value="([^"]+)"', page.text)
    assert found, page.text[:500]
    return unescape(found[1])


def sign_in(browser: TestClient, login: str, password: str = OWN, *, next_path: str = "/admin") -> Response:
    """What comes back after the sign-in form was filled in and sent; redirects are not followed."""
    page = browser.get("/login", params={"next": next_path})
    fields = {"key": key_in(page), "login": login, "password": password, "next": next_path}
    return browser.post("/login", data=fields, follow_redirects=False)
