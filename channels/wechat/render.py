"""A reply in the sizes WeChat takes: one passive text, or up to five messages sent by ourselves (R§10.5–7)."""

import re
from dataclasses import replace

from channels.cutting import beginning, pieces, utf8_bytes
from channels.messages import Card, Part, Reply
from channels.wechat.words import say

# The platform silently drops a text over 2,048 bytes; the rest is room for what it may count differently.
TEXT_LIMIT_BYTES = 1900
PARTS_LIMIT = 5
# What a card shows; more is cut by the platform in the middle of a word.
TITLE_LIMIT_BYTES = 192
DESCRIPTION_LIMIT_BYTES = 480
# Only our own links are links: what a document says is never one.
_ANCHOR = re.compile(r"<(?=/?a\b)", re.IGNORECASE)


def passive_part(reply: Reply, *, kept: int) -> Part:
    """The reply to a request at hand, in one message. kept: how many more replies the person may fetch."""
    if reply.card and not reply.notice and not reply.label and not kept:
        return _card_part(reply.card)
    tail = [reply.label, _link(reply), say("reply", "kept", count=kept) if kept else ""]
    return Part(_fitted(reply.notice, plain(reply.body), tail))


def active_parts(reply: Reply) -> tuple[Part, ...]:
    """The reply as messages we send, whole if five hold it; the last carries the link. Each carries the label."""
    if reply.card and not reply.notice and not reply.label:
        return (_card_part(reply.card),)
    head = _joined(reply.notice, plain(reply.body))
    tail = [reply.label, _link(reply)]
    room = TEXT_LIMIT_BYTES - utf8_bytes(_joined("", *tail, say("reply", "more"))) - 1
    cut = pieces(head, room, utf8_bytes)
    if len(cut) > PARTS_LIMIT:
        cut[PARTS_LIMIT - 1 :] = [say("reply", "cut")]
    last = len(cut) - 1
    return tuple(
        Part(_joined(piece, *tail) if number == last else _joined(piece + say("reply", "more"), reply.label))
        for number, piece in enumerate(cut)
    )


def shortened(part: Part) -> Part:
    """What is sent when the platform finds a part too long or takes no card."""
    if part.card:
        link = say("reply", "link", link=part.card.url)
        return Part(_joined(plain(part.card.title), plain(part.card.description), link))
    return Part(_joined(beginning(part.text, TEXT_LIMIT_BYTES // 3, utf8_bytes), say("reply", "cut")))


def plain(text: str) -> str:
    """The text with nothing in it that WeChat would show as a link."""
    return _ANCHOR.sub("＜", text)


def _card_part(card: Card) -> Part:
    description = beginning(card.description, DESCRIPTION_LIMIT_BYTES, utf8_bytes)
    return Part("", replace(card, title=beginning(card.title, TITLE_LIMIT_BYTES, utf8_bytes), description=description))


def _fitted(notice: str, body: str, tail: list[str]) -> str:
    whole = _joined(notice, body, *tail)
    if utf8_bytes(whole) <= TEXT_LIMIT_BYTES:
        return whole
    around = _joined(notice, say("reply", "cut"), *tail)
    return _joined(
        notice, beginning(body, TEXT_LIMIT_BYTES - utf8_bytes(around) - 2, utf8_bytes), say("reply", "cut"), *tail
    )


def _link(reply: Reply) -> str:
    return say("reply", "link", link=reply.link) if reply.link else ""


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
