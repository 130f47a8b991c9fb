"""Turns away what nobody should be helped with, and orders that are meant for a program (R§8.10)."""

from bot.answers import AnswerStatus
from bot.guarding import Guards
from bot.walk import Walk
from bot.wording import Wording


class GuardQuestion:
    """Ends the search for questions that ask for harm or try to steer the program."""

    name = "guard"

    def __init__(self, guards: Guards, wording: Wording) -> None:
        self._guards = guards
        self._wording = wording

    def take(self, walk: Walk) -> Walk:
        """The walk as it is, or ended."""
        if self._guards.is_injection(walk.text):
            return walk.noting(self.name, found="injection").end(
                AnswerStatus.OUT_OF_SCOPE, self._wording.say("status", "steering")
            )
        if self._guards.is_forbidden(walk.text):
            return walk.noting(self.name, found="forbidden").end(
                AnswerStatus.OUT_OF_SCOPE, self._wording.say("status", "forbidden")
            )
        return walk
