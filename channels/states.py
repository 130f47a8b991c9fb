"""How far a message is, and how far its reply."""

from enum import Enum


class MessageState(Enum):
    """How far a message is."""

    WAITING = "waiting"  # stored; somebody works on it or will
    DONE = "done"  # its reply is in the outbox, or it needed none


class ReplyState(Enum):
    """How far a reply is."""

    OWED = "owed"  # to be sent, or handed over to a request that waits for it
    SENT = "sent"  # the platform has all of it
    KEPT = "kept"  # nothing can be sent now; it waits for the person's next message
    DROPPED = "dropped"  # the person left
    FAILED = "failed"  # the platform will never take it


class Way(Enum):
    """How a reply goes out, once that is decided."""

    OPEN = ""
    PASSIVE = "passive"  # as the answer to the platform's own request
    ACTIVE = "active"  # sent by ourselves
