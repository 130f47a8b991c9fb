"""What the tests of the desk share: many real questions looked up in the demo corpus."""

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from bot.offering import Offer
from channels.hotline.script import ScriptWriter
from channels.hotline.words import load_hotline_words
from service.compose import build
from service.settings import Settings

# Every so many of the questions shipped for evaluation: enough kinds of answers, and a few seconds.
EVERY = 6
TODAY = date(2026, 11, 23)
OWN_QUESTIONS = (
    "",
    "你好",
    "低保",
    "家里着火了怎么办",
    "今天天气怎么样",
    "我要举报贪污",
    "广州低保标准是多少？",
    "2025年7月的时候广州低保每月多少钱？",
    "户口迁出要什么材料？",
    "户口迁出要多少钱？",
    "弩的购置审批去哪里办？",
    "样政规〔2019〕3号还有效吗？",
    "穗民规字〔2024〕5号还有效吗？",
    "上海的低保标准是多少？",
    "火星移民补贴多少钱？",
    "12345热线由哪个单位负责？",
    "加班费怎么算？",
    "孕妇能被辞退吗？",
    "低保怎么申请？",
    "哪些情形应当认定为工伤？",
    "用人单位在哪些情形下不得解除劳动合同？",
)


@pytest.fixture(scope="session")
def offers(demo_home: Path) -> list[Offer]:
    """Everything offered for many real questions. The home is given back: other tests of this process open it."""
    lines = files("evals").joinpath("questions", "demo.jsonl").read_text("utf-8").splitlines()
    shipped = [json.loads(line)["question"] for line in lines[::EVERY]]
    with build(Settings(home=demo_home)) as parts:
        return [offer for text in (*OWN_QUESTIONS, *shipped) for offer in parts.engine.offers(text, on=TODAY)]


@pytest.fixture(scope="session")
def writer() -> ScriptWriter:
    return ScriptWriter(load_hotline_words())
