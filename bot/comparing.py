"""Where in a passage a generated sentence comes from, and whether it says there what the sentence says.

Everything here compares folded texts (kb.text.normalise) by their two-character stretches.
"""

import itertools
import re
from collections.abc import Sequence

from bot.agreeing import contradicts, drops_exception, says_how, widened
from bot.verbatim import Quantity, bounds_of, is_held, quantities
from kb.sentences import Span, parts, sentences
from kb.text import normalise

# A sentence drawn from farther apart than this is a summary, which a comparison of words cannot check.
_LONGEST_RUN = 400
_MOST_SENTENCES = 8
# A further sentence in the run must bring this share of the generated one.
_PRICE = 0.04
# A part with fewer pairs says too little to be compared.
SHORTEST_PART = 3
# From this share of shared pairs on, two parts are about the same thing.
_SAME_THING = 0.34
# Another number's words fit this much better: the number was put where it does not belong.
_BETTER = 0.18
# Words farther before a number than this say nothing of it.
_FAR = 40
# The words right before it say whose it is: 一级每人每月240元.
_NEAR = 8
# Characters that only join words.
_EMPTY = frozenset("的了是为按由与和在及或其各每共约计等")
# The case a clause speaks of: what ends in 的 before its comma. So much of it must be told with the clause.
_CASE = re.compile(r"^(?!.*(?:下列|以下|之一))[^，,。；;：:\n]{2,}的[，,]$")
_CASE_TOLD = 0.5
# A part of a source sentence is taken over when it holds so much of the generated one.
_TAKEN = 0.2
# Parts of nearly the same nearness are all looked at for a contradiction.
_AS_NEAR = 0.04
# How a document calls itself; nobody repeats it.
_OWN_NAME = re.compile(r"本(?:办法|条例|规定|细则|法|决定|通知|意见)")


def nearest_run(sentence: str, text: str) -> Span | None:
    """The run of neighbouring sentences that holds most of a folded sentence, no longer than it must be."""
    spans = sentences(text)
    wanted, numbers = pairs_of(sentence), {quantity.value for quantity in quantities(sentence)}
    best: tuple[float, Span] | None = None
    folded = [normalise(span.of(text)) for span in spans]
    for first in range(len(spans)):
        held: set[str] = set()
        counted: set[str] = set()
        for last in range(first, min(first + _MOST_SENTENCES, len(spans))):
            if last > first and spans[last].end - spans[first].start > _LONGEST_RUN:
                break
            held |= pairs_of(folded[last])
            counted |= {quantity.value for quantity in quantities(folded[last])}
            share = share_of(wanted, held) + (0.3 * len(numbers & counted) / len(numbers) if numbers else 0.0)
            worth = share - _PRICE * (last - first)
            if best is None or worth > best[0] + 1e-9:
                best = (worth, Span(spans[first].start, spans[last].end))
    return best[1] if best else None


def pairs_of(text: str) -> set[str]:
    """Every two characters that stand beside each other in a word or between words, not across marks."""
    return {a + b for a, b in itertools.pairwise(text) if a.isalnum() and b.isalnum()}


def number_at_fault(sentence: str, run: str, whole: str) -> str:
    """What is wrong with the numbers of the sentence: "number", "bound", "misplaced"; "" for nothing.

    whole: the run with its headings and title.
    """
    there, here = quantities(whole), quantities(sentence)
    in_run = quantities(run)
    for quantity in here:
        if not is_held(quantity, there, whole):
            return "number"
        same = [one for one in in_run if one.value == quantity.value]
        bounds = bounds_of(quantity, sentence)
        if same and bounds not in {bounds_of(one, run) for one in same}:
            return "bound"
        if same and _belongs_elsewhere(quantity, here, sentence, in_run, run):
            return "misplaced"
    return ""


def _belongs_elsewhere(
    quantity: Quantity, here: Sequence[Quantity], sentence: str, there: Sequence[Quantity], run: str
) -> bool:
    """Whether the words before the number stand, in the run, before another number of its kind."""
    wanted = pairs_of(_before(quantity, here, sentence))
    rivals = [one for one in there if one.kind == quantity.kind]
    if not wanted or len({one.value for one in rivals}) < 2:
        return False
    before = {True: "", False: ""}
    shares = {True: 0.0, False: 0.0}
    for one in rivals:
        words, is_own = _before(one, rivals, run), one.value == quantity.value
        before[is_own] += words + "\n"
        shares[is_own] = max(shares[is_own], share_of(wanted, pairs_of(words)))
    if shares[False] > shares[True] + _BETTER:
        return True
    # 一级每人每月240元，二级每人每月180元: right before the number a word that only the other number has.
    near = pairs_of(_before(quantity, here, sentence)[-_NEAR:])
    telling = (near & pairs_of(before[False])) - pairs_of(before[True])
    return any(not set(pair) & _EMPTY for pair in telling)


