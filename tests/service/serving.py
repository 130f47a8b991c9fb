"""The real application on a real socket, beside the test client of the same process."""

import socket
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Thread
from typing import Literal

import uvicorn
from starlette.testclient import TestClient
from starlette.types import ASGIApp

START_SECONDS = 30


def running(client: TestClient) -> AbstractContextManager[str]:
    """The address of the client's application, which the client has started already."""
    return serving(client.app, socket.create_server(("127.0.0.1", 0)), lifespan="off")


@contextmanager
def serving(app: ASGIApp, listener: socket.socket, *, lifespan: Literal["on", "off"]) -> Iterator[str]:
    """The address at which an application answers while the block runs."""
    server = uvicorn.Server(uvicorn.Config(app, lifespan=lifespan, log_config=None, access_log=False))
    thread = Thread(target=lambda: server.run(sockets=[listener]), daemon=True)
    thread.start()
    deadline = time.monotonic() + START_SECONDS
    while not server.started and time.monotonic() < deadline:
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)
        listener.close()
