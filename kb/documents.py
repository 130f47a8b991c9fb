"""What a published document is to us: its kind, its facts with their source, its clauses, its relations.

Frozen values without I/O. A document's text belongs to one version; every span counts code points of that text.
"""

from dataclasses import dataclass, field
from enum import Enum


class DocumentKind(Enum):
    """What a document is, which decides how it is cited and what outranks it."""

    POLICY = "policy"  # 政策文件
    LAW = "law"  # 法律法规规章
    INTERPRETATION = "interpretation"  # 政策解读: explains, has no legal force
    GUIDE = "guide"  # 办事指南


class Validity(Enum):
    """效力状态 (R§3.2); the value is what people read."""

    NOT_YET_IN_FORCE = "尚未施行"
    IN_FORCE = "现行有效"
    AMENDED = "已修改"
    REPEALED = "已废止"
    EXPIRED = "已失效"
    UNCONFIRMED = "待确认"  # ended by its own or another document's words, not yet confirmed by a person


class PublicationState(Enum):
    """Only published documents are found and quoted."""

    DRAFT = "draft"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Fact(Enum):
    """The facts of a document's head (R§1); the value is the key used in files and over HTTP."""

    TITLE = "title"  # 标题
    DOCUMENT_NUMBER = "doc_no"  # 发文字号, in normal form (kb.numbers)
    ISSUING_BODY = "issuing_body"  # 发文机关; several are joined by one blank, as printed
    DRAFTING_UNIT = "drafting_unit"  # 起草单位
    INDEX_NUMBER = "index_number"  # 索引号
    TOPIC = "topic"  # 主题分类
    REGION = "region"  # 适用地区
    WRITTEN_ON = "written_on"  # 成文日期, ISO date
    PUBLISHED_ON = "published_on"  # 发布日期, ISO date
    EFFECTIVE_ON = "effective_on"  # 施行日期, ISO date
    EXPIRES_ON = "expires_on"  # 有效期至: the last day in force, ISO date
    VALIDITY = "validity"  # 效力状态 as a record or an editor states it: a value of Validity
    DISCLOSURE = "disclosure"  # 公开属性: 主动公开, 依申请公开, 不予公开
    RESPONSIBLE_UNIT = "responsible_unit"  # 责任单位: whom to ask
    PHONE = "phone"  # 联系电话 of the responsible unit, as printed
    URL = "url"  # where it was published
    MATTER_CODE = "matter_code"  # 事项编码, guides only
    INTERPRETS = "interprets"  # of an interpretation: number or title of the document it explains


class Origin(Enum):
    """Who says so. A later member outranks an earlier one; an editor outranks all."""

    TEXT = "text"  # found in the words of the document
    HEAD = "head"  # the head table or meta tags of the web page it came from
    RECORD = "record"  # a field of the record (JSON Lines, spreadsheet) it came from
    EDITOR = "editor"  # a person of the owning unit

    @property
    def rank(self) -> int:
        """0 for the weakest source; larger wins."""
        return list(Origin).index(self)


@dataclass(frozen=True, slots=True)
class Claim:
    """One source's word about one fact.

    evidence: the sentence or field that says so; start, end: its span in the version's text where it has one.
    """

    fact: Fact
    value: str
    origin: Origin
    evidence: str = ""
    start: int | None = None
    end: int | None = None


def current_values(claims: tuple[Claim, ...]) -> dict[Fact, Claim]:
    """The claim that counts for each fact: highest rank; of equals the last one made."""
    best: dict[Fact, Claim] = {}
    for claim in claims:
        held = best.get(claim.fact)
        if held is None or _weight(claim) >= _weight(held):
            best[claim.fact] = claim
    return best


def _weight(claim: Claim) -> float:
    # A site computes 失效日期 for its page head, a day late or from the day of upload: when a document ends is
    # said by its own words.
    if claim.fact is Fact.EXPIRES_ON and claim.origin is Origin.TEXT:
        return Origin.HEAD.rank + 0.5
    return float(claim.origin.rank)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered part of a document: its whole span, heading and everything under it included.

    labels: numbering from the outermost level, bare and as cited: ("三", "（三）"), ("第二章", "第五条").
    headings: the heading words beside each label, "" where a level has none; same length as labels.
    unit: 责任单位 named for this item, as printed, several joined by "、".
    page: 1-based page where it begins, for paged sources.
    """

    labels: tuple[str, ...]
    headings: tuple[str, ...]
    start: int
    end: int
    unit: str | None = None
    page: int | None = None


class RelationKind(Enum):
    """What one document says about another."""

    REPEALS = "repeals"  # 废止
    AMENDS = "amends"  # 修改
    INTERPRETS = "interprets"  # 解读
    BASED_ON = "based_on"  # 依据


@dataclass(frozen=True, slots=True)
class Relation:
    """A proposed relation to another document, named by number or title; the sentence that says so is kept.

    target_number: in normal form, None where only a title is given. target_title: without 《》, "" when absent.
    from_day: ISO date from which it holds where the text states one, else None (then the speaking document's own
    effective, published or written day counts).
    """

    kind: RelationKind
    target_number: str | None
    target_title: str
    evidence: str
    start: int
    end: int
    from_day: str | None = None


class PassageKind(Enum):
    """What a passage holds."""

    PROSE = "prose"  # sentences of one clause
    TABLE = "table"  # rows of a table; the header stands in the context
    ELEMENT = "element"  # one element of a service guide
    NAME = "name"  # the name of a guide or document with its synonyms, to be found by, not quoted


@dataclass(frozen=True, slots=True)
class PassageDraft:
    """A passage before it is stored.

    start, end: the exact span of the version's text that may be quoted.
    context: what the words stand under and are found by, one line each (heading path, table header); never quoted
    from here. header: span of the table's header row, for tables.
    element: key of the guide element (see GUIDE_ELEMENTS), guides only.
    """

    kind: PassageKind
    labels: tuple[str, ...]
    start: int
    end: int
    context: str = ""
    header: tuple[int, int] | None = None
    element: str | None = None
    page: int | None = None


# The elements of a service guide (R§4.4) in the order they are stored and shown: key -> what people read.
GUIDE_ELEMENTS: dict[str, str] = {
    "name": "事项名称",
    "matter_code": "事项编码",
    "kind": "事项类型",
    "unit": "实施主体",
    "region": "行政区划",
    "level": "行使层级",
    "audience": "服务对象",
    "legal_basis": "设定依据",
    "conditions": "受理条件",
    "materials": "申请材料",
    "procedure": "办理流程",
    "statutory_limit": "法定办结时限",
    "promised_limit": "承诺办结时限",
    "fee": "收费标准",
    "place": "办理地点",
    "opening_hours": "办理时间",
    "online": "网上办理",
    "visits": "到办事现场次数",
    "consult_phone": "咨询电话",
    "complaint_phone": "监督投诉电话",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One document as it came out of one source, ready to be stored as a version.

    key: what the source calls it (record id, web address, file path), the same for later versions.
    text: the canonical text, lines joined by "\\n"; every span below counts its code points.
    source_digest: sha256 hex of the bytes (of the record, for records) it was read from.
    """

    key: str
    kind: DocumentKind
    text: str
    source_digest: str
    media_type: str
    claims: tuple[Claim, ...] = ()
    clauses: tuple[Clause, ...] = ()
    passages: tuple[PassageDraft, ...] = ()
    relations: tuple[Relation, ...] = ()
    synonyms: tuple[str, ...] = field(default=())
