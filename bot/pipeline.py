"""From question to answer, as one list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from time import perf_counter

from bot.approved_matching import load_matching_rules
from bot.deciding import load_thresholds
from bot.explaining import noted
from bot.guarding import load_guards
from bot.guide_answers import GuideAnswers
from bot.reader.reader import Reader
from bot.refusing import Refusals
from bot.standing import Standing
from bot.steps.approved import AnswerAsApproved
from bot.steps.article import QuoteArticle
from bot.steps.compose import ComposeAnswer, Writer
from bot.steps.decide import DecideEvidence
from bot.steps.exact import MatchExactly
from bot.steps.find import FindPassages
from bot.steps.guard import GuardQuestion
from bot.steps.judge import JudgeAnswer, load_judging_weights
from bot.steps.quote import QuoteAnswer
from bot.steps.screen import ScreenQuestion
from bot.steps.standing import TellStanding
from bot.steps.tell import NameContact, TellAnswer
from bot.steps.understand import Understand
from bot.steps.verify import VerifyQuotations
from bot.understanding import Cues, load_cues
from bot.walk import Step, Walk
from bot.wording import load_wording
from kb.approved import ApprovedReader
from kb.library import Library
from kb.search import Search
from kb.units import Units
from kb.vocabulary import Vocabulary


@dataclass(frozen=True)
class Pipeline:
    """The steps that look for an answer, any of which may end the search; those that check it; those that tell it."""

    finding: Sequence[Step]
    checking: Sequence[Step]
    telling: Sequence[Step]

    def run(self, walk: Walk, *, on_step: Callable[[str], None] | None = None) -> tuple[Walk, dict[str, float]]:
        """The finished walk, and the milliseconds each step took."""
        timings: dict[str, float] = {}
        for step in (*self.finding, *self.checking, *self.telling):
            if walk.status is not None and step in self.finding:
                continue
            if on_step:
                on_step(step.name)
            begun = perf_counter()
            taken = step.take(walk)
            timings[step.name] = round((perf_counter() - begun) * 1000, 2)
            walk = noted(walk, taken, step=step.name, milliseconds=timings[step.name])
        return walk, timings

    @property
    def quoting(self) -> "Pipeline":
        """The same steps but the one that asks a model: for questions whose answer nobody will read."""
        return replace(self, checking=[step for step in self.checking if step.name != ComposeAnswer.name])

    def answered_from(self, walk: Walk) -> Walk:
        """The walk answered from the hits it has: what comes after the search, and neither checked nor told yet."""
        searching = next(index for index, step in enumerate(self.finding) if step.name == FindPassages.name)
        return _taken(self.finding[searching + 1 :], walk, until_ended=True)

    def checked(self, walk: Walk) -> Walk:
        """The walk as its checks leave it."""
        return _taken(self.checking, walk)

    def told(self, walk: Walk) -> Walk:
        """The walk put into words."""
        return _taken(self.telling, walk)


def _taken(steps: Sequence[Step], walk: Walk, *, until_ended: bool = False) -> Walk:
    for step in steps:
        if until_ended and walk.status is not None:
            break
        walk = step.take(walk)
    return walk


def pipeline(
    *,
    library: Library,
    approved: ApprovedReader,
    search: Search,
    units: Units,
    vocabulary: Vocabulary,
    reader: Reader,
    writer: Writer | None = None,
    home: str = "",
) -> Pipeline:
    """From question to answer, in order; any step of the first list may end the search with a status.

    writer: in generated mode, who puts the checked evidence into words; None for quotations only.
    home: the place that is meant where a question names none, "" where all are alike.
    """
    table, wording = load_cues(), load_wording()
    cues = Cues(table)
    standing, thresholds = Standing(library, wording), load_thresholds()
    refusals = Refusals(wording, near=thresholds.near, near_standing=thresholds.near_standing, home=home)
    return Pipeline(
        finding=[
            ScreenQuestion(table, wording),
            GuardQuestion(load_guards(), wording),
            Understand(cues, vocabulary),
            AnswerAsApproved(approved, library, cues=cues, vocabulary=vocabulary, rules=load_matching_rules()),
            MatchExactly(library, standing, cues.named),
            FindPassages(search),
            TellStanding(cues.named, thresholds, refusals, standing),
            DecideEvidence(thresholds, refusals, wording),
            QuoteArticle(library, wording),
            QuoteAnswer(library, GuideAnswers(library, wording, cues), reader),
        ],
        checking=[
            JudgeAnswer(load_judging_weights(), refusals),
            VerifyQuotations(library, wording),
            *([ComposeAnswer(library, wording, writer)] if writer else []),
        ],
        telling=[
            NameContact(units, wording),
            TellAnswer(wording),
        ],
    )
