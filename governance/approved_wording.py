"""What a person writes of an approved answer, and what it and its sources must be like."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from governance.cases import need
from governance.errors import Refused
from governance.publication_states import CaseState
from governance.words import word
from kb.approved import ApprovedSource
from kb.documents import PublicationState, Validity
from kb.library import Library
from kb.text import normalise
from kb.validity import validity_on

_MOST_PHRASINGS = 50
_LONGEST_QUESTION = 200
_LONGEST_ANSWER = 5_000
_GIVEN_NO_MORE = (Validity.REPEALED, Validity.EXPIRED, Validity.UNCONFIRMED)


@dataclass(frozen=True, slots=True)
class Wording:
    """What a person writes of an approved answer. sources: words that must stand in the documents as given."""

    question: str
    answer: str
    similar: tuple[str, ...] = ()
    lookalikes: tuple[str, ...] = ()
    sources: tuple[ApprovedSource, ...] = ()
    region: str = ""
    category: str = ""
    material: str = ""
    keywords: tuple[str, ...] = ()
    expires_on: date | None = None

    def check(self) -> None:
        """Raises Refused naming what is missing, too much or contradictory."""
        need(self.question, "question_missing")
        need(self.answer, "answer_missing")
        if len(self.answer) > _LONGEST_ANSWER:
            raise Refused("answer_too_long", limit=_LONGEST_ANSWER)
        phrasings = (self.question, *self.similar, *self.lookalikes)
        if len(phrasings) > _MOST_PHRASINGS or max(map(len, phrasings)) > _LONGEST_QUESTION:
            raise Refused("too_many_phrasings", most=_MOST_PHRASINGS, longest=_LONGEST_QUESTION)
        meant = {question_key(phrase) for phrase in (self.question, *self.similar)}
        if any(question_key(phrase) in meant for phrase in self.lookalikes):
            raise Refused("lookalike_is_question")


def question_key(question: str) -> str:
    """The question as two of them are compared: normalised, without blanks and punctuation."""
    return "".join(char for char in normalise(question) if char.isalnum())


def check_standing(library: Library, sources: Sequence[ApprovedSource], *, on: date) -> None:
    """Raises Refused when a source is over: approved on it, an answer would stand there as in use and reach nobody.

    A draft may be a source: the answer is given from the day its document is out.
    """
    cards = library.cards({source.document_id for source in sources})
    changes = library.changes(list(cards.values()))
    for card in cards.values():
        status = validity_on(card, changes[card.id], on).status
        if card.state is PublicationState.WITHDRAWN:
            raise Refused("source_over", name=card.name, standing=word(CaseState.WITHDRAWN))
        if status in _GIVEN_NO_MORE:
            raise Refused("source_over", name=card.name, standing=status.value)
