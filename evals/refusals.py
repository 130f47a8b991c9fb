"""Does the engine know what it does not know? Answerable questions against those whose documents were withdrawn."""

import math
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.answers import AnswerStatus
from evals.absence import Absence
from evals.asking import Asked
from evals.corpus import Corpus, Progress
from evals.measures import CurvePoint, auroc, percentile, refusal_curve
from kb.cards import DocumentCard
from kb.documents import DocumentKind, PublicationState
from kb.library import Library
from service.compose import open_desk

TOLERATED_WRONG = 0.05
_ANSWERS = frozenset(status for status in AnswerStatus if status.has_quotations)
_PAGE = 500


@dataclass(frozen=True, slots=True)
class Refusals:
    """The answers to both kinds of questions."""

    answerable: tuple[Asked, ...]
    unanswerable: tuple[Asked, ...]

    @property
    def curve(self) -> list[CurvePoint]:
        """Strictest first."""
        return refusal_curve(_confidences(self.answerable), _confidences(self.unanswerable))


def summarise(refusals: Refusals) -> dict[str, float]:
    """AUROC and points of the curve, and what the engine itself decided.

    answered_at_5_percent_wrong: share of the answerable questions answered where at most 5 % of the unanswerable
    ones are. answered_at_5_percent_of_answers: where at most 5 % of all answers given are to unanswerable ones;
    that depends on how many of either are asked. decided_…: the same two shares at the engine's own threshold.
    """
    good, bad = refusals.answerable, refusals.unanswerable
    times = [asked.milliseconds for asked in (*good, *bad)]
    return {
        "n": len(good) + len(bad),
        "answerable": len(good),
        "unanswerable": len(bad),
        "auroc": auroc(_confidences(good), _confidences(bad)),
        "answered_at_5_percent_wrong": _answered(refusals.curve, lambda p: p.wrong),
        "answered_at_5_percent_of_answers": _answered(refusals.curve, lambda p: p.wrong_among_answers),
        "decided_answered": _quoted(good),
        "decided_wrong": _quoted(bad),
        "ask_p50_ms": percentile(times, 0.5),
        "ask_p99_ms": percentile(times, 0.99),
    }


def texts_of(library: Library) -> dict[str, str]:
    """The stored text of every published document by its id."""
    texts: dict[str, str] = {}
    for cards in _published(library):
        versions = library.texts([card.version_id for card in cards])
        texts.update((card.id, versions[card.version_id]) for card in cards)
    return texts


def explained_in(library: Library) -> dict[str, str]:
    """By the id of every published interpretation, the id of the document it explains, where that is held here."""
    pages = _published(library, DocumentKind.INTERPRETATION)
    return {reader: target.id for cards in pages for reader, target in library.explained(cards).items()}


def _published(library: Library, kind: DocumentKind | None = None) -> Iterator[list[DocumentCard]]:
    """The cards of all published documents, or of one kind, a page at a time."""
    offset = 0
    while cards := library.listed(offset=offset, limit=_PAGE, kind=kind, state=PublicationState.PUBLISHED):
        yield cards
        offset += _PAGE


def without(corpus: Corpus, absence: Absence, *, now: datetime, progress: Progress) -> Corpus:
    """A copy of the home in which the documents are withdrawn, as an editor would do it."""
    home = corpus.settings.home.with_name(f"{corpus.settings.home.name}-without")
    shutil.rmtree(home, ignore_errors=True)
    shutil.copytree(corpus.settings.home, home, ignore=shutil.ignore_patterns("index.lock", "server.json", "reports"))
    settings = corpus.settings.model_copy(update={"home": home})
    with open_desk(settings) as desk:
        for identity in sorted(absence.withdrawn):
            desk.store.catalogue.withdraw(identity, now=now)
        desk.indexer.apply(now=now, progress=lambda done, total: progress("撤下文件", done, total))
    return Corpus(settings, corpus.names)


def discard(corpus: Corpus) -> None:
    """The copy is gone."""
    shutil.rmtree(Path(corpus.settings.home), ignore_errors=True)


def _answered(curve: Sequence[CurvePoint], wrong: Callable[[CurvePoint], float]) -> float:
    return max((point.answered for point in curve if wrong(point) <= TOLERATED_WRONG), default=0.0)


def _quoted(rows: Sequence[Asked]) -> float:
    quoted = sum(asked.answer.status in _ANSWERS for asked in rows)
    return quoted / len(rows) if rows else math.nan


def _confidences(rows: Sequence[Asked]) -> list[float]:
    return [asked.confidence for asked in rows]
