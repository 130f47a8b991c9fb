"""What a baseline promises."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Found:
    """A stretch of text a baseline found; larger scores are better and compare only within one baseline."""

    document_id: str
    text: str
    score: float


class Baseline(Protocol):
    """A simple way of finding text for a question."""

    @property
    def name(self) -> str:
        """The key in the printed object."""

    def find(self, question: str, *, limit: int) -> list[Found]:
        """Best first, at most limit."""
