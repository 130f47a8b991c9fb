"""Makes the question whole and reads what it asks for."""

from collections.abc import Sequence
from dataclasses import replace

from bot.conversation import Turn
from bot.understanding import Cues, Understanding, understand
from bot.walk import Walk
from kb.text import normalise
from kb.vocabulary import Vocabulary

# A question of no more characters than this once its question words are gone has no subject of its own.
SUBJECT_CHARACTERS = 2


class Understand:
    """Reads aspects, numbers, places and years; a follow-up takes its subject from the turn before."""

    name = "understand"

    def __init__(self, cues: Cues, vocabulary: Vocabulary) -> None:
        self._cues = cues
        self._vocabulary = vocabulary

    def take(self, walk: Walk) -> Walk:
        """The walk with its understanding."""
        alone = understand(walk.text, cues=self._cues, vocabulary=self._vocabulary)
        whole = self._completed(walk, alone)
        return replace(walk, understanding=whole).noting(
            self.name,
            text=whole.text,
            aspects=sorted(aspect.value for aspect in whole.aspects),
            numbers=[str(number) for number in whole.numbers],
            regions=list(whole.regions),
            years=list(whole.years),
            named=whole.named,
            expansions=[[e.said, e.official] for e in whole.expansions],
            goes_on=whole.goes_on,
        )

    def _completed(self, walk: Walk, alone: Understanding) -> Understanding:
        if not walk.question.history or alone.numbers or alone.codes or not self._goes_on(alone):
            return alone
        before, own = walk.question.history[-1], self._cues.linking.sub("", alone.text) or alone.text
        subject = self._subject(walk.question.history, asks=bool(alone.aspects))
        joined = understand(f"{subject} {own}", cues=self._cues, vocabulary=self._vocabulary)
        aspects = alone.aspects or joined.aspects
        return replace(joined, aspects=aspects, goes_on=True, asks_itself=own, favoured=before.document_ids)

    def _subject(self, history: Sequence[Turn], *, asks: bool) -> str:
        """What the turn before was about; without what it asked for where the follow-up asks for something else."""
        subject = history[-1].subject or history[-1].question
        is_question = any(subject in turn.question for turn in history)
        return self._cues.without_aspects(normalise(subject)) if asks and is_question else subject

    def _goes_on(self, alone: Understanding) -> bool:
        plain = normalise(alone.text)
        if self._cues.opening.search(plain) or self._cues.pronoun.search(plain):
            return True
        if not self._characters(self._cues.without_aspects(self._cues.course.sub(" ", plain))):
            return True
        if alone.expansions:
            # 低保标准是多少 is short, and names what it is about in words we know.
            return False
        own = self._cues.without_aspects(plain)
        return self._characters(own) <= SUBJECT_CHARACTERS

    def _characters(self, text: str) -> int:
        return sum(len(word) for word in self._vocabulary.segmenter.content_words(text))
