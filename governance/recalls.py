"""A wrong published document is recalled (R§5.9): withdrawn, everything quoting it listed, both versions kept."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor
from governance.cases import changing, need, seen_by
from governance.consequences import Consequences
from governance.errors import Refused
from governance.publication_rows import RecallRow
from governance.publication_states import CaseState, CaseStep, moved
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.given import GivenAnswer

# Platforms let us write to a person for 48 hours after they wrote (R§10.6, R§11): later nobody can be reached.
SEND_WINDOW = timedelta(hours=48)
# What one message of the narrowest platform holds with the words around it (R§11).
LONGEST_CORRECTION = 150
# An answer that was on its way while the document was recalled.
ON_ITS_WAY = timedelta(minutes=1)

QuotingAnswers = Callable[[str, datetime], list[GivenAnswer]]
"""Gives the answers since a moment that quote a document; the bot keeps them, compose hands the reader in."""


@dataclass(frozen=True, slots=True)
class Recall:
    """What a recall found. answers: ids of given answers still within reach; approved: ids of approved answers."""

    id: int
    document_id: str
    by: str
    reason: str
    correction: str
    at: datetime
    answers: tuple[str, ...]
    approved: tuple[str, ...]


class Recalls:
    """Recalls documents and lists recalls."""

    def __init__(
        self, database: Database, catalogue: Catalogue, consequences: Consequences, quoting: QuotingAnswers
    ) -> None:
        self._database = database
        self._catalogue = catalogue
        self._consequences = consequences
        self._quoting = quoting

    def recall(
        self, actor: Actor, document_id: str, *, reason: str, correction: str, version: int, now: datetime
    ) -> Recall:
        """The document is withdrawn, what quotes it re-opened, and who was told is listed with the correction to send.

        Raises Refused without a reason or a correction; Forbidden, Stale, UnknownDocument.
        """
        why, corrected = need(reason, "withdraw_reason_missing"), need(correction, "recall_correction_missing")
        if len(corrected) > LONGEST_CORRECTION:
            raise Refused("recall_correction_long", limit=LONGEST_CORRECTION)
        answers = tuple(given.id for given in self._quoting(document_id, now - SEND_WINDOW))
        details: dict[str, object] = {"answers": len(answers), "correction": corrected[:300]}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.RECALL,
            version=version,
            reason=why,
            details=details,
            now=now,
        ) as (session, row):
            row.state = moved(CaseState(row.state), CaseStep.RECALL).value
            row.withdrawn_at = now
            self._catalogue.withdraw(document_id, now=now)
            told = sentence("reopened_withdrawn", reason=why)
            approved = tuple(self._consequences.of_withdrawal(session, document_id, reason=told, now=now))
            stored = RecallRow(
                document_id=document_id,
                by_name=actor.name,
                reason=why,
                correction=corrected,
                at=now,
                answers=json.dumps(answers),
                approved=json.dumps(approved),
            )
            session.add(stored)
            session.flush()
            return _value(stored)

    def within_reach(self, now: datetime) -> list[Recall]:
        """For jiedu itself: the recalls whose readers can still be written to, the first one first.

        answers: those found by the recall, and those that were just being made then.
        """
        query = select(RecallRow).where(RecallRow.at > now - SEND_WINDOW).order_by(RecallRow.id)
        with self._database.reading() as session:
            recalls = [_value(row) for row in session.scalars(query)]
        return [replace(recall, answers=self._answers(recall)) for recall in recalls]

    def of(self, actor: Actor, document_id: str) -> list[Recall]:
        """The recalls of a document, the latest first. Raises Forbidden, UnknownDocument."""
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            return [_value(row) for row in _of(session, document_id)]

    def _answers(self, recall: Recall) -> tuple[str, ...]:
        given = self._quoting(recall.document_id, recall.at)
        late = [answer.id for answer in given if answer.asked_at < recall.at + ON_ITS_WAY]
        return tuple(dict.fromkeys((*recall.answers, *late)))


def _of(session: Session, document_id: str) -> list[RecallRow]:
    query = select(RecallRow).where(RecallRow.document_id == document_id).order_by(RecallRow.id.desc())
    return list(session.scalars(query))


def _value(row: RecallRow) -> Recall:
    lists = (tuple(json.loads(row.answers)), tuple(json.loads(row.approved)))
    return Recall(row.id, row.document_id, row.by_name, row.reason, row.correction, row.at, *lists)
