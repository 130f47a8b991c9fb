"""What a model wrote, taken apart: single sentences, each with the numbers of the passages it points at."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from kb.sentences import sentences

# Nobody reads more on a phone; what goes beyond was not asked for.
MOST_SENTENCES = 8
LONGEST_SENTENCE = 200
LONGEST_REPLY = 6000

# Some models think aloud before they answer. A thought that never ends leaves no answer.
_THOUGHT = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[-*•·#>]+\s*|\d{1,2}[.、)）](?!\d)\s*|[（(][一二三四五六七八九十\d]{1,2}[)）]\s*)+")
_EMPHASIS = re.compile(r"\*\*|__|`")
_POINTER = re.compile(r"[\[［【〔]\s*(?:段落|来源)?\s*(\d{1,2}(?:\s*[,，、]\s*\d{1,2})*)\s*[\]］】〕]")
_ENDS = "。；;.！!？?，,、：: \t"


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of a model without marks at its end. points_at: passage numbers from 1, as written."""

    sentence: str
    points_at: tuple[int, ...]


def claims_of(reply: str) -> list[Claim]:
    """The sentences of a reply in order; those that point at nothing are among them, with no numbers."""
    text = _THOUGHT.sub("", reply[:LONGEST_REPLY])
    found = [claim for line in text.splitlines() for claim in _of_line(line)]
    return found[:MOST_SENTENCES]


def _of_line(line: str) -> Iterator[Claim]:
    record = _record(line)
    if record is not None:
        yield record
        return
    plain = _EMPHASIS.sub("", _BULLET.sub("", line)).strip()
    begin = 0
    for group in re.finditer(rf"(?:{_POINTER.pattern}\s*)+", plain):
        numbers = tuple(
            int(number) for marks in _POINTER.findall(group.group()) for number in re.findall(r"\d+", marks)
        )
        yield from _sentences_of(plain[begin : group.start()], numbers)
        begin = group.end()
    yield from _sentences_of(plain[begin:], ())


def _sentences_of(text: str, numbers: tuple[int, ...]) -> Iterator[Claim]:
    """The sentences before a pointer all rest on it; each is checked by itself."""
    text = text.strip(_ENDS)
    for span in sentences(text):
        sentence = span.of(text).strip(_ENDS)
        if sentence:
            yield Claim(sentence, numbers if len(sentence) <= LONGEST_SENTENCE else ())


def _record(line: str) -> Claim | None:
    """A line of JSON, as models write that were taught to: {"sentence": "…", "passages": [1]}."""
    if not line.lstrip().startswith("{"):
        return None
    try:
        row = json.loads(line.strip().rstrip(","))
    except ValueError:
        return None
    sentence, numbers = row.get("sentence") or row.get("text"), row.get("passages", [])
    if not isinstance(sentence, str) or not isinstance(numbers, list):
        return None
    whole = tuple(number for number in numbers if isinstance(number, int) and not isinstance(number, bool))
    stripped = sentence.strip(_ENDS)
    return Claim(stripped, whole if len(stripped) <= LONGEST_SENTENCE else ())
