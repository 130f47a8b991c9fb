"""The last look before anything is said: every quotation stands in the stored text, word for word."""

from dataclasses import replace

from bot.answers import AnswerStatus
from bot.walk import Walk
from bot.wording import Wording
from kb.library import Library


class VerifyQuotations:
    """Drops what is not exactly where it is said to be; nothing left means no answer."""

    name = "verify"

    def __init__(self, library: Library, wording: Wording) -> None:
        self._library = library
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with only quotations that hold."""
        texts = self._library.texts({citation.version_id for citation in walk.citations})
        kept = [
            (citation, label)
            for citation, label in zip(walk.citations, walk.labels, strict=True)
            if citation.quote and texts.get(citation.version_id, "")[citation.start : citation.end] == citation.quote
        ]
        walk = walk.noting(self.name, checked=len(walk.citations), kept=len(kept))
        if walk.citations and not kept:
            return replace(walk, citations=(), labels=(), lead=()).end(
                AnswerStatus.NO_POLICY_FOUND, self._wording.say("status", "no_policy_found")
            )
        return replace(walk, citations=tuple(c for c, _ in kept), labels=tuple(label for _, label in kept))
