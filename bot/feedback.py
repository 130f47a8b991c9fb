"""What a person says of an answer: satisfied, or what was wrong with it; the last word counts."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bot.tables import AnswerRow, FeedbackRow
from kb.database import Database
from kb.masking import masked_beginning

LIMIT_CHARACTERS = 300


class Verdict(Enum):
    """Satisfied, or the one reason why not that fits best."""

    SATISFIED = "satisfied"  # it helped
    NOT_ANSWERED = "not_answered"  # it speaks of something else than was asked
    HARD_TO_READ = "hard_to_read"  # the person cannot make sense of it
    OUT_OF_DATE = "out_of_date"  # what it quotes is no longer so
    WRONG = "wrong"  # it does not agree with what the person knows
    NOBODY_TO_ASK = "nobody_to_ask"  # the unit or number named could not help
    OTHER = "other"  # something else, best said in words


@dataclass(frozen=True, slots=True)
class Feedback:
    """A verdict with the person's own words, masked; "" when there are none."""

    verdict: Verdict
    words: str = ""


class FeedbackBook:
    """Writes and reads what people said; one entry an answer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, answer_id: str, verdict: Verdict, *, words: str, now: datetime) -> Feedback | None:
        """The person's word on the answer is this from now; None when no such answer is kept.

        words: as typed; what identifies a person is masked, and the rest is cut at LIMIT_CHARACTERS.
        """
        given = Feedback(verdict, masked_beginning(words.strip(), limit=LIMIT_CHARACTERS))
        with self._database.writing() as session:
            if session.get(AnswerRow, answer_id) is None:
                return None
            session.merge(FeedbackRow(answer_id=answer_id, verdict=verdict.value, words=given.words, said_at=now))
        return given

    def of(self, answer_id: str) -> Feedback | None:
        """What was said of the answer, None when nothing was."""
        with self._database.reading() as session:
            row = session.get(FeedbackRow, answer_id)
            return Feedback(Verdict(row.verdict), row.words) if row else None
