"""A big knowledge base out of a real one: new passages of real sentences, with vectors near real vectors.

What is measured on it is speed and memory; the words are real words in real proportions, the documents are not real.
"""

import hashlib
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy import insert

from kb.database import Database
from kb.documents import Claim, Clause, DocumentKind, Fact, Origin, PassageDraft, PassageKind, Reading
from kb.embedding import Vector
from kb.passages import Passage, text_digest
from kb.sentences import sentences
from kb.tables import VectorRow

PASSAGES_A_DOCUMENT = 20
# Half of a new passage is that of a real one, so that its vector may stay near the real one's.
_KEPT_SHARE = 0.5
# Gives a cosine of about 0.93 to the real vector, as between passages on one matter.
_NOISE = 0.4


@dataclass(frozen=True, slots=True)
class Made:
    """A document out of recombined sentences, and the vectors of its passages by digest of the indexed words."""

    reading: Reading
    vectors: Mapping[str, Vector]


def recombine(passages: Sequence[Passage], vectors: Mapping[str, Vector], *, count: int, seed: int) -> Iterator[Made]:
    """Documents with together this many passages. vectors: of the passages, by text_digest of their indexed text."""
    choice = random.Random(seed)  # noqa: S311 - test data, no secret
    noise = np.random.default_rng(seed)
    prose = [passage for passage in passages if passage.kind is not PassageKind.NAME and passage.text.strip()]
    cut = {passage.id: [span.of(passage.text) for span in sentences(passage.text)] for passage in prose}
    done = 0
    while done < count:
        size = min(PASSAGES_A_DOCUMENT, count - done)
        bases = [choice.choice(prose) for _ in range(size)]
        texts = [_mixed(cut[base.id], cut[choice.choice(prose).id], choice) for base in bases]
        yield _document(done, bases, texts, vectors, noise)
        done += size


def keep_vectors(database: Database, embedder: str, made: Sequence[Made]) -> None:
    """The vectors count as this embedder's, so that indexing finds them made."""
    rows = [
        {"embedder": embedder, "digest": digest, "vector": vector.astype(np.float16).tobytes()}
        for one in made
        for digest, vector in one.vectors.items()
    ]
    with database.writing() as session:
        session.execute(insert(VectorRow).prefix_with("OR IGNORE"), rows)


def _mixed(own: Sequence[str], other: Sequence[str], choice: random.Random) -> str:
    kept = max(round(len(own) * _KEPT_SHARE), 1)
    start = choice.randrange(len(own) - kept + 1)
    added = list(other[: len(own) - kept + 1])
    choice.shuffle(added)
    return "".join([*own[start : start + kept], *added]).replace("\n", "")


def _document(
    number: int,
    bases: Sequence[Passage],
    texts: Sequence[str],
    vectors: Mapping[str, Vector],
    noise: np.random.Generator,
) -> Made:
    title = f"{bases[0].context.partition(chr(10))[0][:60] or '合成文件'}（合成第{number}号）"
    drafts: list[PassageDraft] = []
    made: dict[str, Vector] = {}
    place = 0
    for base, text in zip(bases, texts, strict=True):
        drafts.append(PassageDraft(PassageKind.PROSE, (), place, place + len(text), base.context))
        indexed = f"{base.context}\n{text}" if base.context else text
        made[text_digest(indexed)] = _near(vectors[text_digest(base.indexed_text)], noise)
        place += len(text) + 1
    whole = "\n".join(texts)
    return Made(
        Reading(
            key=f"synthetic:{number}",
            kind=DocumentKind.POLICY,
            text=whole,
            source_digest=hashlib.sha256(f"{number}\n{whole}".encode()).hexdigest(),
            media_type="text/plain",
            claims=(Claim(Fact.TITLE, title, Origin.RECORD, title),),
            clauses=tuple(Clause((f"{n}",), ("",), d.start, d.end) for n, d in enumerate(drafts, start=1)),
            passages=tuple(drafts),
        ),
        made,
    )


def _near(vector: Vector, noise: np.random.Generator) -> Vector:
    step = noise.standard_normal(len(vector)).astype(np.float32)
    moved = vector + _NOISE * step / np.linalg.norm(step)
    return np.asarray(moved / np.linalg.norm(moved), dtype=np.float32)
