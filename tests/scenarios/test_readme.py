"""The first thing a stranger reads is true: the README shows the answer that the demo corpus gives."""

import re
from datetime import date
from pathlib import Path

from evals.corpus import opened, prepare_demo
from service.clock import now_in_china

SHOWN = re.compile(
    r'^\$ jiedu ask "(?P<question>.+)" --on (?P<day>\S+)\n(?P<answer>.+?)\n```$', re.MULTILINE | re.DOTALL
)


def silent(doing: str, done: int, total: int) -> None:
    """Tests show no progress."""


def test_the_readme_shows_the_answer_that_is_given(demo_home: Path) -> None:
    shown = SHOWN.search((Path(__file__).parents[2] / "README.md").read_text("utf-8"))
    assert shown is not None
    now = now_in_china()

    with opened(prepare_demo(demo_home, now=now, progress=silent), now=now, progress=silent) as parts:
        answer = parts.engine.ask(shown["question"], on=date.fromisoformat(shown["day"]))

    assert shown["answer"] == answer.text
