"""A quarter of a year: the period reports are made for."""

import re
from dataclasses import dataclass
from datetime import date, datetime

from governance.errors import Refused
from kb.moments import CHINA

_WRITTEN = re.compile(r"(20\d\d)[-年]?\s*(?:Q|第)?([1-4])(?:季度)?")


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """number: 1 to 4."""

    year: int
    number: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= 4:
            raise ValueError(f"a year has the quarters 1 to 4, not {self.number}")

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"

    @property
    def begins(self) -> datetime:
        """Its first moment, Chinese time."""
        return datetime(self.year, 3 * self.number - 2, 1, tzinfo=CHINA)

    @property
    def ends(self) -> datetime:
        """The first moment after it."""
        return self.next.begins

    @property
    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """The quarter of a day."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def parse(cls, words: str) -> "Quarter":
        """2026Q3, 2026-3 or 2026年第3季度. Raises Refused for anything else."""
        match = _WRITTEN.fullmatch(words.strip())
        if match is None:
            raise Refused("quarter_wrong", words=words[:20])
        return cls(int(match[1]), int(match[2]))
