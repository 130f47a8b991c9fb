"""How a reply reads in a private message: whole when it is short, else cut after a sentence, with a link to the whole.

A message must stay below 300 汉字 (open.weibo.com/wiki Send_Customer_Service_Message, read 2026-11-23).
"""

from channels.cutting import beginning
from channels.messages import Reply
from channels.weibo.words import said

# The platform says 300 and does not say how it counts; 280 leaves room for its counting and for its own short links.
LIMIT = 280


def length(text: str) -> int:
    """Counted strictly: letters as 汉字, and an emoji as the two units it is stored in."""
    return len(text) + sum(character > "\uffff" for character in text)


def rendered(reply: Reply) -> str:
    """The reply as one message: the notice of first contact, the answer, what may be chosen, the label."""
    whole = _joined(reply.notice, reply.body, reply.label)
    if length(whole) <= LIMIT:
        return whole
    more = said("more", link=reply.link) if reply.link else said("more_elsewhere")
    room = LIMIT - length(_joined(reply.notice, more, reply.label)) - 1
    return _joined(reply.notice, beginning(reply.body, room, length), more, reply.label)


def _joined(*texts: str) -> str:
    return "\n".join(text for text in texts if text)
