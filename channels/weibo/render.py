"""How an answer reads in a private message: whole when it is short, else cut after a sentence with a link to the whole.

A message must stay below 300 汉字 (open.weibo.com/wiki Send_Customer_Service_Message, read 2026-11-23).
"""

import re

from channels.messages import Reply
from channels.weibo.words import said

# The platform says 300 and does not say how it counts; 280 leaves room for its counting and for its own short links.
LIMIT = 280
_SENTENCE = re.compile(r"[^。！？；\n]*[。！？；\n]+|[^。！？；\n]+")


def rendered(reply: Reply) -> str:
    """The reply as one message: the notice of first contact, the answer, what may be chosen, the label."""
    text = "\n".join(part for part in (reply.notice, reply.body) if part)
    more = said("more", link=reply.link) if reply.link else said("more_elsewhere")
    return fitted(text, label=reply.label, more=more)


def length(text: str) -> int:
    """Counted strictly: letters as 汉字, and an emoji as the two units it is stored in."""
    return sum(2 if character > "\uffff" else 1 for character in text)


def fitted(text: str, *, label: str, more: str, limit: int = LIMIT) -> str:
    """The text with its label, whole or cut after a sentence and followed by more.

    label: what must stand at the end of generated text (R§8.8), "" for quotations. more: the line with the link to
    the whole answer. A first sentence longer than a message is cut inside, marked by "……".
    """
    whole = text + label
    if length(whole) <= limit:
        return whole
    tail = f"\n{more}{label}"
    return _beginning(text, limit - length(tail)) + tail


def _beginning(text: str, limit: int) -> str:
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if length(kept + sentence.rstrip()) > limit:
            break
        kept += sentence
    return kept.rstrip() or _cut(text, limit - 2) + "……"


def _cut(text: str, limit: int) -> str:
    kept = text[:limit]
    while length(kept) > limit:
        kept = kept[:-1]
    return kept
