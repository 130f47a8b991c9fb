"""The pages under /admin as a browser uses them over HTTP: opened, their handlers called, their toasts heard."""

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from starlette.testclient import TestClient

from governance.access import ADMINISTRATORS, Actor, Role
from governance.first_people import at_terminal
from governance.people import NewUser
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Store
from tests.service.signing import OWN

OURS = {"Sec-Fetch-Site": "same-origin"}


@dataclass(frozen=True)
class Came:
    """What a call of a handler came to. data: its outputs; toasts: what was told, as (level, sentence)."""

    data: list[Any]
    toasts: tuple[tuple[str, str], ...]
    succeeded: bool

    @property
    def html(self) -> str:
        """What is drawn as HTML. Choices of lists and the like are shown as text by Gradio itself."""
        return "\n".join(one for one in self.data if isinstance(one, str))

    @property
    def everything(self) -> str:
        """All that came back."""
        return json.dumps(self.data, ensure_ascii=False)


@dataclass
class Opened:
    """A page somebody opened. query: of its address, as `id=…`."""

    browser: TestClient
    path: str
    query: str = ""
    config: dict[str, Any] = field(default_factory=dict)
    session: str = field(default_factory=lambda: secrets.token_hex(6))

    def __post_init__(self) -> None:
        answer = self.browser.get(f"/admin/{self.path}", headers={"Accept": "text/html"})
        assert answer.status_code == 200, (answer.status_code, answer.text[:300])
        begin = answer.text.index("window.gradio_config = ") + len("window.gradio_config = ")
        self.config, _ = json.JSONDecoder().raw_decode(answer.text[begin:])

    @property
    def handlers(self) -> list[dict[str, Any]]:
        """Every handler of this page that runs on the server."""
        return [one for one in self.config["dependencies"] if one["backend_fn"]]

    def loaded(self) -> list[Came]:
        """What the page shows when it opens."""
        return [self.call(one) for one in self.handlers if any(event == "load" for _, event in one["targets"])]

    def press(self, label: str, given: Mapping[str, object] | None = None) -> Came:
        """The button of this name is pressed, with the fields of these labels filled in."""
        (button,) = [one["id"] for one in self.config["components"] if one["props"].get("value") == label]
        (handler,) = [one for one in self.handlers if [button, "click"] in [list(t) for t in one["targets"]]]
        return self.call(handler, given or {})

    def call(self, handler: Mapping[str, Any], given: Mapping[str, object] | None = None) -> Came:
        """A handler is called, with what the page holds in its fields but for those given by label."""
        components = {one["id"]: one["props"] for one in self.config["components"]}
        filled = given or {}
        data = [filled.get(str(components[i].get("label")), components[i].get("value")) for i in handler["inputs"]]
        return self.send(handler["id"], data)

    def send(self, number: int, data: Sequence[object]) -> Came:
        """Exactly these values are sent to a handler by its number."""
        joined = self.browser.post(
            f"/admin/gradio_api/queue/join?{self.query}",
            json={"data": list(data), "fn_index": number, "session_hash": self.session, "trigger_id": None},
            headers=OURS,
        )
        assert joined.status_code == 200, joined.text
        stream = self.browser.get(f"/admin/gradio_api/queue/data?session_hash={self.session}")
        told = [json.loads(line[6:]) for line in stream.text.splitlines() if line.startswith("data: ")]
        done = next(one for one in told if one["msg"] == "process_completed")
        toasts = tuple((one["level"], one["log"]) for one in told if one["msg"] == "log")
        return Came(done["output"].get("data", []), toasts, done["success"])


def person(store: Store, login: str, *roles: Role, unit: str = "甲市民政局", name: str = "张三") -> Actor:
    """Somebody with these roles, of this unit unless an administrator, whose password is OWN."""
    governance, now = store.governance, now_in_china()
    store.units.put([Unit(unit)])
    held = store.units.by_name(unit)
    assert held
    unit_id = None if ADMINISTRATORS & set(roles) else held.id
    system, security = at_terminal("测试", Role.SYSTEM_ADMIN), at_terminal("测试", Role.SECURITY_ADMIN)
    user, once = governance.people.add(NewUser(login, name, unit_id), actor=system, now=now)
    governance.people.grant(user.id, roles, actor=security, now=now)
    governance.sign_ins.change_password(user.id, old=once or "", new=OWN, now=now)
    known = governance.people.get(user.id)
    assert known
    return known.actor
