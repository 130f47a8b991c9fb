"""What goes out: an answer, every way it can end, and the quotations it stands on."""

from dataclasses import dataclass, field
from enum import Enum

from kb.documents import DocumentKind, Validity


class AnswerStatus(Enum):
    """One word for every way an answer can end; each has its sentence in wording.toml."""

    ANSWERED = "answered"  # quoted from a published document in force
    ANSWERED_UNCONFIRMED = "answered_unconfirmed"  # quoted, but the document has run out by its own words
    ANSWERED_PAST = "answered_past"  # quoted for a question about the past, from a document no longer in force
    NO_LONGER_IN_FORCE = "no_longer_in_force"  # only an ended document speaks of it
    NOT_YET_IN_FORCE = "not_yet_in_force"  # only a document that does not hold yet speaks of it
    ELEMENT_NOT_PUBLISHED = "element_not_published"  # the matter is known, this element of it is not
    OTHER_REGION = "other_region"  # published, but for another region than the one named
    OTHER_YEAR = "other_year"  # published, but for another year than the one named
    CLARIFY = "clarify"  # several matters fit; asks which one is meant
    NO_POLICY_FOUND = "no_policy_found"  # nothing published answers it
    EMERGENCY = "emergency"  # 110/119/120/122 first (R§5.4)
    OTHER_CHANNEL = "other_channel"  # a matter for another channel by law (R§5.7)
    OUT_OF_SCOPE = "out_of_scope"  # not a matter of government, or not a question
    UNUSABLE = "unusable"  # empty, too long or not text
    FAILED = "failed"  # something broke on our side; the person is told and nothing is invented

    @property
    def has_quotations(self) -> bool:
        """Whether the text quotes published words."""
        return self in {
            AnswerStatus.ANSWERED,
            AnswerStatus.ANSWERED_UNCONFIRMED,
            AnswerStatus.ANSWERED_PAST,
        }


@dataclass(frozen=True, slots=True)
class Citation:
    """Where quoted words stand; quote is exactly the version's text[start:end].

    clause_path: as cited, "三（三）" or "第五条第二款", "" for text outside numbered clauses.
    validity_basis: why the status is what it is, a sentence for people.
    """

    document_id: str
    version_id: str
    passage_id: str
    kind: DocumentKind
    title: str
    doc_no: str | None
    clause_path: str
    quote: str
    start: int
    end: int
    validity: Validity
    validity_basis: str
    issuing_body: str | None = None
    url: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to ask further."""

    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Generated:
    """The part of an answer that a language model wrote, and what the law wants said about it (R§8.7, R§8.8).

    text: the sentences kept, each with the numbers in brackets of the citations it rests on. label: says AI生成.
    model, filing_number: as people are shown them. producer: who provides the service. prompt: digest of the prompt.
    """

    text: str
    label: str
    model: str
    filing_number: str
    producer: str
    prompt: str


@dataclass(frozen=True, slots=True)
class Answer:
    """The one answer, the same on every channel; channels only render it.

    text: what the person reads, quotations word for word inside it; sources are rendered from citations.
    generated: the part of the text that a model wrote, None in an answer of quotations only.
    continued: whether earlier turns of the conversation were known; told with the answer, not stored.
    timings_ms: milliseconds by step name, and "total".
    trace: what each step did, for --explain; not part of the answer proper.
    """

    id: str
    status: AnswerStatus
    text: str
    conversation_id: str
    citations: tuple[Citation, ...] = ()
    unit: Contact | None = None
    related: tuple[str, ...] = ()  # names of matters offered in a clarifying question
    generated: Generated | None = None
    continued: bool = False
    timings_ms: dict[str, float] = field(default_factory=dict)
    trace: tuple[dict[str, object], ...] = ()
