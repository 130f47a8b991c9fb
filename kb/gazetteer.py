"""The provinces, cities, counties and districts of the country: which of them a text names, and where they lie."""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise

# Names that mean something else unless their city stands right before them (西安市新城区).
_COMMON = frozenset(
    {"城区", "郊区", "矿区", "东区", "西区", "新城区", "新市区", "老城区", "城中区", "市中区", "合作市"}
)
# 合作市|场, 新华区|域: the rank is no rank where one of these follows.
_NO_RANK = re.compile(r"[市区县](?=[场域块间别级])")


@dataclass(frozen=True, slots=True)
class Place:
    """A province, city or district, and the name people use for it; parent is "" for provinces.

    level: province, city or district.
    """

    name: str
    short: str
    parent: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class _Said:
    """A name where it stands. wholes: each place that bears it, written in full."""

    start: int
    end: int
    name: str
    wholes: tuple[str, ...]


class Gazetteer:
    """Places by name. Written in full means from the province: 广东省广州市天河区."""

    def __init__(self, places: Iterable[Place]) -> None:
        places = list(places)
        parents = {place.name: place.parent for place in places if place.level != "district"}
        wholes: dict[str, list[str]] = defaultdict(list)
        self._official: dict[str, str] = {}
        for place in places:
            whole = _with_parents(place, parents)
            for name in {place.name, place.short} - {""}:
                wholes[name].append(whole)
                self._official[name] = place.name
        self._wholes = {name: tuple(held) for name, held in wholes.items() if len(name) > 1}
        self._by_head: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._wholes, key=len, reverse=True):
            self._by_head[name[:2]].append(name)

    def named_in(self, text: str) -> tuple[str, ...]:
        """The places a text names, by full or short name, in full; a name that several bear, alone, as it stands.

        A place that only leads to another named with it (广东省 before 深圳市) is left out.
        """
        said = list(self._said(text))
        named = [self._meant(one, said) for one in said]
        return tuple(one for one in dict.fromkeys(named) if not any(o != one and o.startswith(one) for o in named))

    def without_places(self, text: str) -> str:
        """The text with every place it names taken out."""
        end, kept = 0, ""
        for one in self._said(text):
            kept, end = kept + text[end : one.start], one.end
        return kept + text[end:]

    def in_full(self, place: str) -> tuple[str, ...]:
        """Each place that this may be, in full; the words themselves where none is known."""
        said = list(self._said(place))
        if not said or said[0].start or any(a.end != b.start for a, b in pairwise(said)):
            return (place,)
        above = [whole for one in said[:-1] for whole in one.wholes]
        fitting = [whole for whole in said[-1].wholes if not above or any(whole.startswith(one) for one in above)]
        return tuple(whole + place[said[-1].end :] for whole in fitting or said[-1].wholes)

    def opening(self, text: str, *, by_short_name: bool = False) -> str:
        """The place a text begins with, by its official name and what it is named in; "" for none or for several."""
        end, names = 0, list[str]()
        above: tuple[str, ...] = ("",)
        for one in self._said(text):
            is_short = self._official[one.name] != one.name
            if text[end : one.start] in ("、", "和", "与") and names:
                return ""
            if one.start != end or (is_short and not by_short_name):
                break
            within = tuple(whole for whole in one.wholes if whole.startswith(above))
            if not within:
                return ""
            end, above = one.end, within
            names.append(self._official[one.name])
        return "".join(names)

    def _said(self, text: str) -> Iterator[_Said]:
        place, last = 0, -1
        while place < len(text) - 1:
            name = self._name_at(text, place, follows=place == last)
            if name:
                yield _Said(place, place + len(name), name, self._wholes[name])
                last = place + len(name)
            place += len(name) or 1

    def _name_at(self, text: str, place: int, *, follows: bool) -> str:
        """The longest name there, "" for none."""
        for name in self._by_head.get(text[place : place + 2], ()):
            is_meant = (follows or name not in _COMMON) and not _NO_RANK.match(text, place + len(name) - 1)
            if is_meant and text.startswith(name, place):
                return name
        return ""

    @staticmethod
    def _meant(one: _Said, said: list[_Said]) -> str:
        others = [whole for other in said if other is not one for whole in other.wholes]
        near = [whole for whole in one.wholes if any(whole.startswith(other) and whole != other for other in others)]
        meant = near or one.wholes
        return meant[0] if len(meant) == 1 else one.name


def _with_parents(place: Place, parents: dict[str, str]) -> str:
    names, parent = place.name, place.parent
    while parent:
        names = parent + names
        parent = parents.get(parent, "")
    return names


@cache
def shipped_gazetteer() -> Gazetteer:
    """All places of places.jsonl and districts.jsonl in kb/terms."""
    return Gazetteer([*read_places("places.jsonl"), *read_places("districts.jsonl")])


@lru_cache(maxsize=4096)
def in_full(place: str) -> tuple[str, ...]:
    """See Gazetteer.in_full."""
    return shipped_gazetteer().in_full(place)


def read_places(name: str) -> list[Place]:
    """The places of one of the files in kb/terms."""
    lines = files("kb.terms").joinpath(name).read_text("utf-8").splitlines()
    return [Place(**json.loads(line)) for line in lines if line.strip()]
