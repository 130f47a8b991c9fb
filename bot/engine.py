"""Ask a question, get the one answer; the conversation and the answer are kept."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from time import perf_counter

from bot.answers import Answer, AnswerStatus
from bot.conversation import Question, Turn
from bot.identity import new_answer_id, new_conversation_id
from bot.offering import Offer, OfferKind, load_offer_limits, walks_of_others
from bot.pipeline import Pipeline
from bot.rehearsing import rehearse, subject_of
from bot.steps.find import query_of
from bot.steps.screen import LIMIT_CHARACTERS
from bot.transcripts import Transcripts
from bot.understanding import Cues, understand
from bot.walk import Walk
from bot.wording import Wording
from kb.masking import masked_beginning
from kb.search import Hit, Search
from kb.vocabulary import Vocabulary

_log = logging.getLogger(__name__)

# What is kept of a question that could not be answered.
KEPT_CHARACTERS = 1000


class Engine:
    """The one way to an answer for every channel; used by many threads at once."""

    def __init__(
        self,
        *,
        pipeline: Pipeline,
        search: Search,
        transcripts: Transcripts,
        vocabulary: Vocabulary,
        cues: Cues,
        wording: Wording,
        clock: Callable[[], datetime],
    ) -> None:
        """clock: the moment now, for transcripts only; what day an answer holds for is said with each question."""
        self._pipeline = pipeline
        self._search = search
        self._transcripts = transcripts
        self._vocabulary = vocabulary
        self._cues = cues
        self._wording = wording
        self._clock = clock
        self._offer_limits = load_offer_limits()

    def ask(
        self,
        text: str,
        *,
        on: date,
        conversation_id: str | None = None,
        earlier: Sequence[str] = (),
        channel: str = "api",
        on_step: Callable[[str], None] | None = None,
        explain: bool = False,
        answer_id: str | None = None,
    ) -> Answer:
        """The answer as it holds on a day; never raises for anything a person can type.

        A follow-up is understood from the conversation's earlier turns. The answer is stored before it is returned.
        earlier: questions asked before, oldest first, as the caller tells them; used where no turn is stored.
        explain: the answer carries the trace of every step.
        answer_id: given beforehand by a caller that may be killed and ask again; an answer of this id is read back.
        """
        made = self._transcripts.answer(answer_id) if answer_id else None
        if made:
            return replace(made.answer, trace=made.answer.trace if explain else ())
        begun = perf_counter()
        history = self._history(conversation_id, earlier, on)
        question = Question(text, on, conversation_id or new_conversation_id(), channel, history or ())
        walk, timings = self._walked(question, on_step)
        # Without the turns before, a follow-up is answered as something else. Danger needs none.
        if history is None and walk.status is not AnswerStatus.EMERGENCY:
            walk = self._failed(question)
        timings["total"] = round((perf_counter() - begun) * 1000, 2)
        answer = self._kept(_answer(walk, timings, answer_id), walk)
        return answer if explain else replace(answer, trace=())

    def offers(
        self, text: str, *, on: date, limit: int = 3, conversation_id: str | None = None, channel: str = "hotline"
    ) -> list[Offer]:
        """What a person at a desk may say, best first: the one answer, then what other documents say about it.

        The first is what ask() would answer, whatever its status; always quoted, for a model is not asked at every
        key somebody presses. Nothing is stored: see keep(). Never raises for anything a person can type.
        """
        begun = perf_counter()
        history = self._history(conversation_id, (), on)
        question = Question(text, on, conversation_id or new_conversation_id(), channel, history or ())
        walk, timings = self._walked(question, None, self._pipeline.quoting)
        if history is None and walk.status is not AnswerStatus.EMERGENCY:
            walk = self._failed(question)
        walks = [(OfferKind.OWN, walk), *self._others(walk, limit - 1)]
        timings["total"] = round((perf_counter() - begun) * 1000, 2)
        return [_offer(kind, walk, timings) for kind, walk in walks]

    def keep(self, offer: Offer) -> None:
        """The offer was given to somebody: it is stored as an answer when this returns. Raises KnowledgeError."""
        self._transcripts.keep(
            offer.answer,
            question=offer.question,
            subject=offer.subject,
            on=offer.on.isoformat(),
            channel=offer.channel,
            now=self._clock(),
        )

    def find(self, text: str, *, on: date, limit: int = 10) -> list[Hit]:
        """The passages ranked for a question, without answering; best document first, its passages together."""
        understood = understand(text[:LIMIT_CHARACTERS], cues=self._cues, vocabulary=self._vocabulary)
        return list(self._search.find(query_of(understood), on=on).hits[:limit])

    @property
    def pipeline(self) -> Pipeline:
        """The steps themselves, for those who learn from what each of them did."""
        return self._pipeline

    def forget(self, conversation_id: str) -> int:
        """A person's conversation is deleted; returns how many turns it had."""
        return self._transcripts.forget(conversation_id)

    def _walked(
        self, question: Question, on_step: Callable[[str], None] | None, steps: Pipeline | None = None
    ) -> tuple[Walk, dict[str, float]]:
        try:
            return (steps or self._pipeline).run(Walk(question, question.text), on_step=on_step)
        # The outer edge of answering: whatever broke, the person is told so and nothing is made up.
        except Exception:  # noqa: BLE001 - see above
            _log.exception("a question could not be answered")
            return self._failed(question), {}

    def _others(self, walk: Walk, limit: int) -> list[tuple[OfferKind, Walk]]:
        try:
            return walks_of_others(walk, self._pipeline.quoting, limit=limit, limits=self._offer_limits)
        # The outer edge: the one answer stands without the others.
        except Exception:  # noqa: BLE001 - see above
            _log.exception("other documents could not be quoted")
            return []

    def _failed(self, question: Question) -> Walk:
        walk = Walk(question, masked_beginning(question.text, limit=KEPT_CHARACTERS)).end(AnswerStatus.FAILED)
        told = self._wording.say("status", AnswerStatus.FAILED.value)
        return replace(walk, told=told, unit=self._wording.hotline)

    def _history(self, conversation_id: str | None, earlier: Sequence[str], on: date) -> tuple[Turn, ...] | None:
        """The turns before; None when they cannot be read."""
        try:
            stored = self._transcripts.history(conversation_id) if conversation_id else ()
            return stored or rehearse(self._pipeline.quoting, earlier, on=on)
        # The outer edge again.
        except Exception:  # noqa: BLE001 - see above
            _log.exception("a conversation could not be read")
            return None

    def _kept(self, answer: Answer, walk: Walk) -> Answer:
        """The answer once it is stored; one that cannot be stored is not given."""
        try:
            self._transcripts.keep(
                answer,
                question=walk.text,
                subject=subject_of(walk),
                on=walk.question.on.isoformat(),
                channel=walk.question.channel,
                now=self._clock(),
            )
        # What a government says must be replayable. Better no answer than one nobody can trace or recall (R§5.9);
        # danger is the exception, where the number to call helps and a record does not.
        except Exception:  # noqa: BLE001 - see above
            _log.exception("an answer could not be stored")
            return answer if answer.status is AnswerStatus.EMERGENCY else self._unkept(answer)
        return answer

    def _unkept(self, answer: Answer) -> Answer:
        told = self._wording.say("status", "failed_unkept")
        conversation, timings = answer.conversation_id, answer.timings_ms
        return Answer(
            answer.id,
            AnswerStatus.FAILED,
            told,
            conversation,
            unit=self._wording.hotline,
            continued=answer.continued,
            timings_ms=timings,
        )


def _answer(walk: Walk, timings: dict[str, float], answer_id: str | None = None) -> Answer:
    return Answer(
        id=answer_id or new_answer_id(),
        status=walk.status or AnswerStatus.FAILED,
        text=walk.told,
        conversation_id=walk.question.conversation_id,
        citations=walk.citations,
        unit=walk.unit,
        related=walk.related,
        generated=walk.generated,
        continued=bool(walk.question.history),
        timings_ms=timings,
        trace=walk.trace,
    )


def _offer(kind: OfferKind, walk: Walk, timings: dict[str, float]) -> Offer:
    return Offer(
        kind=kind,
        answer=_answer(walk, timings),
        lead=walk.lead,
        labels=walk.labels,
        approved=walk.approved.answer if walk.approved else "",
        is_verdict=bool(walk.citations) and not walk.evidence and not walk.approved,
        question=walk.text,
        subject=subject_of(walk),
        on=walk.question.on,
        channel=walk.question.channel,
    )
