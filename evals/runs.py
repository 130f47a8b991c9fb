"""One run of each measure: ask, score, set beside the baselines, and what the report shows of it."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.steps.find import query_of
from bot.understanding import Cues, load_cues, understand
from evals import answers, charts, guards, metadata, refusals, retrieval
from evals.ablation import ablate
from evals.absence import plan_absence
from evals.asking import Answering, ask_all
from evals.baselines.afternoon import Afternoon
from evals.baselines.baseline import Baseline
from evals.baselines.quoting import Quoting
from evals.baselines.single import MeaningAlone, ReciprocalRanks, WordsAlone
from evals.cases import badness, misjudged, ranked_case, refusal_case, scored_case, shown
from evals.corpus import Corpus, Progress, opened
from evals.errors import EvaluationError
from evals.forms import EvalQuestion, SourceDocument
from evals.measures import ndcg_at, percentile
from evals.report import Report
from kb.ranking import load_weights
from service.compose import Parts
from service.compose_engine import ground_of, search_on

# What is withdrawn for honest refusals, as a share of the questions.
WITHDRAWN_SHARE = 0.3
# Enough to time asking where only finding is measured.
_TIMED_QUESTIONS = 100
OURS = "jiedu"

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Setting:
    """What a run needs beside the questions. seed: of every choice made by chance."""

    corpus: Corpus
    now: datetime
    progress: Progress
    with_baselines: bool = False
    seed: int = 13


@dataclass(frozen=True)
class Outcome:
    """What is printed, and the report."""

    figures: Figures
    report: Report
    baselines: Mapping[str, Figures] = field(default_factory=dict)
    kinds: Mapping[str, Figures] = field(default_factory=dict)


def run_retrieval(setting: Setting, questions: Sequence[EvalQuestion]) -> Outcome:
    """Where the right documents stand. Questions that need their conversation are asked, not searched for."""
    with opened(setting.corpus, now=setting.now, progress=setting.progress) as parts:
        right = _right(setting, questions, parts)
        kept = [q for q in questions if right[q.id] and q.answerable and not q.history]
        if not kept:
            raise EvaluationError("no question names a document of this corpus: check that both files belong together")
        rows = retrieval.rank_with_engine(parts.engine, kept, right, tick=_tick(setting, "检索", len(kept)))
        timed = kept[:_TIMED_QUESTIONS]
        asked = list(ask_all(parts.engine, timed, tick=_tick(setting, "计时", len(timed))))
        baselines = {
            baseline.name: retrieval.summarise(
                retrieval.rank_with_baseline(baseline, kept, right, tick=_tick(setting, baseline.name, len(kept)))
            )
            for baseline in _baselines(setting, parts)
        }
        titles = {i: card.title for i, card in parts.library.cards({i for row in rows for i in shown(row)}).items()}
    times = [one.milliseconds for one in asked]
    spent = {"ask_p50_ms": percentile(times, 0.5), "ask_p99_ms": percentile(times, 0.99)}
    figures = {**retrieval.summarise(rows), **spent, "skipped": float(len(questions) - len(kept))}
    kinds = dict.fromkeys(row.question.kind for row in rows if row.question.kind)
    by_kind = {kind: retrieval.summarise([row for row in rows if row.question.kind == kind]) for kind in kinds}
    report = Report(
        "检索评测",
        {OURS: figures, **baselines},
        by_kind,
        {"各系统": charts.bars(_by_figure({OURS: figures, **baselines}, ("r1", "r5", "r10", "ndcg10", "mrr")), up="")},
        [ranked_case(row, titles) for row in sorted(rows, key=lambda row: ndcg_at(row.documents, row.right))],
    )
    return Outcome(figures, report, baselines, by_kind)


def run_ablation(setting: Setting, questions: Sequence[EvalQuestion]) -> dict[str, dict[str, float]]:
    """The figures of finding without each part of the ranking."""
    with opened(setting.corpus, now=setting.now, progress=setting.progress) as parts:
        right = _right(setting, questions, parts)
        kept = [q for q in questions if right[q.id] and q.answerable and not q.history]
        if not kept:
            raise EvaluationError("no question names a document of this corpus: check that both files belong together")
        cues, vocabulary = Cues(load_cues()), parts.desk.vocabulary
        return ablate(
            search_on(ground_of(parts.desk), setting.corpus.settings),
            lambda question: query_of(understand(question.text, cues=cues, vocabulary=vocabulary)),
            load_weights(),
            kept,
            right,
            tick=_tick(setting, "检索", len(kept)),
        )


def run_answers(setting: Setting, questions: Sequence[EvalQuestion]) -> Outcome:
    """What is quoted, against the official answers."""
    with opened(setting.corpus, now=setting.now, progress=setting.progress) as parts:
        right = _right(setting, questions, parts)
        asked = list(ask_all(parts.engine, questions, tick=_tick(setting, "提问", len(questions))))
        rows = answers.score_all(asked, right, parts.library)
        baselines = {}
        for baseline in _baselines(setting, parts):
            tick = _tick(setting, baseline.name, len(questions))
            quoted = list(ask_all(Quoting(baseline, parts.library), questions, tick=tick))
            baselines[baseline.name] = answers.summarise(answers.score_all(quoted, right, parts.library))
    figures, kinds = answers.summarise(rows), answers.by_kind(rows)
    values = [row.rouge_l for row in rows if row.rouge_l is not None]
    report = Report(
        "回答评测",
        {OURS: figures, **baselines},
        kinds,
        {
            "各系统": charts.bars(_by_figure({OURS: figures, **baselines}, ("rouge_l", "f1", "verbatim")), up=""),
            "ROUGE-L 的分布": charts.histogram(values, across="rouge_l"),
        },
        [scored_case(row) for row in sorted(rows, key=badness)],
    )
    return Outcome(figures, report, baselines, kinds)


def run_refusals(setting: Setting, questions: Sequence[EvalQuestion]) -> Outcome:
    """Whether confidence tells answerable questions from those whose documents were withdrawn."""
    with opened(setting.corpus, now=setting.now, progress=setting.progress) as parts:
        right = _right(setting, questions, parts)
        texts, explained = refusals.texts_of(parts.library), refusals.explained_in(parts.library)
    # The seed makes the same documents absent in every run, so that two runs compare.
    chance = random.Random(setting.seed)  # noqa: S311 - a sample, no secret
    absence = plan_absence(questions, right, texts, share=WITHDRAWN_SHARE, randomness=chance, explained=explained)
    if not absence.unanswerable or not absence.answerable:
        raise EvaluationError("refusals need answerable and unanswerable questions: give more questions")
    reduced = refusals.without(setting.corpus, absence, now=setting.now, progress=setting.progress)
    try:
        with opened(reduced, now=setting.now, progress=setting.progress) as parts:
            found = _refusals(setting, absence.answerable, absence.unanswerable, parts.engine, "提问")
            others = {
                baseline.name: _refusals(
                    setting, absence.answerable, absence.unanswerable, Quoting(baseline, parts.library), baseline.name
                )
                for baseline in _baselines(setting, parts)
            }
    finally:
        refusals.discard(reduced)
    figures = {**refusals.summarise(found), "withdrawn": float(len(absence.withdrawn))}
    baselines = {name: refusals.summarise(one) for name, one in others.items()}
    curves = {name: [(p.wrong, p.answered) for p in one.curve] for name, one in {OURS: found, **others}.items()}
    plots = {"作答份额与误答份额": charts.lines(curves, across="wrong", up="answered")}
    cases = [refusal_case(asked, answerable=False) for asked in found.unanswerable]
    cases += [refusal_case(asked, answerable=True) for asked in found.answerable]
    cases.sort(key=misjudged, reverse=True)
    return Outcome(figures, Report("拒答评测", {OURS: figures, **baselines}, {}, plots, cases), baselines)


def run_guards(setting: Setting, refuse: Sequence[EvalQuestion], keep: Sequence[EvalQuestion]) -> Outcome:
    """Whether what must be refused is, and nothing else."""
    with opened(setting.corpus, now=setting.now, progress=setting.progress) as parts:
        tick = _tick(setting, "提问", len(refuse) + len(keep))
        found = guards.ask_banks(parts.engine, refuse, keep, tick=tick)
    figures = guards.summarise(found)
    kinds = guards.by_kind(found)
    cases = [refusal_case(one, answerable=False) for one in found.let_through]
    cases += [refusal_case(one, answerable=True) for one in found.turned_away]
    return Outcome(figures, Report("拒答题库评测", {OURS: figures}, kinds, {}, cases), kinds=kinds)


def run_metadata(
    documents: Sequence[SourceDocument], truths: Mapping[str, Mapping[str, object]], *, progress: Progress
) -> Outcome:
    """Whether facts are read from pages as their records state them."""
    done = iter(range(1, len(documents) + 1))
    rows = metadata.compare(documents, truths, tick=lambda: progress("读取", next(done), len(documents)))
    if not rows:
        raise EvaluationError("no record states a fact to compare with: title, doc_no, issuer, index_no, written, …")
    figures = metadata.summarise(rows)
    wrong = [row for row in rows if not row.is_right]
    cases = [{"document": r.document, "fact": r.fact.value, "truth": r.truth, "found": r.found} for r in wrong]
    return Outcome(figures, Report("元数据评测", {OURS: figures}, cases=cases))


def _right(setting: Setting, questions: Sequence[EvalQuestion], parts: Parts) -> dict[str, frozenset[str]]:
    return {question.id: setting.corpus.right(question, parts.library) for question in questions}


def _baselines(setting: Setting, parts: Parts) -> list[Baseline]:
    if not setting.with_baselines:
        return []
    desk = parts.desk
    afternoon = Afternoon(desk, progress=lambda done, total: setting.progress("langchain", done, total))
    return [WordsAlone(desk), MeaningAlone(desk), ReciprocalRanks(desk), afternoon]


def _tick(setting: Setting, doing: str, total: int) -> Callable[[], None]:
    done = iter(range(1, total + 1))
    return lambda: setting.progress(doing, next(done), total)


def _refusals(
    setting: Setting, good: Sequence[EvalQuestion], bad: Sequence[EvalQuestion], engine: Answering, doing: str
) -> refusals.Refusals:
    tick = _tick(setting, doing, len(good) + len(bad))
    return refusals.Refusals(tuple(ask_all(engine, good, tick=tick)), tuple(ask_all(engine, bad, tick=tick)))


def _by_figure(systems: Mapping[str, Figures], names: Sequence[str]) -> dict[str, dict[str, float]]:
    return {name: {system: figures.get(name, 0.0) for system, figures in systems.items()} for name in names}
