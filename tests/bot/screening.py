"""A question as the first step sees it."""

from bot.conversation import Question
from bot.steps.screen import ScreenQuestion
from bot.understanding import load_cues
from bot.walk import Walk
from bot.wording import load_wording
from tests.bot.small_library import TODAY


def screened(text: str) -> Walk:
    """The walk after screening alone; its status is None where the question goes on to the search."""
    step = ScreenQuestion(load_cues(), load_wording())
    return step.take(Walk(Question(text, TODAY, "c-test"), text))
