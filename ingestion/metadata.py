"""From the head, the record and the words of a document to claims about it, each with its source and evidence.

Nothing is guessed: a fact no source states is absent. What one source says and another contradicts stays in the
set of claims; kb.documents.current_values decides.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from ingestion.contacts import find_phones, find_responsible
from ingestion.dates import find_day
from ingestion.heads import LABELS, META
from ingestion.lines import Line
from ingestion.own_number import OwnNumber, find_own_number, parse_number
from ingestion.records import claim_of, history_of, record_claims
from ingestion.regions import region_of, region_of_title
from ingestion.signatures import Signature, find_signatures, is_full_name, issuers_in_title
from ingestion.titles import clean_title, find_title
from ingestion.validity_clauses import OwnDays, find_effective, find_expiry
from kb.documents import Claim, Fact, Origin, current_values

_DISCLOSURE = (
    (re.compile(r"公开(?:方式|形式|属性|类别)\s*[:：]\s*(主动公开|依申请公开|不予公开|不公开)"), 1),
    (re.compile(r"[（(]\s*(?:此件|本件)(主动公开|公开发布|依申请公开|不予公开|不公开)\s*[)）]"), 1),
)
_DISCLOSURE_WORDS = {"公开发布": "主动公开", "不公开": "不予公开"}
_PRINTED_ON = re.compile(r"([12]\d{3}年\d{1,2}月\d{1,2}日)\s*印发\s*$", re.MULTILINE)
_DRAFTED = re.compile(r"(?:^|\n|[（(])(?:文件)?起草(?:单位|部门)\s*[:：]\s*([^\n）)。；;]{2,60})")
_MOST_PHONES = 2


@dataclass(frozen=True, slots=True)
class Source:
    """What there is to read facts from."""

    text: str
    lines: list[Line]
    head: Mapping[str, str] = field(default_factory=dict)
    record: Mapping[str, object] | None = None
    url: str | None = None


def find_claims(source: Source) -> tuple[Claim, ...]:
    """Every claim the source supports; of one origin and fact the last made counts."""
    stated = [*_head_claims(source.head), *(record_claims(source.record) if source.record else [])]
    title = _title(source, stated)
    values = current_values((*stated, *([title] if title else [])))
    name = values[Fact.TITLE].value if Fact.TITLE in values else ""
    number = find_own_number(source.text, source.lines)
    signatures = find_signatures(source.text, source.lines)
    held = values.get(Fact.DOCUMENT_NUMBER)
    issuer = _issuer(name, number, signatures) or (_organ_of_order(held) if held else None)
    found = [
        title,
        _number_claim(number),
        issuer,
        _written(source, signatures),
        *_disclosure(source.text),
        _drafting(source.text),
    ]
    claims = [*_trusted(stated, issuer, name), *(claim for claim in found if claim)]
    claims.extend(_places(claims, name))
    claims.extend(_contacts(source.text, claims))
    claims.extend(_term(source, claims, name))
    if source.url:
        claims.append(Claim(Fact.URL, source.url, Origin.HEAD, "url"))
    return tuple(claims)


def _head_claims(head: Mapping[str, str]) -> list[Claim]:
    claims = []
    # What the page prints for people counts more than its meta tags: those come first.
    for label in sorted(head, key=lambda name: not name.startswith("meta:")):
        squeezed = label if label.startswith("meta:") else re.sub(r"\s", "", label)
        fact = META.get(squeezed) or LABELS.get(squeezed)
        value = head[label].strip()
        if fact and value and value not in ("无", "-", "—"):
            made = claim_of(
                fact, clean_title(value) if fact is Fact.TITLE else value, Origin.HEAD, f"{squeezed}：{value}"
            )
            claims.extend([made] if made else [])
    return claims


def _title(source: Source, stated: list[Claim]) -> Claim | None:
    held = current_values(tuple(stated)).get(Fact.TITLE)
    if held is not None:
        cleaned = clean_title(held.value)
        at = source.text.find(cleaned)
        return Claim(
            Fact.TITLE, cleaned, held.origin, held.evidence, *((at, at + len(cleaned)) if at >= 0 else (None, None))
        )
    found = find_title(source.lines)
    if not found or not found[0]:
        return None
    return Claim(Fact.TITLE, found[0], Origin.TEXT, source.text[found[1] : found[2]], found[1], found[2])


def _number_claim(number: OwnNumber | None) -> Claim | None:
    if number is None:
        return None
    return Claim(Fact.DOCUMENT_NUMBER, str(number.number), Origin.TEXT, number.evidence, number.start, number.end)


def _issuer(title: str, number: OwnNumber | None, signatures: list[Signature]) -> Claim | None:
    """Who issued it by its own words: the signature (it may name more than the title), the order's organ, the title."""
    named = issuers_in_title(title)
    signed = next((s for s in signatures if s.organs), None)
    agrees = signed and (not named or any(_within(a, b) for a in named for b in signed.organs))
    if signed and agrees:
        evidence = " ".join(signed.organs)
        return Claim(Fact.ISSUING_BODY, evidence, Origin.TEXT, evidence, signed.start, signed.end)
    by_order = _organ_of_order(_number_claim(number))
    if by_order:
        return by_order
    return Claim(Fact.ISSUING_BODY, " ".join(named), Origin.TEXT, title) if named else None


