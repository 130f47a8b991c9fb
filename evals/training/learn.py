"""Learns the weights that ship: python -m evals.training.learn --home DIR --notices DIR2 FILE [--write].

Reads evals/questions/training.jsonl, and for judging judging.jsonl as well, over the demo corpus; for judging also
notices.jsonl over the documents of FILE (scripts/reader/documents.jsonl), so that it knows news beside regulations.
Without --write it only prints what it would change. What is set by hand (the ranking itself, thresholds) stays as it
is.
"""

import argparse
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

import numpy as np

from bot.steps.judge import FEATURES as JUDGED
from evals.corpus import Corpus, opened, prepare, prepare_demo
from evals.errors import EvaluationError
from evals.forms import read_questions
from evals.measures import auroc
from evals.training import logistic
from evals.training.samples import (
    Lesson,
    Samples,
    documents_found,
    guides_found,
    joined,
    lessons_of,
    quotations_judged,
)
from kb.library import Library
from kb.measuring import FEATURES as RANKED

QUESTIONS = Path(str(files("evals").joinpath("questions/training.jsonl")))
# To documents that the reader has not seen in training: on others it is surer of itself than it may be.
FOR_JUDGING = QUESTIONS.with_name("judging.jsonl")
OF_NOTICES = QUESTIONS.with_name("notices.jsonl")


# What speaks of guides alone has a model of its own: prose is not to pay for it.
OF_NAMES = ("name_unsaid", "another_act", "outsiders")
# What the correction of their chances is learnt over (kb.ranking.GuideConfidence).
OF_GUIDES = ("known", "name_unsaid", "another_act")

Model = tuple[float, dict[str, float], float]
"""Bias, weights by feature, and area under the curve on the training questions."""


def learn(home: Path, notices: tuple[Path, Path]) -> dict[str, Model]:
    """Each of the three models. notices: a home for the invented documents, and their file."""
    now = datetime.now(tz=UTC)
    demo = prepare_demo(home, now=now, progress=_quiet)
    with opened(demo, now=now, progress=_quiet) as parts:
        lessons = _lessons(demo, parts.library, QUESTIONS)
        documents = documents_found(parts.engine, lessons)
        guides = guides_found(parts.engine, lessons)
        judged = quotations_judged(parts.engine, [*lessons, *_lessons(demo, parts.library, FOR_JUDGING)])
    invented = prepare([notices[1]], notices[0], now=now, progress=_quiet)
    with opened(invented, now=now, progress=_quiet) as parts:
        judged = joined(judged, quotations_judged(parts.engine, _lessons(invented, parts.library, OF_NOTICES)))
    documents.rows[:, _columns(OF_NAMES)] = 0.0
    confidence = _fitted(documents, RANKED)
    return {
        "confidence": confidence,
        "guides": _fitted(_corrected(guides, confidence), OF_GUIDES),
        "judging": _fitted(judged, JUDGED),
    }


def _lessons(corpus: Corpus, library: Library, file: Path) -> list[Lesson]:
    questions = read_questions(file)
    found = list(lessons_of(questions, {q.id: corpus.right(q, library) for q in questions}))
    if not found:
        raise EvaluationError(f"no question of {file.name} names a document held here: check the file of documents")
    return found


def _columns(names: Sequence[str]) -> list[int]:
    return [RANKED.index(name) for name in names]


def _corrected(guides: Samples, confidence: Model) -> Samples:
    """What kb.ranking.GuideConfidence corrects by: the log odds there were, and what the name says."""
    bias, weights, _ = confidence
    known = bias + guides.rows @ np.array([weights.get(name, 0.0) for name in RANKED])
    # Too few of our questions meet a guide for outsiders to learn from: whom it is for weighs as much as for what.
    unsaid, act, outsiders = guides.rows[:, _columns(OF_NAMES)].T
    return Samples(np.column_stack([known, unsaid, act + outsiders]), guides.right)


def _fitted(samples: Samples, names: tuple[str, ...]) -> Model:
    bias, weights = logistic.fit(samples.rows, samples.right)
    scores = samples.rows @ weights
    area = auroc(scores[samples.right].tolist(), scores[~samples.right].tolist())
    held = {name: round(float(w), 4) for name, w in zip(names, weights, strict=True) if abs(w) > 1e-4}
    return round(bias, 4), held, area


def _write(path: Path, bias: float, weights: dict[str, float], *, inside: str | None = None) -> None:
    table = json.loads(path.read_text("utf-8"))
    held = table[inside] if inside else table
    held["bias"], held["weights"] = bias, weights
    path.write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _write_guides(path: Path, values: dict[str, float]) -> None:
    table = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps(table | {"guides": values}, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _quiet(*_: object) -> None:
    return None


def main() -> None:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--home", type=Path, required=True)
    reader.add_argument("--notices", type=Path, nargs=2, required=True, metavar=("HOME", "DOCUMENTS"))
    reader.add_argument("--write", action="store_true")
    given = reader.parse_args()
    models = learn(given.home, tuple(given.notices))
    for name, (bias, weights, area) in models.items():
        print(json.dumps({"model": name, "auroc": round(area, 3), "bias": bias, "weights": weights}))  # noqa: T201
    if given.write:
        judging = models["judging"][1]
        if "missing" in judging:
            judging["missing"] = -judging["missing"]
        _write(Path(str(files("kb").joinpath("ranking.json"))), *models["confidence"][:2], inside="confidence")
        bias, weights, _ = models["guides"]
        known = dict.fromkeys(OF_GUIDES, 0.0) | weights
        _write_guides(Path(str(files("kb").joinpath("ranking.json"))), {"bias": bias, **known})
        _write(Path(str(files("bot").joinpath("judging.json"))), models["judging"][0], judging)


if __name__ == "__main__":
    main()
