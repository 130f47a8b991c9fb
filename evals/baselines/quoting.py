"""A baseline that answers: it quotes the best stretch it found, whole, and never refuses."""

import hashlib
from collections.abc import Callable
from datetime import date

from bot.answers import Answer, AnswerStatus, Citation
from evals.baselines.baseline import Baseline, Found
from kb.documents import Validity
from kb.library import Library


class Quoting:
    """Shaped like the engine, so that the same measures run on it. Earlier turns do not reach it."""

    def __init__(self, baseline: Baseline, library: Library) -> None:
        self._baseline = baseline
        self._library = library

    def ask(
        self,
        text: str,
        *,
        on: date,
        conversation_id: str | None = None,
        channel: str = "api",
        on_step: Callable[[str], None] | None = None,
        explain: bool = False,
    ) -> Answer:
        """The best stretch as one quotation; its score as the confidence."""
        del on, channel, on_step, explain
        found = self._baseline.find(text, limit=1)
        identity = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
        conversation = conversation_id or identity
        if not found:
            return Answer(identity, AnswerStatus.NO_POLICY_FOUND, "", conversation)
        return Answer(
            identity,
            AnswerStatus.ANSWERED,
            found[0].text,
            conversation,
            citations=(self._citation(found[0]),),
            trace=({"step": self._baseline.name, "confidence": found[0].score},),
        )

    def _citation(self, found: Found) -> Citation:
        card = self._library.cards([found.document_id])[found.document_id]
        start = max(self._library.version_text(card.version_id).find(found.text), 0)
        return Citation(
            document_id=card.id,
            version_id=card.version_id,
            passage_id="",
            kind=card.kind,
            title=card.title,
            doc_no=card.number,
            clause_path="",
            quote=found.text,
            start=start,
            end=start + len(found.text),
            validity=Validity.UNCONFIRMED,
            validity_basis="",
        )
