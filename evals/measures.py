"""The numbers themselves: recall, nDCG and MRR of a ranking, overlap of two texts, AUROC and the curve of refusals.

Sources: nDCG by Järvelin and Kekäläinen 2002 with gains of 0 and 1; ROUGE-L by Lin 2004 over characters, F with
beta 1; AUROC as the Mann-Whitney statistic, ties counting half.
"""

import math
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass


def recall_at(ranking: Sequence[str], right: Collection[str], k: int) -> float:
    """1 when any right item stands among the first k, else 0: the meaning of R@k in all our sets."""
    return float(any(item in right for item in ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], right: Collection[str]) -> float:
    """1 / the place of the first right item, 0 when there is none."""
    return next((1 / place for place, item in enumerate(ranking, start=1) if item in right), 0.0)


def ndcg_at(ranking: Sequence[str], right: Collection[str], k: int = 10) -> float:
    """Gain of the right items by their places against the best order possible; 0..1."""
    gains = sum(1 / math.log2(place + 1) for place, item in enumerate(ranking[:k], start=1) if item in right)
    ideal = sum(1 / math.log2(place + 1) for place in range(1, min(len(right), k) + 1))
    return gains / ideal if ideal else 0.0


def plain(text: str) -> str:
    """What is compared of an answer: NFKC, lower case, without blanks, punctuation and control characters.

    The official answers were typed by people, who write 50％ for 50% and end where the sentence does not.
    """
    folded = unicodedata.normalize("NFKC", text).lower()
    return "".join(char for char in folded if unicodedata.category(char)[0] not in "PZC")


def rouge_l(answer: str, official: str) -> float:
    """F1 of the longest common subsequence of characters of two texts made plain; 0..1."""
    return _f1(_common_subsequence(answer, official), len(answer), len(official))


def character_f1(answer: str, official: str) -> float:
    """F1 of the characters two texts made plain share, whatever their order; 0..1."""
    return _f1((Counter(answer) & Counter(official)).total(), len(answer), len(official))


def auroc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """The chance that a positive scores above a negative; nan when there is none of either."""
    if not positives or not negatives:
        return math.nan
    marked = sorted([(score, 1) for score in positives] + [(score, 0) for score in negatives])
    rank_sum, start = 0.0, 0
    while start < len(marked):
        end = start
        while end < len(marked) and marked[end][0] == marked[start][0]:
            end += 1
        rank_sum += sum(label for _, label in marked[start:end]) * (start + 1 + end) / 2
        start = end
    count = len(positives)
    return (rank_sum - count * (count + 1) / 2) / (count * len(negatives))


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """What happens when everything from this confidence on is answered.

    answered: share of the answerable questions that get an answer. wrong: share of the unanswerable ones that do.
    wrong_among_answers: share of unanswerable questions among all answers given.
    """

    threshold: float
    answered: float
    wrong: float
    wrong_among_answers: float


def refusal_curve(positives: Sequence[float], negatives: Sequence[float]) -> list[CurvePoint]:
    """One point for every confidence that occurs, the strictest first. positives: of answerable questions."""
    points = []
    for threshold in sorted({*positives, *negatives}, reverse=True):
        good = sum(score >= threshold for score in positives)
        bad = sum(score >= threshold for score in negatives)
        points.append(
            CurvePoint(threshold, good / max(len(positives), 1), bad / max(len(negatives), 1), bad / (good + bad))
        )
    return points


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which this share of the values lies, nearest rank; 0.0 for none."""
    if not values:
        return 0.0
    return sorted(values)[max(math.ceil(share * len(values)) - 1, 0)]


def mean(values: Sequence[float]) -> float:
    """0.0 for none."""
    return sum(values) / len(values) if values else 0.0


def _f1(common: int, length: int, other: int) -> float:
    return 2 * common / (length + other) if common else 0.0


def _common_subsequence(first: str, second: str) -> int:
    """Length of the longest common subsequence, a row of the table in one integer (Hyyrö 2004)."""
    places: dict[str, int] = {}
    for position, char in enumerate(first):
        places[char] = places.get(char, 0) | 1 << position
    full = (1 << len(first)) - 1
    row = full
    for char in second:
        matches = row & places.get(char, 0)
        row = ((row + matches) | (row - matches)) & full
    return len(first) - row.bit_count()
