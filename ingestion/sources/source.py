"""What a Source promises."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from ingestion.blocks import RawDocument


@dataclass(frozen=True, slots=True)
class Unavailable:
    """Something a source found but may not or cannot hand over; reason is Chinese and shown to people."""

    origin: str
    reason: str


class Source(Protocol):
    """Hands over what it has, one after the other; one bad item never ends the walk."""

    def fetch(self) -> Iterator[RawDocument | Unavailable]: ...
