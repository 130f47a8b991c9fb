"""Where the running server is: written when it listens, removed when it ends, and recognised when it is stale."""

import json
import os
from pathlib import Path

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

PROBE_SECONDS = 3.0


class ServerAddress(BaseModel):
    """How to reach the server of a data folder. instance: made anew at each start, repeated by /healthz."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: str
    pid: int
    instance: str


def write_server_file(path: Path, address: ServerAddress) -> None:
    """The address stands in the file, whole or not at all."""
    draft = path.with_suffix(f".{os.getpid()}.tmp")
    draft.write_text(address.model_dump_json(), encoding="utf-8")
    draft.replace(path)


def remove_server_file(path: Path, address: ServerAddress) -> None:
    """The file is gone, unless another server has written its own meanwhile."""
    if read_server_file(path) == address:
        path.unlink(missing_ok=True)


def read_server_file(path: Path) -> ServerAddress | None:
    """What the file says, None when it is absent or broken."""
    try:
        return ServerAddress.model_validate(json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, ValidationError):
        return None


def running_server(path: Path) -> ServerAddress | None:
    """The server that answers under this address now; None for a file left behind by a server that was killed."""
    address = read_server_file(path)
    if address is None or not _is_alive(address.pid):
        return None
    try:
        # The proxies of the environment are for the outside; the server is on this machine.
        answer = httpx.get(f"{address.url}/healthz", timeout=PROBE_SECONDS, trust_env=False)
        # A new program may listen on the port, and the process number may have been given away again.
        return address if answer.json().get("instance") == address.instance else None
    except (httpx.HTTPError, ValueError):
        return None


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