def _organ_of_order(claim: Claim | None) -> Claim | None:
    """国务院令第746号 was issued by 国务院."""
    number = parse_number(claim.value) if claim else None
    organ = re.sub(r"(?:令|公告)$", "", number.issuer) if number and number.is_order else ""
    if not claim or not is_full_name(organ):
        return None
    return replace(claim, fact=Fact.ISSUING_BODY, value=organ)


def _within(a: str, b: str) -> bool:
    return a in b or b in a


def _trusted(stated: list[Claim], issuer: Claim | None, title: str) -> list[Claim]:
    """The stated claims without issuers that are only the page's source, and regions wider than the issuer's own.

    Sites print 本网, a desk or a short name where 发文机关 is asked for; the signature of the document knows better.
    """
    kept = []
    place = region_of(issuer.value) if issuer else region_of_title(title)
    for claim in stated:
        if claim.fact is Fact.ISSUING_BODY:
            same = issuer and _squeezed(claim.value) == _squeezed(issuer.value)
            if (issuer and not same) or not all(is_full_name(n) for n in re.split(r"[ 、]+", claim.value)):
                continue
        if claim.fact is Fact.REGION and place and (place == "全国" or place.startswith(claim.value)):
            continue
        kept.append(claim)
    return kept


def _squeezed(words: str) -> str:
    return re.sub(r"[\s、]", "", words)


def _written(source: Source, signatures: list[Signature]) -> Claim | None:
    """The day under the signature; without names above it only near the beginning or the end."""
    near = {line.start for line in (*source.lines[:12], *source.lines[-12:])}
    signed = next((s for s in signatures if s.organs), None) or next((s for s in signatures if s.start in near), None)
    if signed is None:
        return None
    evidence = source.text[signed.start : signed.end]
    return Claim(Fact.WRITTEN_ON, signed.day.isoformat(), Origin.TEXT, evidence, signed.start, signed.end)


def _disclosure(text: str) -> list[Claim]:
    for pattern, group in _DISCLOSURE:
        match = pattern.search(text)
        if match:
            words = match[group]
            value = _DISCLOSURE_WORDS.get(words, words)
            return [Claim(Fact.DISCLOSURE, value, Origin.TEXT, match[0], match.start(), match.end())]
    return []


def _drafting(text: str) -> Claim | None:
    match = _DRAFTED.search(text)
    return Claim(Fact.DRAFTING_UNIT, match[1].strip(), Origin.TEXT, match[0].strip(), *match.span(1)) if match else None


def _places(claims: list[Claim], title: str) -> list[Claim]:
    issuer = current_values(tuple(claims)).get(Fact.ISSUING_BODY)
    place = (region_of(issuer.value) if issuer else None) or region_of_title(title)
    return [Claim(Fact.REGION, place, Origin.TEXT, issuer.value if issuer else title)] if place else []


def _contacts(text: str, claims: list[Claim]) -> list[Claim]:
    place = current_values(tuple(claims)).get(Fact.REGION)
    found = []
    unit = find_responsible(text, place=place.value if place else None)
    if unit:
        found.append(Claim(Fact.RESPONSIBLE_UNIT, unit.value, Origin.TEXT, unit.evidence, unit.start, unit.end))
    phones = find_phones(text)
    # A page that lists many telephones names none as its own.
    if 0 < len({phone.value for phone in phones}) <= _MOST_PHONES:
        first = phones[0]
        found.append(Claim(Fact.PHONE, first.value, Origin.TEXT, first.evidence, first.start, first.end))
    return found


def _term(source: Source, claims: list[Claim], title: str) -> list[Claim]:
    """From when and until when, by the document's own words."""
    values = current_values(tuple(claims))
    written, published = (
        find_day(values[f].value) if f in values else None for f in (Fact.WRITTEN_ON, Fact.PUBLISHED_ON)
    )
    printed = _PRINTED_ON.search(source.text)
    issued = (find_day(printed[1]) if printed else None) or written or published
    is_order = "令" in values[Fact.DOCUMENT_NUMBER].value if Fact.DOCUMENT_NUMBER in values else False
    enacted = _enacted(source.record)
    own = OwnDays(enacted or issued, enacted or (written if is_order else published) or published or written)
    found = []
    effective = find_effective(source.text, own)
    if effective:
        found.append(
            _stated(Fact.EFFECTIVE_ON, effective.day.isoformat(), effective.evidence, effective.start, effective.end)
        )
    held = values.get(Fact.EFFECTIVE_ON)
    since = find_day(held.value) if held else effective.day if effective else None
    inner = tuple(re.findall(r"《([^《》]+)》", title))
    expiry = find_expiry(source.text, own, since, own_titles=(title, *inner))
    if expiry:
        found.append(_stated(Fact.EXPIRES_ON, expiry.day.isoformat(), expiry.evidence, expiry.start, expiry.end))
    return found


def _enacted(record: Mapping[str, object] | None) -> date | None:
    """The day a regulation was first published; 自公布之日起施行 of a revised wording still means that day."""
    first = next((entry for entry in history_of(record or {}) if re.search(r"[公发颁]布", entry)), None)
    return find_day(first) if first and not re.search(r"修[正订改]", first) else None


def _stated(fact: Fact, value: str, evidence: str, start: int, end: int) -> Claim:
    return Claim(fact, value, Origin.TEXT, evidence, start, end)
