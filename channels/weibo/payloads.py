"""What Weibo pushes and what it takes back: JSON checked strictly, and turned into a value at once."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any
from urllib.parse import quote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from channels.errors import BadMessage

# Sun Jul 16 18:09:20 +0800 2012, in English whatever the locale of this machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_MOMENT = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}:\d{2}:\d{2}) ([+-]\d{4}) (\d{4})")
# A mention shows whom it calls, and a repost carries the chain it answers: neither is part of the question.
_REPOSTED = re.compile(r"//\s*@.*", re.DOTALL)
_CALLED = re.compile(r"@[\w·-]{1,30}[:：]?\s*")
_INT64 = 2**63


class PushKind(Enum):
    """What a push is about; anything else is ignored (R§11)."""

    TEXT = "text"  # a private message in words
    POSITION = "position"  # a place
    VOICE = "voice"  # speech, which Weibo does not turn into words
    IMAGE = "image"  # a picture
    EVENT = "event"  # follow, unfollow, a scan, a menu
    MENTION = "mention"  # the account was called with @ in a post or comment


@dataclass(frozen=True, slots=True)
class Push:
    """One message or event. subtype, key: of an event or mention, "" when there is none."""

    kind: PushKind
    sender_id: int
    receiver_id: int
    created_at: datetime
    text: str = ""
    subtype: str = ""
    key: str = ""

    @property
    def deduplication_key(self) -> str:
        """The same for every delivery of one push; Weibo gives messages no id of their own."""
        return f"{self.sender_id}:{int(self.created_at.timestamp())}"

    @property
    def question(self) -> str:
        """What the person asks, without the names that a mention calls."""
        if self.kind is not PushKind.MENTION:
            return self.text.strip()
        return _CALLED.sub("", _REPOSTED.sub("", self.text)).strip()


def read_push(body: bytes) -> Push | None:
    """The push in a request body, None for a kind that is not known. Raises BadMessage for what is no push."""
    try:
        # Not pydantic's own reader of JSON: it refuses a text that holds half an emoji, and a phone can send one.
        record = _Record.model_validate(json.loads(body))
        kind = PushKind(record.type) if record.type in _KINDS else None
        return kind and _push(record, kind)
    except (ValidationError, ValueError, RecursionError) as error:
        raise BadMessage(f"not a push of Weibo: {_reason(error)}") from error


def passive_reply(push: Push, text: str) -> bytes:
    """The response body that answers a push within its request; data is JSON in URL encoding."""
    return json.dumps(
        {
            "result": True,
            "sender_id": push.receiver_id,
            "receiver_id": push.sender_id,
            "type": "text",
            # %20 and not +: some of its decoders leave a plus as it is.
            "data": quote(text_data(text), safe=""),
        }
    ).encode()


def text_data(text: str) -> str:
    """A text as the JSON that Weibo wants in a field `data`, before URL encoding."""
    return json.dumps({"text": text}, ensure_ascii=False, separators=(",", ":"))


def _as_id(value: object) -> object:
    """Ids leave the 53 bits that a JSON reader may promise, so some relays send them as text."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20 else value


def _as_record(value: object) -> object:
    """data is an object, or text that holds one, or empty text."""
    if not isinstance(value, str):
        return value or {}
    try:
        return json.loads(value) if value.strip() else {}
    except ValueError:
        return {}


_Id = Annotated[int, BeforeValidator(_as_id), Field(strict=True, gt=0, lt=_INT64)]


class _Record(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str = Field(max_length=40)
    sender_id: _Id
    receiver_id: _Id
    created_at: str = Field(max_length=60)
    text: str = ""
    # Any: differs with the type; only two texts of it are used.
    data: Annotated[dict[str, Any], BeforeValidator(_as_record)] = Field(default_factory=dict)


_KINDS = {kind.value for kind in PushKind}


def _push(record: _Record, kind: PushKind) -> Push:
    return Push(
        kind=kind,
        sender_id=record.sender_id,
        receiver_id=record.receiver_id,
        created_at=_moment(record.created_at),
        # Half of a surrogate pair can be written in JSON and can be neither stored nor sent back.
        text=record.text.encode("utf-8", errors="replace").decode(),
        subtype=str(record.data.get("subtype") or "")[:40],
        key=str(record.data.get("key") or "")[:200],
    )


def _moment(written: str) -> datetime:
    found = _MOMENT.fullmatch(written.strip())
    if not found or found[1] not in _MONTHS:
        raise ValueError(f"created_at is {written[:60]!r}, expected a moment like Mon Jul 16 18:09:20 +0800 2012")
    month = _MONTHS.index(found[1]) + 1
    return datetime.strptime(f"{found[5]}-{month}-{found[2]} {found[3]} {found[4]}", "%Y-%m-%d %H:%M:%S %z")


def _reason(error: Exception) -> str:
    if isinstance(error, ValidationError):
        first = error.errors()[0]
        return f"{'.'.join(str(part) for part in first['loc']) or 'body'}: {first['msg']}"
    return str(error)
