"""Measures the pages under /admin over a large register: `python -m scripts.measure_admin FOLDER`.

FOLDER becomes a home with 20,000 documents and 5,000 duties (a minute), or is used as it is when it is one already.
Prints for each page the time from asking for it until everything its opening draws is there, the middle one of seven.
"""

import hashlib
import json
import statistics
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from starlette.requests import Request
from starlette.testclient import TestClient

from governance.access import Role
from governance.clocks import Deadline, DutyKind
from governance.first_people import at_terminal
from governance.people import NewUser
from governance.publication_rows import PublicationRow
from kb.catalogue import Incoming
from kb.documents import Claim, DocumentKind, Fact, Origin, Reading
from kb.units import Unit
from service.clock import now_in_china
from service.compose import Store, build, open_store
from service.settings import Settings

DOCUMENTS, DUTIES, UNITS = 20_000, 5_000, 40
STATES = ("draft", "unit_review", "office_review", "published", "published", "withdrawn")
LOGIN = "measure"
TURNS = 7
AT_ONCE = 500


def main(home: Path) -> None:
    """The times are printed."""
    settings = Settings(home=home)
    with open_store(settings) as store:
        if store.governance.people.by_login(LOGIN) is None:
            _fill(store)
    from admin_ui.environment import close_to_the_outside  # noqa: PLC0415 - before Gradio, which is heavy

    close_to_the_outside(home / "uploads")
    from admin_ui.site import build_site  # noqa: PLC0415
    from service.compose_admin import open_workplace  # noqa: PLC0415

    with build(settings) as parts:
        user = parts.desk.store.governance.people.by_login(LOGIN)
        document = parts.library.listed(limit=1)[0].id

        async def somebody(request: Request) -> str | None:
            del request
            return user.id if user else None

        with TestClient(build_site(open_workplace(settings, parts), somebody)) as client:
            for path, query in (("", ""), ("documents", ""), ("document", f"id={document}"), ("upload", "")):
                times = [_opened(client, path, query) for _ in range(TURNS)]
                print(
                    f"/admin/{path:<10} {statistics.median(times) * 1000:6.0f} ms  {max(times) * 1000:6.0f} ms at most"
                )


def _opened(client: TestClient, path: str, query: str) -> float:
    begun = time.perf_counter()
    page = client.get(f"/admin/{path}").text
    at = page.index("window.gradio_config = ") + len("window.gradio_config = ")
    config, _ = json.JSONDecoder().raw_decode(page[at:])
    session = f"{begun}"
    loads = [one for one in config["dependencies"] if any(event == "load" for _, event in one["targets"])]
    values = {one["id"]: one["props"].get("value") for one in config["components"]}
    for one in loads:
        data = [values[number] for number in one["inputs"]]
        body = {"data": data, "fn_index": one["id"], "session_hash": session}
        client.post(f"/admin/gradio_api/queue/join?{query}", json=body).raise_for_status()
    stream = client.get(f"/admin/gradio_api/queue/data?session_hash={session}").text
    assert stream.count("process_completed") == len(loads), stream[:500]
    return time.perf_counter() - begun


def _fill(store: Store) -> None:
    now = now_in_china()
    store.units.put([Unit(f"样州市第{number}局") for number in range(UNITS)])
    units = [unit.id for unit in store.units.listed()]
    for first in range(0, DOCUMENTS, AT_ONCE):
        batch = [_document(number) for number in range(first, first + AT_ONCE)]
        stored = store.catalogue.store_many(batch, now=now)
        with store.database.writing() as session:
            session.add_all(_case(one.document_id, n, units, now) for n, one in enumerate(stored, first))
    for number in range(DUTIES):
        due = now + timedelta(hours=number - DUTIES // 3)
        store.governance.duties.open(
            DutyKind.ASSIGNED,
            unit_id=units[number % UNITS],
            subject=f"measured:{number}",
            title=f"第{number}项交办事项",
            began=now,
            now=now,
            deadline=Deadline(due - timedelta(days=2), due),
        )
    _person(store, units[0])


def _document(number: int) -> Incoming:
    text = (
        f"关于第{number}项补贴的通知\n一、第{number}项补贴的标准为每人每月{number}元。\n二、本通知自公布之日起施行。\n"
    )
    facts = {Fact.TITLE: text.splitlines()[0], Fact.ISSUING_BODY: "样州市民政局", Fact.WRITTEN_ON: "2026-01-05"}
    claims = tuple(Claim(fact, value, Origin.TEXT) for fact, value in facts.items())
    digest = hashlib.sha256(text.encode()).hexdigest()
    reading = Reading(f"measured-{number}", DocumentKind.POLICY, text, digest, "text/plain", claims)
    return Incoming(reading, f"{number}.txt")


def _case(document_id: str, number: int, units: list[str], now: datetime) -> PublicationRow:
    return PublicationRow(
        document_id=document_id,
        unit_id=units[number % UNITS],
        state=STATES[number % len(STATES)],
        version=1,
        disclosure="主动公开",
        returned_reason="",
        opened_by="量",
        opened_at=now,
        updated_at=now,
    )


def _person(store: Store, unit_id: str) -> None:
    """Of the disclosure office, who is shown everything."""
    system, security = (at_terminal("量", role) for role in (Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN))
    user, _ = store.governance.people.add(NewUser(LOGIN, "量", unit_id), actor=system, now=now_in_china())
    store.governance.people.grant(user.id, [Role.DISCLOSURE_OFFICE], actor=security, now=now_in_china())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