def _before(quantity: Quantity, all_of_them: Sequence[Quantity], text: str) -> str:
    """The words between the number before and this one, of the same sentence."""
    ends = [one.end for one in all_of_them if one.end <= quantity.start and one.kind == quantity.kind]
    stop = max(text.rfind(mark, 0, quantity.start) for mark in "。；;\n") + 1
    before = text[max(max(ends, default=0), stop, quantity.start - _FAR) : quantity.start]
    if len(pairs_of(before)) >= SHORTEST_PART + 1:
        return before
    # 已满10年不满20年的 goes on from what the sentence began with.
    stop = max(text.rfind(mark, 0, quantity.start) for mark in "。\n") + 1
    return text[max(stop, quantity.start - 2 * _FAR) : quantity.start]


def sense_at_fault(sentence: str, run: str, whole: str) -> str:
    """How the sentence says something else: "contrary", "widened", "condition", "exception"; "" when it does not."""
    pieces = [span.of(sentence) for span in parts(sentence)]
    if any(len(pairs_of(piece)) >= SHORTEST_PART and _contradicted(piece, run) for piece in pieces):
        return "contrary"
    if widened(sentence, whole):
        return "widened"
    if _drops_condition(sentence, run):
        return "condition"
    return "exception" if drops_exception(sentence, source_sentences(sentence, run)) else ""


def _drops_condition(sentence: str, run: str) -> bool:
    """Whether something is said to hold that the source says only of a case: 拒不改正的，处50元以上罚款."""
    said = pairs_of(_OWN_NAME.sub("", sentence))
    for span in sentences(run):
        pieces = [piece.of(run) for piece in parts(run, start=span.start, end=span.end)]
        taken = [i for i, piece in enumerate(pieces) if share_of(said, pairs_of(piece)) >= _TAKEN]
        cases = [piece for piece in pieces[: max(taken, default=0)] if _CASE.search(piece)]
        if any(share_of(pairs_of(_OWN_NAME.sub("", case)), said) < _CASE_TOLD for case in cases):
            return True
    return False


def _contradicted(part: str, run: str) -> bool:
    """Whether what comes nearest to the part in the run, or as near, says the contrary."""
    wanted, spans = pairs_of(part), parts(run)
    near = [*spans, *(Span(first.start, second.end) for first, second in itertools.pairwise(spans))]
    shares = [share_of(wanted, pairs_of(span.of(run))) for span in near]
    most = max(shares, default=0.0)
    # Two parts together hold no less than each alone: only a gain speaks for them.
    single = max(shares[: len(spans)], default=0.0)
    if most <= single + _BETTER:
        near, shares, most = near[: len(spans)], shares[: len(spans)], single
    if most < _SAME_THING:
        return False
    # A table says 不设 of one cell, not of its row.
    alike = [span for span, share in zip(near, shares, strict=True) if share >= most - _AS_NEAR]
    # What leads a list in says it of every item, but not of the case that an item only names.
    sources = [_with_lead_in(span, run) if says_how(part) else span.of(run) for span in alike]
    return any("|" not in source and contradicts(part, source) for source in sources)


def nearest_part(part: str, run: str) -> str:
    """The part of the run that is about the same thing; "" when none is."""
    wanted = pairs_of(part)
    best = max((span.of(run) for span in parts(run)), key=lambda one: share_of(wanted, pairs_of(one)), default="")
    return best if share_of(wanted, pairs_of(best)) >= _SAME_THING else ""


def _with_lead_in(span: Span, run: str) -> str:
    """The part behind the words that lead its list in: 不得有下列行为：."""
    leading = [one.of(run) for one in parts(run, end=span.start) if run[one.end - 1] == ":"]
    return (leading[-1] if leading else "") + span.of(run)


def source_sentences(sentence: str, run: str) -> list[str]:
    """The sentences of the run that the sentence took something from, at least the nearest."""
    wanted = pairs_of(sentence)
    shares = [(share_of(wanted, pairs_of(one)), one) for one in (span.of(run) for span in sentences(run))]
    most = max((share for share, _ in shares), default=0.0)
    return [one for share, one in shares if share >= max(0.15, 0.5 * most)] or [run]


def longest_new(sentence: str, held: set[str]) -> int:
    """How many characters the longest stretch has of which no pair is held."""
    longest = here = 0
    known = [False] * len(sentence)
    for i, pair in enumerate(itertools.pairwise(sentence)):
        if pair[0] + pair[1] in held:
            known[i] = known[i + 1] = True
    for character, is_known in zip(sentence, known, strict=True):
        here = here + 1 if character.isalnum() and not is_known else 0
        longest = max(longest, here)
    return longest


def share_of(wanted: set[str], held: set[str]) -> float:
    """How many of the wanted are held, 0..1; 0 when nothing is wanted."""
    return len(wanted & held) / len(wanted) if wanted else 0.0
