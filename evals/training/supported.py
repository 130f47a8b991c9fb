"""Fits what the check of generated sentences weighs: python -m evals.training.supported [--write].

Reads evals/questions/supporting.jsonl. The table it prints is cross-validated: each passage's sentences are judged by
weights fitted on the other passages.
"""

import argparse
import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.comparing import nearest_run
from bot.supporting import FEATURES, Ground, SupportCheck, SupportWeights
from evals.training import logistic
from kb.text import normalise
from kb.vocabulary import load_vocabulary

EXAMPLES = Path(str(files("evals").joinpath("questions/supporting.jsonl")))
WEIGHTS = Path(str(files("bot").joinpath("supporting.json")))
PENALTY = 1e-2
# At most this share of the unsupported sentences may pass. One that is wrongly dropped costs little: the quotation
# stands in for it.
MOST_WRONG = 0.02


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence with the passage it claims to rest on. group: number of the passage; kind: what is wrong with it."""

    group: int
    ground: Ground
    sentence: str
    supported: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Measured:
    """An example with what the exact rules say, its features, and its chance by weights that never saw its passage."""

    example: Example
    rule: str
    row: NDArray[np.float64]
    chance: float = 0.0


def read_examples(path: Path = EXAMPLES) -> list[Example]:
    """The labelled sentences shipped with the project."""
    found = []
    for group, line in enumerate(path.read_text("utf-8").splitlines()):
        row = json.loads(line)
        ground = Ground(row["passage"], row["around"])
        found += [Example(group, ground, sentence, True, "") for sentence in row["supported"]]
        found += [Example(group, ground, one["sentence"], False, one["kind"]) for one in row["unsupported"]]
    return found


def measured(check: SupportCheck, example: Example) -> Measured:
    """What the rules and the measures say of an example."""
    sentence = normalise(example.sentence)
    run = nearest_run(sentence, example.ground.text)
    text = normalise(run.of(example.ground.text)) if run else ""
    around = normalise(example.ground.around)
    features = check.features(sentence, text, around)
    row = np.array([features[name] for name in FEATURES])
    return Measured(example, check.broken_rule(sentence, text, around), row)


def cross_validated(rows: Sequence[Measured]) -> list[Measured]:
    """Each example with the chance given by weights fitted on the other passages."""
    found = []
    for group in sorted({row.example.group for row in rows}):
        bias, weights = fitted([row for row in rows if row.example.group != group])
        for row in rows:
            if row.example.group == group:
                chance = 1.0 / (1.0 + np.exp(-(bias + float(row.row @ weights))))
                found.append(Measured(row.example, row.rule, row.row, float(chance)))
    return found


def fitted(rows: Sequence[Measured]) -> tuple[float, NDArray[np.float64]]:
    """Bias and weights for telling apart what the exact rules leave: they see the rest, so the weights need not."""
    left = [row for row in rows if not row.rule]
    table, right = np.array([row.row for row in left]), np.array([row.example.supported for row in left])
    return logistic.fit(table, right, penalty=PENALTY, signed=True)


def threshold(rows: Sequence[Measured]) -> float:
    """The lowest chance at which no more than MOST_WRONG of the unsupported sentences are kept."""
    bad = [row for row in rows if not row.example.supported]
    wrong = sorted((row.chance for row in bad if not row.rule), reverse=True)
    allowed = int(MOST_WRONG * len(bad))
    return round(wrong[allowed] + 1e-4, 4) if allowed < len(wrong) else 0.0


def table_of(rows: Sequence[Measured], enough: float) -> str:
    """How many sentences each half of the check keeps, and what kinds of fault get through."""
    ways: dict[str, Callable[[Measured], bool]] = {
        "rules": lambda row: not row.rule,
        "measures": lambda row: row.chance >= enough,
        "both": lambda row: not row.rule and row.chance >= enough,
    }
    good = [row for row in rows if row.example.supported]
    bad = [row for row in rows if not row.example.supported]
    lines = [f"{'':10}{'supported kept':>16}{'unsupported kept':>18}"]
    for name, kept in ways.items():
        lines.append(f"{name:10}{sum(map(kept, good)) / len(good):>16.3f}{sum(map(kept, bad)) / len(bad):>18.3f}")
    through = Counter(row.example.kind for row in bad if ways["both"](row))
    kinds = Counter(row.example.kind for row in bad)
    lines += [f"  {kind:12}{through[kind]} of {count}" for kind, count in kinds.most_common()]
    return "\n".join(lines)


def main() -> None:
    """The command line."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--write", action="store_true")
    reader.add_argument("--show", action="store_true", help="the sentences that are judged wrongly")
    given = reader.parse_args()
    nothing = SupportWeights(0.0, dict.fromkeys(FEATURES, 0.0), 0.0)
    check = SupportCheck(load_vocabulary(), nothing)
    plain = [measured(check, example) for example in read_examples()]
    rows = cross_validated(plain)
    enough = threshold(rows)
    bias, weights = fitted(plain)
    held = {name: round(float(weight), 4) for name, weight in zip(FEATURES, weights, strict=True)}
    print(table_of(rows, enough))  # noqa: T201
    print(json.dumps({"bias": round(bias, 4), "weights": held, "enough": enough}))  # noqa: T201
    if given.show:
        for row in rows:
            kept = not row.rule and row.chance >= enough
            if kept != row.example.supported:
                print(row.example.kind or "good", row.rule, round(row.chance, 3), row.example.sentence)  # noqa: T201
    if given.write:
        words = json.dumps({"bias": round(bias, 4), "weights": held, "enough": enough}, indent=1)
        WEIGHTS.write_text(words + "\n", "utf-8")


if __name__ == "__main__":
    main()
