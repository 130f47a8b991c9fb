"""Are the facts of a page read right? Each fact that a record states as truth against what its original page gave.

Only the page is read: the record's own fields are held back and serve as the truth.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from evals.forms import SourceDocument
from evals.measures import plain
from ingestion.blocks import ReadDocument
from ingestion.dates import find_day
from ingestion.errors import IngestionError
from ingestion.interpreting import interpret
from ingestion.own_number import parse_number
from kb.documents import Fact, current_values

# The fields that state the truth, in the records we know.
TRUTHS: Mapping[str, Fact] = {
    "title": Fact.TITLE,
    "doc_no": Fact.DOCUMENT_NUMBER,
    "issuer": Fact.ISSUING_BODY,
    "issuing_body": Fact.ISSUING_BODY,
    "index_no": Fact.INDEX_NUMBER,
    "written": Fact.WRITTEN_ON,
    "written_on": Fact.WRITTEN_ON,
    "published": Fact.PUBLISHED_ON,
    "published_on": Fact.PUBLISHED_ON,
    "pub_date": Fact.PUBLISHED_ON,
    "topic": Fact.TOPIC,
}
_DAYS = (Fact.WRITTEN_ON, Fact.PUBLISHED_ON)


@dataclass(frozen=True, slots=True)
class Compared:
    """One fact of one document: what is true, what was found, and whether they are the same."""

    document: str
    fact: Fact
    truth: str
    found: str
    is_right: bool


def compare(
    documents: Sequence[SourceDocument], truths: Mapping[str, Mapping[str, object]], *, tick: Callable[[], None]
) -> list[Compared]:
    """Every fact with a stated truth. truths: record name -> further fields known to be true, such as dates."""
    rows: list[Compared] = []
    for document in documents:
        stated = {**document.record, **truths.get(document.name, {})}
        found = _facts(document)
        for field, fact in TRUTHS.items():
            truth = str(stated.get(field) or "").strip()
            if truth:
                value = found.get(fact, "")
                rows.append(Compared(document.name, fact, truth, value, _same(fact, truth, value)))
        tick()
    return rows


def summarise(rows: Sequence[Compared]) -> dict[str, float]:
    """Share right of every fact that any record states, and of all together."""
    figures = {"n": float(len({row.document for row in rows}))}
    for fact in dict.fromkeys(row.fact for row in rows):
        own = [row.is_right for row in rows if row.fact is fact]
        figures[fact.value] = sum(own) / len(own)
    figures["all"] = sum(row.is_right for row in rows) / len(rows) if rows else 0.0
    return figures


def _facts(document: SourceDocument) -> dict[Fact, str]:
    page = ReadDocument(document.read.blocks, document.read.media_type, document.read.head)
    try:
        reading = interpret(page, key=document.name, source_digest=document.digest, url=None)
    except IngestionError:
        return {}
    return {fact: claim.value for fact, claim in current_values(reading.claims).items()}


def _same(fact: Fact, truth: str, found: str) -> bool:
    if fact in _DAYS:
        day = find_day(truth)
        return day is not None and day.isoformat() == found
    if fact is Fact.DOCUMENT_NUMBER:
        number = parse_number(truth)
        return (str(number) if number else truth) == found
    if fact is Fact.ISSUING_BODY:
        # Joint issuers are joined by blanks here and by commas there; none may be missing.
        return _bodies(truth) == _bodies(found)
    return plain(truth) == plain(found)


def _bodies(text: str) -> frozenset[str]:
    return frozenset(re.split(r"[\s、,，;；]+", text.strip()))
