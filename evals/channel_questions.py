"""Distinct questions for a load: the shipped ones, then the same in other people's words, none twice."""

import json
from importlib.resources import files
from itertools import islice

_SHIPPED = ("demo", "training")
# As citizens begin and end a message. Each makes another text, another embedding and another answer on record.
_BEGINNINGS = ("", "您好，", "请问", "我想问一下，", "麻烦问下，", "你好，咨询一下：")
_ENDINGS = ("", "谢谢", "，急", "，在线等")


def distinct_questions(count: int) -> list[str]:
    """So many questions, no two alike; the plain ones first. Raises ValueError when there are not so many."""
    asked: dict[str, None] = {}
    plain = [json.loads(line)["question"] for name in _SHIPPED for line in _lines(name)]
    wordings = ((beginning, ending) for ending in _ENDINGS for beginning in _BEGINNINGS)
    for beginning, ending in wordings:
        asked.update(dict.fromkeys(f"{beginning}{question}{ending}" for question in plain))
        if len(asked) >= count:
            return list(islice(asked, count))
    raise ValueError(f"{count} distinct questions are wanted, the shipped ones give {len(asked)}")


def _lines(name: str) -> list[str]:
    return files("evals").joinpath(f"questions/{name}.jsonl").read_text("utf-8").splitlines()
