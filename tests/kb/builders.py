"""Valid readings of made-up documents, so that a test says only what matters to it."""

import hashlib
from datetime import UTC, datetime

from kb.catalogue import Incoming
from kb.documents import (
    Claim,
    Clause,
    DocumentKind,
    Fact,
    Origin,
    PassageDraft,
    PassageKind,
    PublicationState,
    Reading,
    Relation,
    RelationKind,
)

NOW = datetime(2026, 6, 1, 4, 0, tzinfo=UTC)

ALLOWANCE = ("第一条 本市低保标准为每人每月1309元。", "第二条 由市民政局负责解释。")


def measure(
    *,
    key: str = "allowance.txt",
    title: str = "关于最低生活保障标准的通知",
    number: str | None = "某民规字〔2025〕2号",
    paragraphs: tuple[str, ...] = ALLOWANCE,
    facts: dict[Fact, str] | None = None,
    relations: tuple[Relation, ...] = (),
    kind: DocumentKind = DocumentKind.POLICY,
    context: str = "",
    origin: Origin = Origin.TEXT,
) -> Reading:
    """A document of one passage and one clause a paragraph."""
    text = "\n".join(paragraphs)
    spans = _spans(paragraphs)
    stated = {Fact.TITLE: title} | ({Fact.DOCUMENT_NUMBER: number} if number else {}) | (facts or {})
    digest = hashlib.sha256(f"{text}|{stated}|{relations}|{context}".encode()).hexdigest()
    return Reading(
        key=key,
        kind=kind,
        text=text,
        source_digest=digest,
        media_type="text/plain",
        claims=tuple(Claim(fact, value, origin, evidence=value) for fact, value in stated.items()),
        clauses=tuple(Clause((f"第{i}条",), ("",), start, end) for i, (start, end) in enumerate(spans, 1)),
        passages=tuple(PassageDraft(PassageKind.PROSE, (), start, end, context=context) for start, end in spans),
        relations=relations,
    )


def repeal(number: str | None = None, *, title: str = "", from_day: str | None = None) -> Relation:
    """“…同时废止”, said in the first characters of the text."""
    return Relation(RelationKind.REPEALS, number, title, "原通知同时废止。", 0, 4, from_day)


def interpretation(
    number: str | None = "某民规字〔2025〕2号", *, title: str = "", key: str = "why", **facts: str
) -> Reading:
    """An interpretation of the document of this number or title, as pages name both. facts: by their keys."""
    explains = Relation(RelationKind.INTERPRETS, number, title, "政策解读", 0, 4)
    stated = {Fact(name): value for name, value in facts.items()}
    return measure(
        key=key,
        title=f"{key}政策解读",
        number=None,
        paragraphs=("标准每月多少，这里说明。",),
        facts={Fact.INTERPRETS: number or title} | stated,
        relations=(explains,),
        kind=DocumentKind.INTERPRETATION,
    )


def incoming(reading: Reading, *, state: PublicationState = PublicationState.PUBLISHED) -> Incoming:
    return Incoming(reading, name=reading.key, state=state)


def _spans(paragraphs: tuple[str, ...]) -> list[tuple[int, int]]:
    spans, at = [], 0
    for paragraph in paragraphs:
        spans.append((at, at + len(paragraph)))
        at += len(paragraph) + 1
    return spans
