"""Whether a service guide is complete and says what it means (R§4.4, 4.5, 4.8): pure functions over its elements."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kb.documents import GUIDE_ELEMENTS, Clause

_NUMBER = re.compile(r"(\d{1,4})\s*(?:[(（]?\s*(?:个)?\s*(工作日|自然日|日|天|小时|分钟))?")
_AT_ONCE = re.compile(r"即(?:时|来)?办|当场|即时|马上")
_CALENDAR_DAYS_PER_WORKDAY = 7 / 5


@dataclass(frozen=True, slots=True)
class GuideFault:
    """Something that is wrong with a guide. code: of its rule in guides.toml; words: what stands there, "" if nothing.

    sentence: what people read.
    """

    code: str
    element: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much of what must be published is: score 0..1 over the mandatory elements; missing as element keys.

    is_deficient: so many of the inspection's key elements are missing that the matter counts against the site (R§4.5).
    """

    score: float
    missing: tuple[str, ...]
    missing_key: tuple[str, ...]
    is_deficient: bool


@dataclass(frozen=True, slots=True)
class GuideRules:
    """guides.toml: which elements must be there, and which words say nothing."""

    mandatory: tuple[str, ...]
    key: tuple[str, ...]
    deficient_from: int
    never_empty: tuple[str, ...]
    vague: tuple[tuple[str, re.Pattern[str], tuple[str, ...]], ...]
    sentences: Mapping[str, str]


def elements_of(text: str, clauses: tuple[Clause, ...]) -> dict[str, str]:
    """The elements of a stored guide by key, from its text and the clauses that name them."""
    keys = {label: key for key, label in GUIDE_ELEMENTS.items()}
    found = {keys[c.labels[0]]: text[c.start : c.end] for c in clauses if c.labels and c.labels[0] in keys}
    return {key: words for key, words in found.items() if words.strip()}


def completeness(elements: Mapping[str, str], *, rules: GuideRules | None = None) -> Completeness:
    """What is missing of what must be published."""
    held = rules or guide_rules()
    missing = tuple(key for key in held.mandatory if not elements.get(key, "").strip())
    missing_key = tuple(key for key in held.key if not elements.get(key, "").strip())
    score = 1 - len(missing) / len(held.mandatory)
    return Completeness(score, missing, missing_key, len(missing_key) >= held.deficient_from)


def faults_of(elements: Mapping[str, str], *, rules: GuideRules | None = None) -> list[GuideFault]:
    """What leaves the citizen in doubt: vague demands, empty fee, time or contact, limits that contradict."""
    held = rules or guide_rules()
    faults = [_fault(held, "empty", key, "") for key in held.never_empty if not elements.get(key, "").strip()]
    for code, pattern, keys in held.vague:
        for key in keys or tuple(elements):
            faults += [_fault(held, code, key, match.group()) for match in pattern.finditer(elements.get(key, ""))]
    statutory, promised = (workdays_in(elements.get(f"{which}_limit", "")) for which in ("statutory", "promised"))
    if statutory is not None and promised is not None and promised > statutory:
        faults.append(_fault(held, "promise_too_long", "promised_limit", elements["promised_limit"]))
    return faults


def workdays_in(words: str) -> float | None:
    """The length of a limit in working days: 20(工作日) is 20, 即办 0; None when it says no length."""
    if _AT_ONCE.search(words):
        return 0.0
    match = _NUMBER.search(words)
    if match is None:
        return None
    count, unit = int(match[1]), match[2] or "工作日"
    if unit in ("小时", "分钟"):
        return 0.0 if unit == "分钟" or count <= 8 else count / 24
    return count / _CALENDAR_DAYS_PER_WORKDAY if unit in ("自然日", "日", "天") else float(count)


@cache
def guide_rules() -> GuideRules:
    """The shipped rules."""
    table = tomllib.loads(files("governance").joinpath("guides.toml").read_text("utf-8"))
    vague = tuple((code, re.compile(row["words"]), tuple(row["elements"])) for code, row in table["vague"].items())
    return GuideRules(
        mandatory=tuple(table["mandatory"]),
        key=tuple(table["key"]),
        deficient_from=table["deficient_from"],
        never_empty=tuple(table["never_empty"]),
        vague=vague,
        sentences=table["sentence"],
    )


def _fault(rules: GuideRules, code: str, element: str, words: str) -> GuideFault:
    sentence = rules.sentences[code].format(element=GUIDE_ELEMENTS[element], words=words)
    return GuideFault(code, element, words, sentence)
