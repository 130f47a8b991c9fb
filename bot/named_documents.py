"""The document of which a question asks whether it is in force, by the name it gives: 失业保险条例还有效吗.

Without book marks nothing but the words tells where a name begins, so several readings of it are given.
"""

import re
from difflib import SequenceMatcher

from kb.question_terms import fold
from kb.rows import issued_key, title_key

_FORM_OF_NOTICES = re.compile("(?:的?(?:若干)?(?:通知|公告|通告|决定|命令|意见)|的(?:若干)?方案)$")
# What stands at the head of a title and tells little: its year, its place, that something is done better.
_HEAD = re.compile(
    r"^(?:20\d\d年度?|[\u4e00-\u9fff]{2,7}?(?:省|市|区|县|州|盟|旗)(?=[\u4e00-\u9fff]{4})|进一步|加强|做好|推进|完善|规范)+"
)
# Words that make no part of a name, and readings too short to be one.
_NO_NAME = re.compile("[的了着过这那该我你他有没算是请]")
_SHORTEST = 3
_SHORTEST_CERTAIN = 5
_JOINTS = ("的", "、", "和", "与", "及")


class NamedDocuments:
    """The compiled patterns of [named] in cues.toml."""

    def __init__(self, table: dict[str, str]) -> None:
        self._asked = re.compile(rf"([^,。;?!，；？！《》]*(?:{table['form']}))[”\"』]?(?:{table['asked']})")
        self._before = re.compile(f"^(?:{table['before']})+")
        self._certain = re.compile(table["certain"])

    def asked_about(self, text: str) -> str:
        """What comes before the words that ask it, up to a form of document; "" where the question asks another thing.

        text: normalised.
        """
        found = self._asked.search(text)
        return found[1].strip() if found else ""

    def readings(self, said: str) -> tuple[str, ...]:
        """What the name may be, the longest first: 国务院的失业保险条例, 失业保险条例."""
        name = self.bare(said)
        later = [_FORM_OF_NOTICES.sub("", about)] if (about := _about(name)) else []
        later += [name.rpartition(joint)[2] for joint in _JOINTS]
        return tuple(dict.fromkeys(one for one in (said, name, *later) if len(one) >= _SHORTEST))

    def bare(self, said: str) -> str:
        """The name without the words before it that are no part of it."""
        return self._before.sub("", said)

    def is_certain(self, name: str, *, placed: bool) -> bool:
        """Whether this can only be the whole name of a document.

        placed: a place goes before it. What a landlord or an employer decides is called 决定 and 通知 as well.
        """
        whole = len(name) >= _SHORTEST_CERTAIN and not _NO_NAME.search(name)
        return whole and (placed or bool(self._certain.search(name)))


def core_of(title: str) -> str:
    """What a title is about: without who speaks, the country, the year and place, and that it is a notice; folded."""
    return fold(_FORM_OF_NOTICES.sub("", _HEAD.sub("", _about(title) or title_key(title))))


def _about(title: str) -> str:
    """What a notice issues or speaks of, compared as titles are; "" for another title."""
    issued = issued_key(title) or ""
    return (issued or title_key(title)).partition("关于")[2] or issued


def likeness(name: str, title: str) -> float:
    """0..1: how alike a name and a title are in what they are about."""
    return SequenceMatcher(None, core_of(name), core_of(title), autojunk=False).ratio()


def shares_run(name: str, title: str, length: int) -> bool:
    """Whether some run of that many characters of one stands in the other."""
    one, other = core_of(name), core_of(title)
    return any(one[i : i + length] in other for i in range(len(one) - length + 1))
