"""What a Channel promises to those who deliver: to cut a reply as its platform wants it, and to send a piece."""

from dataclasses import dataclass
from typing import Protocol

from channels.messages import Part, Reply


@dataclass(frozen=True, slots=True)
class Address:
    """Whom a reply goes to. key: of the message it answers, for platforms that want it named."""

    channel: str
    account: str
    person: str
    key: str


class Channel(Protocol):
    """One platform for messages we send by ourselves; what answers a request within it is the route's business."""

    name: str

    def parts(self, reply: Reply) -> tuple[Part, ...]:
        """The reply in pieces the platform takes, in order, at least one; the same pieces each time."""
        ...

    def send(self, address: Address, part: Part) -> None:
        """The piece has been taken by the platform when this returns.

        Raises WindowClosed when nothing can be sent until the person writes again, DeliveryError for anything else.
        """
        ...
