"""Takes words about a person's health out of what leaves for a language model (R§8.2).

The engine itself needs them: without the disease a question about its treatment cannot be answered.
"""

import re
from importlib.resources import files

MASKED = "［健康信息］"

# Names of policies and benefits, not of anybody's condition.
_POLICY_WORDS = (
    r"大病(?:医疗)?保险|大病救助|慢性病|慢病|职业病|疾病|传染病|地方病|疑难病|病假|病历|病种|病房|防病|看病|治病|患病|因病|"
    r"残疾人(?!自己)|残疾证|伤残|残疾军人|重病|病媒|植物病|病虫害|动物疫病|住院(?:医疗|费用|报销|押金|待遇|补助|标准)|手术(?:费|目录)"
)
# What nobody could list: anything that ends like the name of a disease.
_LOOKS_LIKE = r"[一-鿿]{1,6}(?:综合征|综合症|(?<!化)癌|(?<!毒)瘤|炎(?!黄|帝|热)|(?<![对急重病难适炎险])症(?!状|结))"


class HealthWords:
    """Finds words about health."""

    def __init__(self, words: list[str]) -> None:
        listed = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
        self._pattern = re.compile(f"(?P<policy>{_POLICY_WORDS})|{listed}|{_LOOKS_LIKE}", re.IGNORECASE)

    def mask(self, text: str) -> str:
        """The same text with words about health replaced; names of policies stay."""
        return self._pattern.sub(lambda found: found.group() if found["policy"] else MASKED, text)


def load_health_words() -> HealthWords:
    """The words shipped with the project."""
    lines = files("bot").joinpath("health.txt").read_text("utf-8").splitlines()
    return HealthWords([line for line in lines if line and not line.startswith("#")])
