"""jiedu serve: listen, say where to look, and answer until told to stop."""

import socket
import sys
from secrets import token_hex
from typing import Annotated

import typer
import uvicorn

from governance.first_people import make_first_administrators
from kb.ownership import IndexOwnership
from service.clock import now_in_china
from service.commands.console import REMARKS
from service.commands.users import show_first
from service.compose import Parts, build
from service.errors import ServiceError, told
from service.http.app import create_app
from service.listening import local_url, open_sockets
from service.loading import Loading
from service.logs import log_event, set_up_logs
from service.memory import keep_what_is_loaded
from service.settings import Settings, load_settings

# How long a thread that computes may keep the others of the process waiting. Storing a message takes sixteen
# statements, each of which waits for its turn after SQLite is done: beside two threads that answer, Python's own 5 ms
# would make that 80 ms a message.
SWITCH_SECONDS = 0.0005


def serve(
    host: Annotated[str | None, typer.Option(help="监听地址（代替 JIEDU_HOST）")] = None,
    port: Annotated[int | None, typer.Option(min=1, max=65535, help="监听端口（代替 JIEDU_PORT）")] = None,
) -> None:
    """启动网页和接口服务，按 Ctrl+C 停止。"""
    settings = load_settings()
    chosen = {name: value for name, value in (("host", host), ("port", port)) if value is not None}
    settings = settings.model_copy(update=chosen)
    sys.setswitchinterval(SWITCH_SECONDS)
    set_up_logs(settings.log_level, settings.log_format)
    sockets = open_sockets(settings.host, settings.port, ipv6=settings.ipv6)
    # Owned before anything is loaded: a second server for the same home ends here, and says where the first is.
    with IndexOwnership(settings.home, address=local_url(sockets)) as ownership:
        _run(settings, sockets, ownership)


def _run(settings: Settings, sockets: list[socket.socket], ownership: IndexOwnership) -> None:

    def stop() -> None:
        server.should_exit = True

    loading = Loading(lambda: _built(settings, ownership), on_failure=stop)
    app = create_app(settings, loading, instance=token_hex(8), operator_key=ownership.key)
    config = uvicorn.Config(
        app, log_config=None, access_log=False, server_header=False, proxy_headers=False, timeout_graceful_shutdown=10
    )
    server = uvicorn.Server(config)
    url = local_url(sockets)
    log_event("serving", url=url, home=str(settings.home))
    REMARKS.print(f"\n  请在浏览器打开  {url}\n  接口说明        {url}/docs\n  停止            Ctrl+C\n")
    server.run(sockets=sockets)
    if loading.failure:
        raise ServiceError(f"没有启动成功：{told(loading.failure)}")


def _built(settings: Settings, ownership: IndexOwnership) -> Parts:
    parts = build(settings, ownership)
    made = make_first_administrators(parts.desk.store.governance.people, by="首次启动", now=now_in_china())
    if made:
        show_first(made)
    keep_what_is_loaded()
    return parts
