"""What readers of the catalogue get: a light card of a document, the whole of one, and what others say about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from functools import cached_property

from kb.documents import Claim, Clause, DocumentKind, Fact, PublicationState, Relation, RelationKind
from kb.passages import Passage, text_digest
from kb.question_terms import fold

# The region of what holds in the whole country.
EVERYWHERE = "全国"


class Outcome(Enum):
    """What storing a reading came to."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing one reading did to the catalogue."""

    document_id: str
    version_id: str
    outcome: Outcome
    passages_kept: int = 0
    passages_added: int = 0
    passages_removed: int = 0


@dataclass(frozen=True, slots=True)
class DocumentCard:
    """The current facts of a document, light enough for sixty of them in one question.

    facts: the claim that counts for each fact. confirmed_on: day of the editor's word on its validity, if any.
    synonyms: other names it is found by.
    The card of an id and row_version never changes.
    """

    id: str
    row_version: int
    kind: DocumentKind
    state: PublicationState
    version_id: str
    facts: Mapping[Fact, Claim]
    confirmed_on: date | None = None
    synonyms: tuple[str, ...] = ()

    def text(self, fact: Fact) -> str:
        """The value of a fact, "" where nobody stated it."""
        claim = self.facts.get(fact)
        return claim.value if claim else ""

    def day(self, fact: Fact) -> date | None:
        """The value of a fact that is a day; None when absent or no ISO date."""
        return iso_day(self.text(fact))

    @property
    def title(self) -> str:
        return self.text(Fact.TITLE)

    @property
    def number(self) -> str | None:
        return self.text(Fact.DOCUMENT_NUMBER) or None

    @property
    def name(self) -> str:
        """What to call it in a sentence: the number, else the title in book marks."""
        return self.number or f"《{self.title}》"

    @property
    def place(self) -> str:
        """Where it holds, "" where it is not of one place."""
        region = self.text(Fact.REGION)
        return "" if region == EVERYWHERE else region

    @property
    def speaking_day(self) -> date | None:
        """The day from which its own words count: effective, else written, else published."""
        return self.day(Fact.EFFECTIVE_ON) or self.day(Fact.WRITTEN_ON) or self.day(Fact.PUBLISHED_ON)


@dataclass(frozen=True, slots=True)
class ChangeByOther:
    """A published document's word that this one is repealed or amended, or the end of the one this interprets.

    day: the first day it holds, None when neither document tells. by_name: number or title, as cited.
    confirmed: a person, or the record of a law, has confirmed it.
    """

    kind: RelationKind
    by_document: str
    by_name: str
    day: date | None
    evidence: str
    confirmed: bool = False


@dataclass(frozen=True)
class FoundPassage:
    """A passage that may be quoted, with what ranking and citing need to know of its document.

    It may serve many questions: what is made of its words is made once.
    """

    passage: Passage
    card: DocumentCard
    changes: tuple[ChangeByOther, ...]

    @cached_property
    def folded(self) -> str:
        """Its headings and words in the form in which terms are looked up."""
        return fold(f"{self.passage.context}\n{self.passage.text}")

    @cached_property
    def vector_digest(self) -> str:
        """Names its vector."""
        return text_digest(self.passage.indexed_text)


@dataclass(frozen=True, slots=True)
class Link:
    """A relation with the document at its other end. other_id: None while that document is not known here.

    speaker_id: the document whose words these are.
    """

    relation_id: int
    relation: Relation
    speaker_id: str
    other_id: str | None
    confirmed_by: str | None = None


@dataclass(frozen=True, slots=True)
class MadeClaim:
    """A claim with who made it, when and why; the first two are empty for what a source says."""

    claim: Claim
    made_at: datetime
    made_by: str | None = None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a document."""

    id: str
    document_id: str
    number: int
    source_digest: str
    media_type: str
    name: str
    text: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class StoredDocument:
    """A document with everything known about it. said: relations in its own words; heard: other documents' words."""

    card: DocumentCard
    version: Version
    claims: tuple[MadeClaim, ...]
    clauses: tuple[Clause, ...]
    passages: tuple[Passage, ...]
    said: tuple[Link, ...]
    heard: tuple[Link, ...]
    changes: tuple[ChangeByOther, ...]
    origins: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Visited:
    """What a source gave at the last visit: the document it became, and the digest it had."""

    document_id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Counts:
    """How much is known. outbox: documents whose index entries may be late."""

    documents: int
    published: int
    passages: int
    vectors: int
    outbox: int


def iso_day(text: str | None) -> date | None:
    """The day an ISO date names, None for anything else."""
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None
