"""What a question asks for: the kinds of answer it wants, the numbers it names, the words to look for."""

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from typing import Any

from kb.numbers import DocumentNumber, find_numbers
from kb.text import normalise
from kb.vocabulary import Vocabulary


class Aspect(Enum):
    """A kind of answer; the values are the keys of cues.toml."""

    VALIDITY = "validity"
    MATERIALS = "materials"
    PLACE = "place"
    PHONE = "phone"
    DURATION = "duration"
    TIME = "time"
    FEE = "fee"
    AMOUNT = "amount"
    WHO = "who"
    CONDITIONS = "conditions"
    PROCEDURE = "procedure"
    PERMISSION = "permission"
    DEFINITION = "definition"
    PENALTY = "penalty"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class Understanding:
    """A question made ready for searching.

    text: the whole question, a follow-up completed with what it goes on from.
    numbers: document numbers it names, in normal form; codes: matter codes and other long numbers.
    regions: names of places it names; years: years it names.
    expansions: official terms for citizens' words in it.
    goes_on: it continues the turn before; favoured: documents of that turn.
    """

    text: str
    aspects: frozenset[Aspect]
    numbers: tuple[DocumentNumber, ...] = ()
    codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    expansions: tuple[str, ...] = ()
    goes_on: bool = False
    favoured: tuple[str, ...] = ()


# The shape of cues.toml is checked by what compiles it; its leaves are patterns, lists of patterns and rows.
CueTable = dict[str, dict[str, Any]]


class Cues:
    """The compiled patterns of cues.toml."""

    def __init__(self, table: CueTable) -> None:
        self._aspects = {Aspect(key): re.compile(pattern) for key, pattern in table["aspects"].items()}
        self.opening = re.compile(table["follow_up"]["opening"])
        self.pronoun = re.compile(table["follow_up"]["pronoun"])

    def aspects(self, text: str) -> frozenset[Aspect]:
        """Every kind of answer the normalised question asks for."""
        return frozenset(aspect for aspect, pattern in self._aspects.items() if pattern.search(text))

    def without_aspects(self, text: str) -> str:
        """The normalised question without the words that only say what kind of answer is wanted."""
        for pattern in self._aspects.values():
            text = pattern.sub(" ", text)
        return text


def load_cues() -> CueTable:
    """The table of cues.toml as shipped."""
    return tomllib.loads(files("bot").joinpath("cues.toml").read_text("utf-8"))


_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*\d{6})[0-9A-Za-z]{11,36}(?![0-9A-Za-z])")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?=年|度|$|[^\d〕\])）])")


def find_codes(text: str) -> tuple[str, ...]:
    """Matter codes and other long identifiers in the text, upper case."""
    return tuple(match.group().upper() for match in _CODE.finditer(text))


def find_years(text: str) -> tuple[int, ...]:
    """Years named as such ("2024年", "2024年度"), not those inside document numbers."""
    return tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))


def find_regions(text: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """Full names of the places the text names, by full or short name, longest first."""
    rest, found = text, []
    for place in vocabulary.places:
        for name in (place.name, place.short):
            if len(name) >= 2 and name in rest:
                found.append(place.name)
                rest = rest.replace(name, " ")
                break
    return tuple(dict.fromkeys(found))


def understand(text: str, *, cues: Cues, vocabulary: Vocabulary) -> Understanding:
    """Everything a question says by itself; follow-ups are completed before (bot/steps/follow_up.py)."""
    plain = normalise(text)
    return Understanding(
        text=text,
        aspects=cues.aspects(plain),
        numbers=tuple(number for number, _, _ in find_numbers(text)),
        codes=find_codes(text),
        regions=find_regions(plain, vocabulary),
        years=find_years(text),
        expansions=tuple(vocabulary.expansions(text)),
    )
