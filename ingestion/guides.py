"""A service guide's record as a document: one element after the other, values only, in the order of GUIDE_ELEMENTS.

Labels stay out of the text, so that a quotation of an element is the record's own words and nothing else.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.records import words_of
from ingestion.splitting import cut, name_passage
from kb.documents import GUIDE_ELEMENTS, Claim, Clause, DocumentKind, Fact, Origin, PassageDraft, PassageKind, Reading

# Element -> the fields that hold it, the first filled one counts. hours is 法定办结时限 and limit 承诺办结时限 in the
# Guangdong export, whatever their names say.
_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("name", "matter_name", "TASK_NAME"),
    "matter_code": ("matter_code", "code", "TASK_CODE"),
    "kind": ("kind", "matter_type", "TASK_TYPE_TEXT"),
    "unit": ("unit", "dept", "DEPT_NAME"),
    "region": ("region", "area", "AREA_CODE_TEXT"),
    "level": ("level", "matter_level"),
    "audience": ("audience", "service_object_name"),
    "legal_basis": ("legal_basis", "basis"),
    "conditions": ("conditions", "accept_standard"),
    "materials": ("materials", "material_intro"),
    "procedure": ("procedure", "process"),
    "statutory_limit": ("statutory_limit", "hours", "handle_time"),
    "promised_limit": ("promised_limit", "limit", "handle_time_limit"),
    "fee": ("fee", "charge"),
    "place": ("place", "location", "handle_location"),
    "opening_hours": ("opening_hours", "office_hours"),
    "online": ("online", "online_book"),
    "visits": ("visits", "visit_number"),
    "consult_phone": ("consult_phone", "consult"),
    "complaint_phone": ("complaint_phone", "complain", "complain_phone"),
}
_SYNONYMS = ("sub", "subTaskName", "matter_short", "matter_daily", "parentCatalogName", "CATANAME", "synonyms", "别名")
_URLS = ("url", "URL", "链接")
_TOPICS = ("theme", "theme_category", "topic", "主题分类")
# What a citizen asks in one breath is found in one passage.
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("kind", "unit", "region", "level", "audience"),
    ("legal_basis",),
    ("conditions",),
    ("materials",),
    ("procedure",),
    ("statutory_limit", "promised_limit"),
    ("fee",),
    ("place", "opening_hours", "online", "visits", "consult_phone", "complaint_phone"),
)
_FACTS = {
    "name": Fact.TITLE,
    "unit": Fact.RESPONSIBLE_UNIT,
    "consult_phone": Fact.PHONE,
    "matter_code": Fact.MATTER_CODE,
    "region": Fact.REGION,
}


@dataclass(frozen=True, slots=True)
class _Element:
    key: str
    start: int
    end: int


def is_guide(record: Mapping[str, object]) -> bool:
    """True for a record that has a name and at least two of conditions, materials, place and limits."""
    telling = ("conditions", "materials", "place", "promised_limit", "consult_phone")
    return (
        bool(_field(record, "name"))
        and not words_of(record.get("text"))
        and (sum(any(name in record for name in _names(key)) for key in telling) >= 2)
    )


def guide_reading(
    record: Mapping[str, object], *, key: str, media_type: str, source_digest: str, url: str | None
) -> Reading:
    """The guide with a clause for each element and a passage for each group of them."""
    text, elements = _write(record)
    name = _field(record, "name")
    synonyms = tuple(dict.fromkeys(s for field in _SYNONYMS if (s := words_of(record.get(field))) and s != name))
    return Reading(
        key=key,
        kind=DocumentKind.GUIDE,
        text=text,
        source_digest=source_digest,
        media_type=media_type,
        claims=_claims(record, elements, text, url),
        clauses=tuple(Clause((GUIDE_ELEMENTS[e.key],), ("",), e.start, e.end) for e in elements),
        passages=(name_passage(text, title=name, synonyms=synonyms), *_passages(text, elements, name)),
        synonyms=synonyms,
    )


def _names(key: str) -> tuple[str, ...]:
    return (*_FIELDS[key], GUIDE_ELEMENTS[key])


def _field(record: Mapping[str, object], key: str) -> str:
    value = next((words for name in _names(key) if (words := words_of(record.get(name)))), "")
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in value.splitlines())
    words = "\n".join(line for line in lines if line)
    # 办理地点：广州市… repeats the label inside the value; the value begins behind it.
    return re.sub(rf"^{GUIDE_ELEMENTS[key]}\s*[:：]\s*", "", words)


def _write(record: Mapping[str, object]) -> tuple[str, list[_Element]]:
    text, elements = "", []
    for key in GUIDE_ELEMENTS:
        words = _field(record, key)
        if words:
            text += "\n" if text else ""
            elements.append(_Element(key, len(text), len(text) + len(words)))
            text += words
    return text, elements


def _claims(record: Mapping[str, object], elements: list[_Element], text: str, url: str | None) -> tuple[Claim, ...]:
    claims = [
        Claim(
            _FACTS[e.key],
            text[e.start : e.end].replace("\n", " "),
            Origin.RECORD,
            GUIDE_ELEMENTS[e.key],
            e.start,
            e.end,
        )
        for e in elements
        if e.key in _FACTS
    ]
    unit = next((claim.value for claim in claims if claim.fact is Fact.RESPONSIBLE_UNIT), None)
    if unit:
        claims.append(Claim(Fact.ISSUING_BODY, unit, Origin.RECORD, GUIDE_ELEMENTS["unit"]))
    address = url or next((words for name in _URLS if (words := words_of(record.get(name)))), "")
    if address:
        claims.append(Claim(Fact.URL, address, Origin.RECORD, "url"))
    topic = next((words for name in _TOPICS if (words := words_of(record.get(name)))), "")
    if topic:
        claims.append(Claim(Fact.TOPIC, topic.replace("\n", "、"), Origin.RECORD, "theme"))
    return tuple(claims)


def _passages(text: str, elements: list[_Element], name: str) -> list[PassageDraft]:
    passages: list[PassageDraft] = []
    for group in _GROUPS:
        inside = [element for element in elements if element.key in group]
        if not inside:
            continue
        labels = (GUIDE_ELEMENTS[inside[0].key],) if len(inside) == 1 else ()
        context = "\n".join((name, " ".join(GUIDE_ELEMENTS[element.key] for element in inside)))
        passages.extend(
            PassageDraft(PassageKind.ELEMENT, labels, a, b, context, element=inside[0].key)
            for a, b in cut(text, inside[0].start, inside[-1].end)
        )
    return passages
