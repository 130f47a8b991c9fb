"""What a question asks for: the kinds of answer it wants, the numbers it names, the words to look for."""

import re
import tomllib
from dataclasses import dataclass
from enum import Enum
from importlib.resources import files
from typing import Any

from bot.named_documents import NamedDocuments
from kb.gazetteer import shipped_gazetteer
from kb.numbers import DocumentNumber, find_numbers
from kb.text import normalise
from kb.vocabulary import Expansion, Vocabulary


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

    text: the question without what surrounds it (你好，我想问一下…谢谢), a follow-up
        completed with what it goes on from.
    numbers: document numbers it names, in normal form; codes: matter codes and other long numbers.
    regions: names of places it names; years: years it names.
    named: the document of which it asks whether it is in force, where it names one without book marks.
    expansions: official terms for citizens' words in it.
    goes_on: it continues the turn before; favoured: documents of that turn; asks_itself: what it says of its own.
    """

    text: str
    aspects: frozenset[Aspect]
    numbers: tuple[DocumentNumber, ...] = ()
    codes: tuple[str, ...] = ()
    regions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    named: str = ""
    expansions: tuple[Expansion, ...] = ()
    goes_on: bool = False
    asks_itself: str = ""
    favoured: tuple[str, ...] = ()


# The shape of cues.toml is checked by what compiles it; its leaves are patterns, lists of patterns and rows.
CueTable = dict[str, dict[str, Any]]


class Cues:
    """The compiled patterns of cues.toml."""

    def __init__(self, table: CueTable) -> None:
        self._aspects = {Aspect(key): re.compile(pattern) for key, pattern in table["aspects"].items()}
        self.opening = re.compile(table["follow_up"]["opening"])
        self.pronoun = re.compile(table["follow_up"]["pronoun"])
        self.linking = re.compile(table["follow_up"]["linking"])
        self.course = re.compile(table["follow_up"]["course"])
        self.named = NamedDocuments(table["named"])
        self._around = [re.compile(table["around"][place]) for place in ("masked", "before", "after")]

    def aspects(self, text: str) -> frozenset[Aspect]:
        """Every kind of answer the normalised question asks for."""
        return frozenset(aspect for aspect, pattern in self._aspects.items() if pattern.search(text))

    def bare(self, text: str) -> str:
        """The question without greeting, courtesy, masked identifiers and what ends a sentence that only tells.

        A text that is nothing else stays as it is.
        """
        rest = text
        for pattern in self._around:
            rest = pattern.sub("", rest)
        return rest.strip() or text

    def without_aspects(self, text: str) -> str:
        """The normalised question without the words that only say what kind of answer is wanted."""
        for pattern in self._aspects.values():
            text = pattern.sub(" ", text)
        return text


def load_cues() -> CueTable:
    """The table of cues.toml as shipped."""
    return tomllib.loads(files("bot").joinpath("cues.toml").read_text("utf-8"))


_CODE = re.compile(r"(?<![0-9A-Za-z])(?=[0-9A-Za-z]*\d{6})[0-9A-Za-z]{11,36}(?![0-9A-Za-z])")
# Four digits before one of these count something; 2025人才计划 and 2025天河区 are years all the same.
_COUNTED = (
    r"(?:\.\d+)?\s{0,2}[余几来]?(?:元|块|圆|万|亿|千|百|余|平方|平米|㎡|m|米|公[里斤顷]|亩|次|件|张|套|间|辆|艘|吨|斤|kg|瓦|"
    r"小时|分钟|左右|以[上下内]|%|％|‰|岁|字|页|倍|位|号|股|只|头|份|本|步|度|多(?![少久])|人(?![才员口社事民工大力均身])|"
    r"名(?![单额录称])|户(?![口籍外])|家(?![庭电政长居具装乡])|个(?![税体人])|条(?!例)|项(?!目)|分(?![配布类级])|"
    r"天(?![河津然府])|台(?![湾州风山])|升(?!学|级)|克)"
)
# 1000-2000元 counts as well, 2024-2025年 does not.
_RANGE = rf"\s{{0,2}}[-—~～至到]{{1,2}}\s{{0,2}}\d{{1,9}}(?!\d){_COUNTED}"
_YEAR = re.compile(rf"(?<!\d)(?<!\d[.,，])((?:19|20)\d{{2}})(?=年|$|(?!{_COUNTED}|{_RANGE})[^\d〕\])）])")
# People come from there or travel there; no document that is published here is of these places.
_WITHOUT_RULES_HERE = ("香港特别行政区", "澳门特别行政区", "台湾省")
_TITLE = re.compile(r"《((?:[^《》]|《[^《》]{1,100}》){1,200})》")


def find_codes(text: str) -> tuple[str, ...]:
    """Matter codes and other long identifiers in the text, upper case."""
    return tuple(match.group().upper() for match in _CODE.finditer(text))


def find_years(text: str) -> tuple[int, ...]:
    """Years named as such ("2024年", "2024年度"), not those inside document numbers."""
    return tuple(dict.fromkeys(int(year) for year in _YEAR.findall(text)))


def titles_in(text: str) -> tuple[str, ...]:
    """Titles in book marks, without them, in the order named."""
    return tuple(_TITLE.findall(text))


def find_regions(text: str) -> tuple[str, ...]:
    """The places a text names, see Gazetteer.named_in, but for those that have no rules here."""
    return tuple(place for place in shipped_gazetteer().named_in(text) if not place.startswith(_WITHOUT_RULES_HERE))


def understand(text: str, *, cues: Cues, vocabulary: Vocabulary) -> Understanding:
    """Everything a question says by itself; follow-ups are completed before (bot/steps/follow_up.py)."""
    text = cues.bare(text)
    plain = normalise(text)
    named = cues.named.asked_about(plain)
    return Understanding(
        text=text,
        # The words of a title ask for nothing: 《…资格认定办法》还有效吗, 行政处罚法废止了吗.
        aspects=cues.aspects(_TITLE.sub(" ", plain.replace(named, " ") if named else plain)),
        numbers=tuple(number for number, _, _ in find_numbers(text)),
        codes=find_codes(text),
        regions=find_regions(plain),
        years=find_years(plain),
        named=named,
        expansions=tuple(vocabulary.expansions(text)),
    )
