"""What is left of a model's sentences once each has been checked, in order."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.claims import Claim
from kb.search import Hit
from kb.sentences import Span

# A sentence that opens so goes on from the one before; without it, it says something else.
_GOES_ON = re.compile(r"^(?:其中|其|该|此|这|上述|前述|同时|但|不过|另外|此外|否则|并且|而且|因此|由此|超过的|不足的)")


@dataclass(frozen=True, slots=True)
class Supported:
    """A sentence with the passage it rests on and the span of that passage's text which says it."""

    sentence: str
    hit: Hit
    span: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """The sentences kept, and those dropped with the reason."""

    kept: tuple[Supported, ...]
    dropped: tuple[tuple[Claim, str], ...]


def drafted(claims: Sequence[Claim], check: Callable[[Claim], Supported | str]) -> Draft:
    """Every claim checked; what goes on from a dropped sentence is dropped with it, repetitions once said are not."""
    kept: list[Supported] = []
    dropped: list[tuple[Claim, str]] = []
    was_dropped = False
    for claim in claims:
        if any(claim.sentence == one.sentence for one in kept):
            continue
        found = "goes_on" if was_dropped and _GOES_ON.match(claim.sentence) else check(claim)
        was_dropped = isinstance(found, str)
        if isinstance(found, str):
            dropped.append((claim, found))
        else:
            kept.append(found)
    return Draft(tuple(kept), tuple(dropped))
