"""What the reader learns from: questions.jsonl beside the passages of the demo corpus and of documents.jsonl."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text

from kb.sentences import Span, parts

QUESTIONS = Path(__file__).with_name("questions.jsonl")
# Written for this, in the language of news and notices, which the demo corpus has little of.
INVENTED = Path(__file__).with_name("documents.jsonl")
# One document in ten is kept for measuring.
HELD_OUT = 10


@dataclass(frozen=True)
class Passage:
    """A passage of prose with its parts. document: its key in the home."""

    id: str
    document: str
    text: str
    context: str
    spans: tuple[Span, ...]

    @property
    def is_held_out(self) -> bool:
        return int(hashlib.md5(self.document.encode()).hexdigest(), 16) % HELD_OUT == 0

    @property
    def is_invented(self) -> bool:
        return self.document.startswith(f"{INVENTED.name}#")


@dataclass(frozen=True)
class Example:
    """A question and the places of the parts that answer it; none where the passage does not."""

    passage: Passage
    question: str
    answer: frozenset[int]


def passages(homes: Sequence[Path]) -> list[Passage]:
    """All prose of the homes, guides left out."""
    return [passage for home in homes for passage in _passages(home)]


def _passages(home: Path) -> list[Passage]:
    engine = create_engine(f"sqlite:///{home / 'jiedu.db'}")
    query = text(
        "select p.id, d.key, p.text, p.context from passages p"
        " join documents d on d.id = p.document_id and d.version_id = p.version_id"
        " where d.kind != 'guide' and p.kind = 'prose' order by d.key, p.ordinal"
    )
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    found = [Passage(row[0], row[1], row[2], row[3], tuple(parts(row[2]))) for row in rows]
    return [passage for passage in found if passage.spans]


def articles(path: Path) -> list[Passage]:
    """Articles of law, one a line, in the form of STARD: name ("民法典第五十四条") and text."""
    found = []
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        law, mark, number = row["name"].partition("第")
        spans = tuple(parts(row["text"]))
        if spans:
            found.append(Passage(str(row["id"]), f"law:{law}", row["text"], f"{law}\n{mark}{number}", spans))
    return found


def written(pool: Sequence[Passage]) -> Iterator[Example]:
    """The questions people wrote, with the parts that lie in their answers.

    Raises SystemExit naming the document whose passage is not in the pool.
    """
    by_id = {passage.id: passage for passage in pool}
    for line in QUESTIONS.read_text("utf-8").splitlines():
        row = json.loads(line)
        passage = by_id.get(row["passage"])
        if passage is None:
            raise SystemExit(
                f"{row['document']}: passage {row['passage']} is in none of the homes; make them as README says"
            )
        yield Example(passage, row["question"], frozenset(_places(passage, row["answer"])))


def _places(passage: Passage, answers: list[str]) -> Iterator[int]:
    for answer in answers:
        start = passage.text.index(answer)
        for place, span in enumerate(passage.spans):
            if start <= span.start and span.end <= start + len(answer):
                yield place
