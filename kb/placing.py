"""The place and the year a document is of, against those a question is about."""

from collections.abc import Sequence

from kb.cards import DocumentCard
from kb.gazetteer import in_full
from kb.place_names import last_place, short_place


def region(card: DocumentCard, asked: Sequence[str]) -> float:
    """1 where the document's place is one asked about, lies in it or holds it; -1 another place; 0 nothing to compare.

    asked: written in full from the province (广东省深圳市).
    """
    if not asked or not card.place:
        return 0.0
    held = in_full(card.place)
    return 1.0 if any(one in place or place in one for one in held for place in asked) else -1.0


def elsewhere(card: DocumentCard, asked: Sequence[str], *, home: str) -> float:
    """-1 where no place is asked about and the document is of another place than home, else 0."""
    return min(region(card, in_full(home)), 0.0) if home and not asked else 0.0


def regions_said(wholes: Sequence[str], asked: Sequence[str]) -> list[float]:
    """For each text the share of the places asked about that it names."""
    names = [short_place(last_place(place)) for place in asked]
    return [sum(name in whole for name in names) / len(names) for whole in wholes]


def year(title: str, asked: Sequence[int]) -> float:
    """1 where a year asked about stands in the title, -1 where only others do, 0 where none or none is asked about."""
    if not asked:
        return 0.0
    if any(str(one) in title for one in asked):
        return 1.0
    return -1.0 if any(f"{one}年" in title for one in range(2000, 2040)) else 0.0
