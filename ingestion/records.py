"""Structured records (JSON Lines, spreadsheets, one a row): their fields as claims, their text as blocks.

Fields are known by the names our sources use and by the Chinese words an office would write over a column.
"""

import re
from collections.abc import Mapping

from ingestion.blocks import Block
from ingestion.dates import find_day
from ingestion.heads import LABELS
from ingestion.lines import paragraphs
from ingestion.own_number import enacting_order, parse_number
from kb.documents import Claim, Fact, Origin, Validity

_FIELDS: dict[str, Fact] = {
    "title": Fact.TITLE,
    "law": Fact.TITLE,
    "name": Fact.TITLE,
    "doc_no": Fact.DOCUMENT_NUMBER,
    "issuer": Fact.ISSUING_BODY,
    "issuing_body": Fact.ISSUING_BODY,
    "drafting_unit": Fact.DRAFTING_UNIT,
    "responsible_unit": Fact.RESPONSIBLE_UNIT,
    "phone": Fact.PHONE,
    "index_no": Fact.INDEX_NUMBER,
    "topic": Fact.TOPIC,
    "category": Fact.TOPIC,
    "region": Fact.REGION,
    "place": Fact.REGION,
    "date": Fact.WRITTEN_ON,
    "written": Fact.WRITTEN_ON,
    "written_on": Fact.WRITTEN_ON,
    "version": Fact.PUBLISHED_ON,
    "publish": Fact.PUBLISHED_ON,
    "published": Fact.PUBLISHED_ON,
    "published_on": Fact.PUBLISHED_ON,
    "pub_date": Fact.PUBLISHED_ON,
    "effective": Fact.EFFECTIVE_ON,
    "effective_on": Fact.EFFECTIVE_ON,
    "expires_on": Fact.EXPIRES_ON,
    "status": Fact.VALIDITY,
    "validity": Fact.VALIDITY,
    "disclosure": Fact.DISCLOSURE,
    "interprets": Fact.INTERPRETS,
    "url": Fact.URL,
    "适用地区": Fact.REGION,
    "链接": Fact.URL,
    "解读对象": Fact.INTERPRETS,
    "联系电话": Fact.PHONE,
    **LABELS,
}
_DAYS = {Fact.WRITTEN_ON, Fact.PUBLISHED_ON, Fact.EFFECTIVE_ON, Fact.EXPIRES_ON}
_STATES = {
    "active": Validity.IN_FORCE,
    "有效": Validity.IN_FORCE,
    "现行有效": Validity.IN_FORCE,
    "repealed": Validity.REPEALED,
    "废止": Validity.REPEALED,
    "expired": Validity.EXPIRED,
    "失效": Validity.EXPIRED,
    "无效": Validity.EXPIRED,
    "amended": Validity.AMENDED,
    "修改": Validity.AMENDED,
    "not_yet": Validity.NOT_YET_IN_FORCE,
    "尚未生效": Validity.NOT_YET_IN_FORCE,
}
_EMPTY = {"", "无", "暂无", "-", "—", "/", "null", "None"}
_TEXT_FIELDS = ("text", "正文", "content", "内容")


def words_of(value: object) -> str:
    """A field as text, several values one a line; "" for what means empty (无)."""
    if isinstance(value, (list, tuple)):
        return "\n".join(filter(None, (words_of(item) for item in value)))
    words = "" if value is None else str(value).strip()
    return "" if words in _EMPTY else words


def claim_of(fact: Fact, value: str, origin: Origin, evidence: str) -> Claim | None:
    """A claim in the form its fact is kept in: days as ISO, numbers normalised, states known; None when it is not."""
    if fact in _DAYS:
        day = find_day(value)
        return Claim(fact, day.isoformat(), origin, evidence) if day else None
    if fact is Fact.DOCUMENT_NUMBER:
        number = parse_number(value)
        return Claim(fact, str(number), origin, evidence) if number else None
    if fact is Fact.VALIDITY:
        state = next((s for s in Validity if s.value == value), _STATES.get(value))
        return Claim(fact, state.value, origin, evidence) if state else None
    if fact is Fact.DISCLOSURE:
        stated = re.match(r"主动公开|依申请公开|不予公开|不公开", value)
        return Claim(fact, stated[0].replace("不公开", "不予公开"), origin, evidence) if stated else None
    if fact is Fact.ISSUING_BODY:
        value = re.sub(r"\s*[,，;；]\s*", " ", value)
    return Claim(fact, re.sub(r"\s+", " ", value), origin, evidence)


def record_claims(record: Mapping[str, object]) -> list[Claim]:
    """What the fields of a document's record say; fields of other meaning are left alone."""
    claims = []
    for name, value in record.items():
        fact, words = _FIELDS.get(name), words_of(value)
        if fact and words and not (name == "version" and record.get("publish")):
            claims.append(claim_of(fact, words, Origin.RECORD, f"{name}: {words}"))
    claims.append(_number_from_history(record))
    return [claim for claim in claims if claim is not None]


def history_of(record: Mapping[str, object]) -> list[str]:
    """The entries of a regulation's history (通过, 公布, 修订), oldest first."""
    history = record.get("history")
    return [str(entry) for entry in history] if isinstance(history, list) else []


def record_blocks(record: Mapping[str, object]) -> tuple[Block, ...]:
    """The record's text as blocks, for a record whose reader made none."""
    return tuple(paragraphs(next((words_of(record[name]) for name in _TEXT_FIELDS if record.get(name)), "")))


def _number_from_history(record: Mapping[str, object]) -> Claim | None:
    enacted = enacting_order(history_of(record))
    return Claim(Fact.DOCUMENT_NUMBER, str(enacted[0]), Origin.RECORD, enacted[1]) if enacted else None
