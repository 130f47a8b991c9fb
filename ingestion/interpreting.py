"""From what a reader yielded to a Reading: text, clauses, facts, passages and relations of one document.

Pure: the same input gives the same Reading; nothing is read, written or looked up.
"""

import re

from ingestion.blocks import Block, ReadDocument
from ingestion.errors import Unreadable
from ingestion.guides import guide_reading, is_guide
from ingestion.heads import split_head
from ingestion.lines import Line, lay_out
from ingestion.metadata import Source, find_claims
from ingestion.records import history_of, record_blocks, words_of
from ingestion.relations import amending, find_relations, interpreted
from ingestion.splitting import name_passage, split
from ingestion.structure import find_clauses
from ingestion.validity_clauses import foreign_changes
from kb.documents import (
    Claim,
    Clause,
    DocumentKind,
    Fact,
    Origin,
    Reading,
    Relation,
    RelationKind,
    current_values,
)

_INTERPRETATION = re.compile(
    r"(?:解读|图解|一图读懂.*|政策问答)(?:[（(].{1,20}[)）])?$|^(?:【[^】]*解读】|解读\s*[《|丨:：]|一图读懂)|《[^》]+》.{0,6}(?:政策)?(?:解读|图解)"
)
_LAW_TITLE = re.compile(r"(?:(?<![办做])法|条例)(?:[（(].{1,30}[)）])?$|第.+条(?:之.+)?$")
_ARTICLE_NAME = re.compile(
    r"(?P<law>.+?)(?P<article>第[一二三四五六七八九十百千零〇]+条(?:之[一二三四五六七八九十]+)?)$"
)
_ISSUED = re.compile(r"(?:印发|公布|发布|转发)(?:《([^》]+)》|([^《》]{4,60}?))的(?:通知|公告|决定|函|意见)")


def interpret(read: ReadDocument, *, key: str, source_digest: str, url: str | None) -> Reading:
    """The document as it will be stored.

    Raises Unreadable when there are no words in it.
    """
    if read.record is not None and is_guide(read.record):
        return guide_reading(read.record, key=key, media_type=read.media_type, source_digest=source_digest, url=url)
    blocks = read.blocks or (record_blocks(read.record) if read.record else ())
    head, text, lines = _read_in(blocks, read.head)
    if not text:
        raise Unreadable(f"{key}：没有可读的文字")
    claims = find_claims(Source(text, lines, head, read.record, url))
    values = {fact: claim.value for fact, claim in current_values(claims).items()}
    title = values.get(Fact.TITLE, "")
    kind = _kind(read, values, text)
    clauses = _article_clause(title, text) or find_clauses(text, lines)
    relations = _relations(read, kind, text, values)
    synonyms = _synonyms(title)
    return Reading(
        key=key,
        kind=kind,
        text=text,
        source_digest=source_digest,
        media_type=read.media_type,
        claims=(*claims, *_interprets(kind, relations)),
        clauses=clauses,
        passages=(name_passage(text, title=title, synonyms=synonyms), *split(text, lines, clauses, title=title)),
        relations=relations,
        synonyms=synonyms,
    )


def _read_in(blocks: tuple[Block, ...], found: dict[str, str]) -> tuple[dict[str, str], str, list[Line]]:
    """The head with what the reader found in it, and text and lines of the rest."""
    printed, body = split_head(blocks)
    text, lines = lay_out(body)
    return {**printed, **found}, text, lines


def _kind(read: ReadDocument, values: dict[Fact, str], text: str) -> DocumentKind:
    title, record = values.get(Fact.TITLE, ""), read.record or {}
    if _INTERPRETATION.search(title) or words_of(record.get("kind")) in ("政策解读", "解读", "interpretation"):
        return DocumentKind.INTERPRETATION
    has_articles = bool(re.search(r"(?:^|\n)\s*第一条", text))
    if "law" in record or "articles" in record or (_LAW_TITLE.search(title) and (has_articles or "name" in record)):
        return DocumentKind.LAW
    if has_articles and history_of(record):
        return DocumentKind.LAW
    ordered = re.search(r"令(?:\d{4}年)?第", values.get(Fact.DOCUMENT_NUMBER, ""))
    return DocumentKind.LAW if ordered and has_articles else DocumentKind.POLICY


def _article_clause(title: str, text: str) -> tuple[Clause, ...]:
    """One article that came as a document of its own (中华人民共和国民法典第五十四条)."""
    named = _ARTICLE_NAME.fullmatch(title)
    if named is None:
        return ()
    return (Clause((named["article"],), ("",), 0, len(text)),)


def _relations(read: ReadDocument, kind: DocumentKind, text: str, values: dict[Fact, str]) -> tuple[Relation, ...]:
    title = values.get(Fact.TITLE, "")
    if kind is DocumentKind.INTERPRETATION:
        explained = _stated_target(values, title) or interpreted(text, title)
        return (explained,) if explained else ()
    relations = find_relations(text, title=title, own_number=values.get(Fact.DOCUMENT_NUMBER))
    changed = [r for a, b in foreign_changes(text, (title, *_synonyms(title))) for r in amending(text, a, b)]
    return (*relations, *changed, *_earlier_version(read, title, values))


def _stated_target(values: dict[Fact, str], title: str) -> Relation | None:
    target = values.get(Fact.INTERPRETS)
    if not target:
        return None
    is_number = bool(re.search(r"\d+号$", target))
    return Relation(RelationKind.INTERPRETS, target if is_number else None, "" if is_number else target, title, 0, 0)


def _earlier_version(read: ReadDocument, title: str, values: dict[Fact, str]) -> tuple[Relation, ...]:
    """A regulation whose history says it was changed on the day of this version replaces its older wording.

    The target bears the same title: whoever resolves it must look for another document of that name.
    """
    version = values.get(Fact.PUBLISHED_ON)
    changed = [entry for entry in history_of(read.record or {}) if re.search(r"修[正订改]", entry)]
    if not changed or not version:
        return ()
    return (Relation(RelationKind.AMENDS, None, title, changed[-1], 0, 0, from_day=version),)


def _interprets(kind: DocumentKind, relations: tuple[Relation, ...]) -> tuple[Claim, ...]:
    if kind is not DocumentKind.INTERPRETATION or not relations:
        return ()
    target = relations[0]
    return (Claim(Fact.INTERPRETS, target.target_number or target.target_title, Origin.TEXT, target.evidence),)


def _synonyms(title: str) -> tuple[str, ...]:
    """The name of the document that a notice issues: people ask for that one."""
    issued = _ISSUED.search(title)
    name = (issued[1] or issued[2]).strip() if issued else ""
    return (name,) if name else ()
