"""Ask a question, get the one answer; the conversation and the answer are kept."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from time import perf_counter

from bot.answers import Answer, AnswerStatus
from bot.conversation import Question, Turn
from bot.identity import new_answer_id, new_conversation_id
from bot.masking import mask
from bot.pipeline import Pipeline
from bot.transcripts import Transcripts
from bot.understanding import Cues, understand
from bot.walk import Walk
from bot.wording import Wording
from kb.search import Hit, Query, Search
from kb.vocabulary import Vocabulary

_log = logging.getLogger(__name__)


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
        """The answer as it holds on a day; never raises for anything a person can type.

        A follow-up is understood from the conversation's earlier turns. The answer is stored before it is returned.
        explain: the answer carries the trace of every step.
        """
        begun = perf_counter()
        conversation = conversation_id or new_conversation_id()
        question = Question(text, on, conversation, channel, self._history(conversation_id))
        walk, timings = self._walked(question, on_step)
        timings["total"] = round((perf_counter() - begun) * 1000, 2)
        answer = Answer(
            id=new_answer_id(),
            status=walk.status or AnswerStatus.FAILED,
            text=walk.told,
            conversation_id=conversation,
            citations=walk.citations,
            unit=walk.unit,
            related=walk.related,
            timings_ms=timings,
            trace=walk.trace,
        )
        self._keep(answer, walk)
        return answer if explain else replace(answer, trace=())

    def find(self, text: str, *, on: date, limit: int = 10) -> list[Hit]:
        """The passages ranked for a question, without answering; best document first, its passages together."""
        understood = understand(text, cues=self._cues, vocabulary=self._vocabulary)
        query = Query(understood.text, understood.expansions, understood.regions, understood.years)
        return list(self._search.find(query, on=on).hits[:limit])

    def forget(self, conversation_id: str) -> int:
        """A person's conversation is deleted; returns how many turns it had."""
        return self._transcripts.forget(conversation_id)

    def _history(self, conversation_id: str | None) -> tuple[Turn, ...]:
        return self._transcripts.history(conversation_id) if conversation_id else ()

    def _walked(self, question: Question, on_step: Callable[[str], None] | None) -> tuple[Walk, dict[str, float]]:
        try:
            return self._pipeline.run(Walk(question, question.text), on_step=on_step)
        # The outer edge of answering: whatever broke, the person is told so and nothing is made up.
        except Exception:  # noqa: BLE001 - see above
            _log.exception("a question could not be answered")
            failed = Walk(question, mask(question.text)[:1000]).end(AnswerStatus.FAILED)
            told = self._wording.say("status", AnswerStatus.FAILED.value)
            return replace(failed, told=told, unit=self._wording.hotline), {}

    def _keep(self, answer: Answer, walk: Walk) -> None:
        self._transcripts.keep(
            answer,
            question=walk.text,
            subject=subject_of(walk),
            on=walk.question.on.isoformat(),
            channel=walk.question.channel,
            now=self._clock(),
        )


def subject_of(walk: Walk) -> str:
    """What a follow-up may go on from: the name of the guide or document answered from, else the question's own."""
    if walk.citations and walk.subject is not None:
        return walk.subject.title
    return walk.understanding.text if walk.understanding else ""
