"""Rows into values and back, one place for how each value is written down."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Row

from kb.cards import MadeClaim, Version
from kb.documents import Claim, Clause, Fact, Origin, PassageDraft, PassageKind, Relation, RelationKind
from kb.passages import Passage, passage_id, text_digest
from kb.tables import ClaimRow, ClauseRow, PassageRow, RelationRow, VersionRow

_NOT_COMPARED = re.compile(r"[\s《》〈〉<>“”\"'‘’]+")

# Who forwards (转发) the text of another did not make it. The last 的 counts: 关于印发关于促进就业的意见的通知.
_ISSUED = re.compile(r"(?:印发|发布|公布)(.+)的(?:通知|公告|通告|决定|命令|函|意见)")


def title_key(title: str) -> str:
    """The form in which titles are compared: no blanks, book marks or quotes, a law without the country's name."""
    folded = _NOT_COMPARED.sub("", unicodedata.normalize("NFKC", title)).lower()
    return folded.removeprefix("中华人民共和国") or folded


def issued_key(title: str) -> str | None:
    """The key of what a notice issues, None for what is no such notice: 关于印发《…办法》的通知."""
    issued = _ISSUED.search(title_key(title))
    return issued[1] if issued else None


def claim_row(claim: Claim, *, document_id: str, version_id: str | None, made: MadeClaim) -> ClaimRow:
    """A new row; version_id None for what an editor says."""
    return ClaimRow(
        document_id=document_id,
        version_id=version_id,
        fact=claim.fact.value,
        value=claim.value,
        origin=claim.origin.value,
        evidence=claim.evidence,
        start=claim.start,
        end=claim.end,
        made_by=made.made_by,
        reason=made.reason,
        made_at=made.made_at,
    )


# What claim_from reads, for queries that spare the making of row objects.
CLAIM_COLUMNS = (
    ClaimRow.fact,
    ClaimRow.value,
    ClaimRow.origin,
    ClaimRow.evidence,
    ClaimRow.start,
    ClaimRow.end,
)


def claim_value(row: ClaimRow) -> Claim:
    return Claim(Fact(row.fact), row.value, Origin(row.origin), row.evidence, row.start, row.end)


# Any: the values of CLAIM_COLUMNS in their order, of several types.
def claim_from(values: Sequence[Any]) -> Claim:
    fact, value, origin, evidence, start, end = values
    return Claim(Fact(fact), value, Origin(origin), evidence, start, end)


def made_claim(row: ClaimRow) -> MadeClaim:
    return MadeClaim(claim_value(row), row.made_at, row.made_by, row.reason)


def version_value(row: VersionRow) -> Version:
    return Version(
        row.id, row.document_id, row.number, row.source_digest, row.media_type, row.name, row.text, row.created_at
    )


def clause_rows(document_id: str, clauses: Sequence[Clause]) -> list[ClauseRow]:
    return [
        ClauseRow(
            document_id=document_id,
            ordinal=ordinal,
            labels=_listed(clause.labels),
            headings=_listed(clause.headings),
            start=clause.start,
            end=clause.end,
            unit=clause.unit,
            page=clause.page,
        )
        for ordinal, clause in enumerate(clauses)
    ]


# What clause_value reads, for queries that spare the making of row objects.
CLAUSE_COLUMNS = (
    ClauseRow.labels,
    ClauseRow.headings,
    ClauseRow.start,
    ClauseRow.end,
    ClauseRow.unit,
    ClauseRow.page,
)


# Any: a row of CLAUSE_COLUMNS has their names and no static type.
def clause_value(row: ClauseRow | Row[*tuple[Any, ...]]) -> Clause:
    return Clause(
        tuple(json.loads(row.labels)), tuple(json.loads(row.headings)), row.start, row.end, row.unit, row.page
    )


def relation_row(document_id: str, relation: Relation) -> RelationRow:
    return RelationRow(
        document_id=document_id,
        kind=relation.kind.value,
        target_number=relation.target_number,
        target_title=relation.target_title,
        target_key=title_key(relation.target_title),
        evidence=relation.evidence,
        start=relation.start,
        end=relation.end,
        from_day=relation.from_day,
    )


def relation_value(row: RelationRow) -> Relation:
    return Relation(
        RelationKind(row.kind), row.target_number, row.target_title, row.evidence, row.start, row.end, row.from_day
    )


def passages_of(document_id: str, version_id: str, text: str, drafts: Iterable[PassageDraft]) -> list[Passage]:
    """The drafts with the words of their spans and ids that outlive unchanged new versions."""
    seen: dict[tuple[str, str], int] = {}
    passages = []
    for ordinal, draft in enumerate(drafts):
        words = text[draft.start : draft.end]
        occurrence = seen.get((draft.context, words), 0)
        seen[(draft.context, words)] = occurrence + 1
        identity = passage_id(document_id, context=draft.context, text=words, occurrence=occurrence)
        passages.append(
            Passage(
                identity,
                document_id,
                version_id,
                ordinal,
                draft.kind,
                draft.labels,
                words,
                draft.start,
                draft.end,
                draft.context,
                draft.header,
                draft.element,
                draft.page,
            )
        )
    return passages


def passage_row(passage: Passage) -> PassageRow:
    header_start, header_end = passage.header or (None, None)
    return PassageRow(
        id=passage.id,
        document_id=passage.document_id,
        version_id=passage.version_id,
        ordinal=passage.ordinal,
        kind=passage.kind.value,
        labels=_listed(passage.labels),
        text=passage.text,
        start=passage.start,
        end=passage.end,
        context=passage.context,
        header_start=header_start,
        header_end=header_end,
        element=passage.element,
        page=passage.page,
        digest=text_digest(passage.indexed_text),
    )


# What passage_from reads, for queries that spare the making of row objects: a hundred passages a question count.
PASSAGE_COLUMNS = (
    PassageRow.id,
    PassageRow.document_id,
    PassageRow.version_id,
    PassageRow.ordinal,
    PassageRow.kind,
    PassageRow.labels,
    PassageRow.text,
    PassageRow.start,
    PassageRow.end,
    PassageRow.context,
    PassageRow.header_start,
    PassageRow.header_end,
    PassageRow.element,
    PassageRow.page,
)


def passage_value(row: PassageRow) -> Passage:
    return passage_from([getattr(row, column.key) for column in PASSAGE_COLUMNS])


# Any: the values of PASSAGE_COLUMNS in their order, of several types.
def passage_from(values: Sequence[Any]) -> Passage:
    identity, document, version, ordinal, kind, labels, text, start, end, context, *header, element, page = values
    return Passage(
        identity,
        document,
        version,
        ordinal,
        PassageKind(kind),
        tuple(json.loads(labels)),
        text,
        start,
        end,
        context,
        None if None in header else (header[0], header[1]),
        element,
        page,
    )


def _listed(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False)
