"""Choosing what to quote: one to three spans, word for word, that answer the question and no more than it.

Passages are cut into parts at commas and sentence ends. The reader (bot/reader) says of each part whether it lies in
the answer, opens it or closes it; the run that is expected to share most with the answer is quoted. Of a table the row
that has most of the question is.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.lists import ADDRESS
from bot.quotation_support import Support, log_odds, support_of
from bot.reader.layout import heading_of
from bot.reader.reader import Reader
from bot.reader.runs import best_run
from bot.sources import Asked, Source, sentence_of
from bot.understanding import Aspect
from kb.question_terms import fold
from kb.sentences import Span, parts

# So many passages are read at most.
MOST_READ = 3
# Where the reader is as sure as this of a passage, the next one is left unread.
_SURE = 0.55
# A passage that was found behind another must be so much likelier to answer, in log odds.
_BEHIND = 1.0
# What is left of the chance of words that lack the number asked for.
_UNFIT = 0.25
# A line of a name and a day: 某市民政局 2020年2月2日.
_SIGNATURE = re.compile(r"[^，。；：、！]{0,40}?\s*\d{4}年\d{1,2}月\d{1,2}日")


@dataclass(frozen=True, slots=True)
class Chosen:
    """A stretch to quote: which source, its span in the version's text, and its support.

    chance: 0..1, that its source answers.
    """

    source: int
    start: int
    end: int
    support: Support
    chance: float


def beyond_title(text: str, start: int, end: int, *, title: str) -> int:
    """Where the words begin once the title, if the span opens with or near it, has been passed; start otherwise.

    A title holds the question's words and answers nothing.
    """
    at = text.find(title, start, end) if len(title) > 4 else -1
    beyond = at + len(title)
    return beyond if at >= 0 and at - start <= 40 and text[beyond:end].strip() else start


def choose(sources: Sequence[Source], asked: Asked, reader: Reader) -> Chosen | None:
    """The stretch to quote; None when the sources hold no words."""
    candidates = enumerate(_candidates(sources, asked, reader))
    _, chosen = max(candidates, key=lambda one: log_odds(one[1].chance) - _BEHIND * one[0], default=(0, None))
    return chosen


def _candidates(sources: Sequence[Source], asked: Asked, reader: Reader) -> Iterator[Chosen]:
    """What each of the first sources with words in them would answer, until one is sure to."""
    count = 0
    for index, source in enumerate(sources):
        chosen = _row(index, source, asked) if source.is_table else _run(index, source, asked, reader)
        if chosen is None:
            continue
        yield chosen
        count += 1
        if count == MOST_READ or chosen.chance >= _SURE:
            return


def _run(index: int, source: Source, asked: Asked, reader: Reader) -> Chosen | None:
    """The run of prose that answers best; None where nothing speaks."""
    spans = parts(source.text, start=source.start, end=source.end)
    if not spans:
        return None
    reading = reader.read(asked.text, heading_of(source.context), source.text, spans)
    read = spans[: len(reading.inside)]
    if not read:
        return None
    owner = sentence_of(source, read)
    silent = _silent(source, asked)[owner]
    if silent.all():
        return None
    reading = reading.without(silent)
    sizes = np.array([span.end - span.start for span in read], float)
    fits = _fits(source, asked)[owner]
    run = best_run(reading, sizes, fits)
    stretch = Span(read[run.first].start, read[run.last].end)
    best = run.first + int(reading.inside[run.first : run.last + 1].argmax())
    support = support_of(
        source,
        asked,
        run=stretch,
        best=read[best],
        chance=float(1 / (1 + np.exp(-reading.inside[best]))),
        relevance=reading.relevance,
    )
    chance = reading.relevance * (1.0 if fits[run.first : run.last + 1].any() else _UNFIT)
    return Chosen(index, stretch.start, stretch.end, support, chance)


def _row(index: int, source: Source, asked: Asked) -> Chosen | None:
    """The row that has most of the question, with what its header has: the reader has not learnt to read tables."""
    rows = source.sentences
    held = [_share(fold(f"{source.context}\n{row.of(source.text)}"), asked) for row in rows]
    if not rows:
        return None
    best = rows[held.index(max(held))]
    support = support_of(source, asked, run=best, best=best, chance=max(held), relevance=max(held))
    return Chosen(index, best.start, best.end, support, max(held))


def _share(words: str, asked: Asked) -> float:
    """Of the question's terms, by rarity, that stand in the words."""
    total = sum(term.rarity for term in asked.terms)
    return sum(term.rarity for term in asked.terms if term.stands_in(words)) / total if total else 0.0


def _silent(source: Source, asked: Asked) -> NDArray[np.bool_]:
    """Whether each sentence does not speak: it says nothing, or another tells outright what is asked."""
    said = [one.of(source.text) for one in source.sentences]
    telling = np.array([bool(asked.outright and asked.outright.search(fold(one))) for one in said])
    return ~telling if telling.any() else np.array([_says_nothing(one, asked) for one in said])


def _says_nothing(sentence: str, asked: Asked) -> bool:
    """Of a question, which what stands under it answers, of an address, and of a signature."""
    if sentence.endswith(("？", "?")) or ADDRESS.fullmatch(sentence):
        return True
    is_for_a_day = bool(asked.aspects & {Aspect.TIME, Aspect.VALIDITY})
    return not is_for_a_day and bool(_SIGNATURE.fullmatch(sentence))


def _fits(source: Source, asked: Asked) -> NDArray[np.bool_]:
    """Whether each sentence can answer a question for a number; every one, where none is asked for."""
    if asked.quantity is None:
        return np.ones(len(source.sentences), bool)
    return np.array([bool(asked.quantity.search(fold(one.of(source.text)))) for one in source.sentences])
