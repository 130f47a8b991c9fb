"""First look at what was typed: is it a question at all, and is somebody in danger?"""

import re
from dataclasses import replace

from bot.answers import AnswerStatus
from bot.understanding import CueTable
from bot.walk import Walk
from bot.wording import Wording
from kb.masking import mask, masked_beginning
from kb.text import normalise

# Longer texts are letters of complaint or attacks; a question of a citizen has 12 to 60 characters.
LIMIT_CHARACTERS = 1000
# What is kept of a longer text.
KEPT_CHARACTERS = 40
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_READABLE = re.compile(r"[0-9A-Za-z㐀-鿿豈-﫿]")


class ScreenQuestion:
    """Masks identifying data, then answers at once what needs no search."""

    name = "screen"

    def __init__(self, cues: CueTable, wording: Wording) -> None:
        screen = cues["screen"]
        self._emergencies = [(re.compile(pattern), kind) for pattern, kind in screen["emergency"]]
        self._not_emergency = re.compile(screen["not_emergency"])
        self._greeting = re.compile(f"{screen['greeting']}|{screen['self_question']}")
        self._out_of_scope = re.compile(screen["out_of_scope"])
        self._channels = [(re.compile(row["pattern"]), row["next"]) for row in screen["other_channel"]]
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk with its text clean and masked, ended where nothing has to be looked up."""
        text = " ".join(_CONTROL.sub("", walk.question.text).split())
        if len(text) > LIMIT_CHARACTERS:
            lead = self._wording.say("status", "too_long", count=len(text), limit=LIMIT_CHARACTERS)
            return replace(walk, text=masked_beginning(text, limit=KEPT_CHARACTERS) + "…").end(
                AnswerStatus.UNUSABLE, lead
            )
        walk = replace(walk, text=mask(text))
        if not text:
            return walk.end(AnswerStatus.UNUSABLE, self._wording.say("status", "empty"))
        if not _READABLE.search(text):
            return walk.end(AnswerStatus.UNUSABLE, self._wording.say("status", "not_text"))
        return self._screened(walk, normalise(walk.text))

    def _screened(self, walk: Walk, plain: str) -> Walk:
        kind = self._emergency(plain)
        if kind:
            return walk.end(AnswerStatus.EMERGENCY, self._wording.say("status", f"emergency_{kind}"))
        for pattern, sentence in self._channels:
            if pattern.search(plain):
                return walk.end(AnswerStatus.OTHER_CHANNEL, sentence)
        if self._greeting.search(plain):
            return walk.end(AnswerStatus.OUT_OF_SCOPE, self._wording.say("status", "greeting"))
        if self._out_of_scope.search(plain):
            return walk.end(AnswerStatus.OUT_OF_SCOPE, self._wording.say("status", "out_of_scope"))
        return walk

    def _emergency(self, plain: str) -> str | None:
        if self._not_emergency.search(plain):
            return None
        return next((kind for pattern, kind in self._emergencies if pattern.search(plain)), None)
