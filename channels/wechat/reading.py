"""From the platform's fields to a message: what kind it is, by which key it is known, what may be sent after it."""

import hashlib
from datetime import datetime

from channels.errors import BadMessage
from channels.messages import Allowance, IncomingMessage, MessageKind
from channels.wechat.words import is_forget_word, is_pickup_word, say

CHANNEL = "wechat"
# R§10.6: five within 48 hours of a message, three within a minute of a menu click, a follow or a scan.
AFTER_MESSAGE = Allowance("message", 5, 48 * 3600)
AFTER_EVENT = Allowance("event", 3, 60)
_HELPED = ("image", "video", "shortvideo", "location", "link", "file", "voice")
_KEY_LIMIT, _PERSON_LIMIT = 200, 128


def read_message(fields: dict[str, str], *, account: str, now: datetime) -> IncomingMessage | None:
    """The message in these fields, None for an event that wants no answer. Raises BadMessage."""
    person = fields.get("FromUserName", "")
    kind = fields.get("MsgType", "").strip().lower()
    if not 0 < len(person) <= _PERSON_LIMIT or not kind:
        raise BadMessage("a message has no FromUserName or no MsgType")
    if kind == "event":
        return _event(fields, account=account, person=person, now=now)
    asked, told = _asked(fields, kind)
    return IncomingMessage(
        CHANNEL,
        account,
        person,
        key_of(fields),
        _kind(asked, told),
        now,
        text="" if told else asked,
        told=told,
        allowance=AFTER_MESSAGE,
    )


def key_of(fields: dict[str, str]) -> str:
    """The same for each delivery of one message (R§10.4): its MsgId, or for an event what it consists of."""
    number = fields.get("MsgId", "").strip()
    if number.isdecimal() and len(number) <= 20:
        return number
    words = [fields.get(name, "") for name in ("FromUserName", "CreateTime", "MsgType", "Event", "EventKey")]
    key = ":".join(words)
    return key if len(key) <= _KEY_LIMIT else hashlib.sha256(key.encode()).hexdigest()


def _asked(fields: dict[str, str], kind: str) -> tuple[str, str]:
    """The question, or what to tell where there is none."""
    text = {"text": fields.get("Content", ""), "voice": fields.get("Recognition", "")}.get(kind, "").strip()
    if text:
        return text, ""
    return "", say("help", kind if kind in _HELPED else "other")


def _kind(asked: str, told: str) -> MessageKind:
    if told:
        return MessageKind.TOLD
    if is_pickup_word(asked):
        return MessageKind.PICKUP
    return MessageKind.FORGET if is_forget_word(asked) else MessageKind.QUESTION


def _event(fields: dict[str, str], *, account: str, person: str, now: datetime) -> IncomingMessage | None:
    event = fields.get("Event", "").strip().lower()
    key = key_of(fields)
    if event == "unsubscribe":
        return IncomingMessage(CHANNEL, account, person, key, MessageKind.LEFT, now)
    told = _told(event, fields.get("EventKey", "").strip())
    if told is None:
        return None
    return IncomingMessage(
        CHANNEL,
        account,
        person,
        key,
        MessageKind.TOLD,
        now,
        told=told,
        allowance=AFTER_EVENT,
        is_follow=event == "subscribe",
    )


def _told(event: str, key: str) -> str | None:
    """What an event is answered with; None for reports that nobody waits for an answer to."""
    if event == "subscribe":
        return say("event", "subscribe")
    if event == "scan":
        return say("event", "scan")
    return say("menu", key if key in MENU_KEYS else "other") if event == "click" else None


# The keys of our menu; menu.py makes it of them.
MENU_KEYS = ("ask", "guides", "people")
