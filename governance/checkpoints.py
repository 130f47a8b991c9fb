"""Anchors of the audit trail kept outside the database, each signed: against them cutting off its end shows.

Whoever may write both the database and this folder can still deceive: keep the folder on another machine or medium
(setting audit_folder), or the printed line on paper and give it to verify.
"""

import base64
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from governance.audit import Anchor
from governance.errors import Refused
from kb.moments import CHINA

_KEY, _LINES = "checkpoint.key", "checkpoints.jsonl"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """An anchor with the moment it was taken."""

    anchor: Anchor
    at: str

    @property
    def printed(self) -> str:
        """Short enough to write down: how many rows, and the digest of the last."""
        return f"{self.anchor.count}:{self.anchor.digest}"


class Checkpoints:
    """Writes and reads the signed anchors of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, anchor: Anchor, *, now: datetime) -> Checkpoint:
        """The anchor stands in the folder, on the disk, when this returns. Raises Refused when it cannot."""
        checkpoint = Checkpoint(anchor, now.astimezone(CHINA).isoformat(timespec="seconds"))
        body = _body(checkpoint)
        try:
            line = json.dumps({**body, "signature": base64.b64encode(self._key().sign(_bytes(body))).decode()})
            with (self._folder / _LINES).open("a", encoding="utf-8") as file:
                file.write(f"{line}\n")
                file.flush()
                os.fsync(file.fileno())
        except (OSError, ValueError) as error:
            raise Refused("checkpoint_failed", folder=self._folder, problem=error) from error
        return checkpoint

    def kept(self) -> list[Checkpoint]:
        """Every anchor, the oldest first. Raises Refused naming the line when one was changed or cannot be read."""
        try:
            text = (self._folder / _LINES).read_text("utf-8")
        except FileNotFoundError:
            return []
        except (OSError, UnicodeDecodeError) as error:
            raise Refused("checkpoint_failed", folder=self._folder, problem=error) from error
        # What follows the last line break is a line whose writing was cut off.
        lines = text.split("\n")[:-1]
        return [self._read(line, number) for number, line in enumerate(lines, start=1)]

    def _read(self, line: str, number: int) -> Checkpoint:
        try:
            told = json.loads(line)
            found = Checkpoint(Anchor(int(told["count"]), str(told["digest"])), str(told["at"]))
            self._key().public_key().verify(base64.b64decode(told["signature"]), _bytes(_body(found)))
        except (ValueError, KeyError, TypeError, InvalidSignature, OSError) as error:
            raise Refused("checkpoint_changed", folder=self._folder, line=number) from error
        return found

    def _key(self) -> Ed25519PrivateKey:
        path = self._folder / _KEY
        if not path.exists():
            _make_key(path)
        key = load_pem_private_key(path.read_bytes(), password=None)
        if not isinstance(key, Ed25519PrivateKey):
            raise ValueError(f"{path} is no Ed25519 key")
        return key


def anchor_printed(printed: str) -> Anchor:
    """The anchor written down as COUNT:DIGEST. Raises Refused."""
    count, _, digest = printed.strip().partition(":")
    if not (count.isascii() and count.isdecimal() and len(digest) == 64):
        raise Refused("anchor_wrong", anchor=printed[:100])
    return Anchor(int(count), digest.lower())


def _make_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    # Made beside and moved, so that two processes or a sudden end leave one whole key.
    scratch = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(pem)
    try:
        os.link(scratch, path)
    except FileExistsError:
        pass
    finally:
        scratch.unlink()


def _body(checkpoint: Checkpoint) -> dict[str, object]:
    return {"at": checkpoint.at, "count": checkpoint.anchor.count, "digest": checkpoint.anchor.digest}


def _bytes(body: dict[str, object]) -> bytes:
    return json.dumps(body, sort_keys=True).encode()
