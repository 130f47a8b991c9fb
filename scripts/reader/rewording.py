"""Puts questions in other words of the same meaning, so that no single word decides how they are read."""

import random
import re

# Of the questions, so many are put in other words where that is possible.
REWORDED = 0.4

# Any of a group may stand for another. Longer ones first where one lies in the other.
_ALIKE = (
    ("多少天内", "几天内", "多少日内", "多少天", "几天", "几日内", "多少日"),
    ("多少个工作日内", "几个工作日内", "多少个工作日", "几个工作日"),
    ("多长时间", "多久", "多少时间"),
    ("办理完毕", "办完", "办结", "办好", "办理完", "办下来"),
    ("有哪些", "都有哪些", "有什么", "都有什么"),
    ("由哪个部门负责", "由谁负责", "归谁管", "哪个单位负责", "归哪个部门管", "谁负责"),
    ("哪个部门", "哪个单位", "什么部门", "什么单位"),
    ("怎么办理", "如何办理", "怎样办理"),
    ("如何", "怎么", "怎样"),
    ("多少钱", "多少元"),
    ("什么条件", "哪些条件"),
    ("什么材料", "哪些材料"),
    ("什么要求", "哪些要求"),
)
_ALL = re.compile("|".join(sorted((re.escape(word) for group in _ALIKE for word in group), key=len, reverse=True)))
_GROUPS = {word: group for group in _ALIKE for word in group}
_END = "？?"


def reworded(question: str, rng: random.Random) -> str:
    """The question, or one that asks the same."""
    if rng.random() >= REWORDED:
        return question
    other = _ALL.sub(lambda match: rng.choice(_GROUPS[match.group()]), question)
    return other.rstrip(_END) + rng.choice(("", "？", "?"))
