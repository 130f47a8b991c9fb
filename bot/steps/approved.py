"""What a unit has approved as its answer is given word for word, before anything is searched (R§5.10)."""

import threading
from dataclasses import replace

from bot.answers import AnswerStatus, Citation
from bot.approved_matching import ApprovedIndex, MatchingRules
from bot.citing import cite, labels_at
from bot.understanding import Cues
from bot.walk import Walk
from kb.approved import ApprovedAnswer, ApprovedReader, SourceNow
from kb.library import Library
from kb.vocabulary import Vocabulary


class AnswerAsApproved:
    """Ends the search with an approved answer when the question is the one it was approved for."""

    name = "approved"

    def __init__(
        self, reader: ApprovedReader, library: Library, *, cues: Cues, vocabulary: Vocabulary, rules: MatchingRules
    ) -> None:
        self._reader = reader
        self._library = library
        self._cues = cues
        self._vocabulary = vocabulary
        self._rules = rules
        self._lock = threading.Lock()
        self._held: tuple[tuple[int, int], ApprovedIndex] | None = None

    def take(self, walk: Walk) -> Walk:
        """The walk as it is, or answered; what no longer stands on its sources is passed over and said so."""
        match = self._index().match(walk.understood.text)
        if match is None:
            return walk
        found = self._reader.giveable(match.approved_id, on=walk.question.on)
        walk = walk.noting(self.name, approved=match.approved_id, score=round(match.score, 3), given=found is not None)
        return walk if found is None else self._answered(walk, *found)

    def _answered(self, walk: Walk, approved: ApprovedAnswer, sources: list[SourceNow]) -> Walk:
        citations = tuple(self._citation(source) for source in sources)
        return replace(
            walk,
            status=AnswerStatus.ANSWERED,
            approved=approved,
            citations=citations,
            labels=("",) * len(citations),
            subject=sources[0].card,
        )

    def _citation(self, source: SourceNow) -> Citation:
        labels = labels_at(self._library.clauses_of(source.card.id), source.start, source.end)
        return cite(source.card, source.validity, text=source.text, start=source.start, end=source.end, labels=labels)

    def _index(self) -> ApprovedIndex:
        """The index of the active answers as they are now; made anew when any of them changed."""
        stamp = self._reader.stamp()
        held = self._held
        if held is not None and held[0] == stamp:
            return held[1]
        with self._lock:
            if self._held is None or self._held[0] != stamp:
                active = self._reader.active()
                before = self._held[1] if self._held else None
                index = ApprovedIndex(
                    active, cues=self._cues, vocabulary=self._vocabulary, rules=self._rules, before=before
                )
                self._held = (stamp, index)
            return self._held[1]
