"""Normal forms and segmentation of Chinese: keys are normalised, the original words never are.

The index and every query are cut by the same Segmenter, so that a term of one is a term of the other.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

# A tenth of a second to import, and many a module needs only a constant from here: loaded with their first use.
if TYPE_CHECKING:
    from opencc import OpenCC

_WORD = re.compile(r"[0-9a-z]+(?:\.[0-9]+)?|[㐀-鿿豈-﫿]+", re.ASCII)

# Words that say nothing about what is asked. Question words steer the
# kind of answer (bot.understanding), not the search.
STOP_WORDS = frozenset(
    (  # noqa: SIM905 - read as words, not as a hundred quoted strings
        "的 了 是 在 和 与 及 或 等 对 为 由 从 到 把 被 于 以 也 都 就 而 并 个 吗 呢 吧 啊 呀 么 嘛 着 过 "
        "我 你 您 他 她 它 我们 你们 请问 请 想 想要 要 需要 怎么 怎样 如何 什么 哪些 哪个 哪里 哪儿 哪 多少 几 谁 "
        "为什么 可以 能 能否 是否 有没有 有 没有 一下 这个 那个 这 那 这样 那么 还 再 又 很 会 该 应该 应当 问 "
        "多少钱 多久 多长 几天 几次 几点 几号 怎么办 怎么样 咋 咋办 啥 什么样 什么时候 多长时间 要不要 能不能 "
        "知道 告诉 咨询 关于 之 其 所 时候 时 后 前 里 上 下 中 来"
    ).split()
)


# 著 is also how traditional writing puts 着 (著火, 跟著), and the simplifier leaves it as it is; these words keep it.
_ZHE = re.compile(r"(?<![显名原专论编卓巨土遗昭合译])著(?=[火凉急手陆落装])")


@lru_cache(maxsize=1)
def _simplifier() -> "OpenCC":
    from opencc import OpenCC  # noqa: PLC0415 - heavy, see the head of this file

    return OpenCC("t2s")


def normalise(text: str) -> str:
    """The form in which texts are compared: NFKC, lower case, simplified characters, 〇 as 0; blanks kept."""
    # Half of a surrogate pair is no character and the simplifier refuses it; nothing is lost where there was nothing.
    whole = text.encode("utf-8", errors="replace").decode("utf-8")
    folded = unicodedata.normalize("NFKC", whole).lower().replace("〇", "0")
    return _ZHE.sub("着", str(_simplifier().convert(folded)))


class Segmenter:
    """Cuts Chinese into the terms that are indexed and searched, with our own dictionary on top of jieba's."""

    def __init__(self, words: Iterable[str] = ()) -> None:
        """words: official terms, units and matters that the default dictionary would split (R§12.2)."""
        import rjieba  # noqa: PLC0415 - heavy, see the head of this file

        self._jieba = rjieba.Jieba()
        for word in words:
            self._jieba.add_word(normalise(word), None, None)

    def words(self, text: str) -> list[str]:
        """Words in order, each run of Chinese cut once; punctuation dropped, stop words kept."""
        return [word for word in self._jieba.cut(normalise(text)) if _WORD.fullmatch(word)]

    def content_words(self, text: str) -> list[str]:
        """Words in order without stop words."""
        return [word for word in self.words(text) if word not in STOP_WORDS]

    def terms(self, text: str) -> list[str]:
        """What is indexed and searched: long words together with the words inside them, without stop words.

        Repetitions are kept, they count in BM25.
        """
        cut = self._jieba.cut_for_search(normalise(text))
        return [word for word in cut if word not in STOP_WORDS and _WORD.fullmatch(word)]
