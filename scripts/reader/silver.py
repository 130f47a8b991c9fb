"""Questions made by rule out of sentences: the reader's first lessons, before those that people wrote.

They are crude, and teach one thing: the words of a question lead to a place, and the answer is what stands there
beyond them. A list answers for its lead-in, a unit for its task, a number for what it counts, the rest of a sentence
for the words left of it.
"""

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kb.sentences import sentences
from scripts.reader.data import Example, Passage

_JOINTS = re.compile(r"[、，,。；;：:的和与及在对按照等或者]|并且|以及|根据|依据|通过")
_NUMBERING = re.compile(r"^\s*([（(]?[一二三四五六七八九十0-9]{1,3}[）)、.．]|第[一二三四五六七八九十百零]+条)\s*")
_ITEM = re.compile(r"\s*[（(]?([一二三四五六七八九十]+|\d+)[）)、.．]")
_DEFINED = re.compile(r"(?:所称)?([^，,：]{2,20}?)[，,]?(是指|指的是)")
_CHARGED = re.compile(r"由([^，,。；]{2,25}?)(负责|承担|组织|受理|办理|实施|制定|审批|管理)([^，,。；]*)")
_COUNTED = re.compile(
    r"([^，,。；：]{4,30}?)(不超过|不低于|不少于|为|按|达到|给予|至)?[^，,。；：]{0,6}?"
    r"(\d[\d.]*|[一二三四五六七八九十百千万]{1,4})(个?工作日|日|天|个月|年|小时|元|万元|％|%|倍|人|平方米)"
)
_ASKS_COUNT = {
    "元": "多少钱",
    "万": "多少",
    "％": "比例是多少",
    "%": "比例多少",
    "倍": "几倍",
    "人": "几人",
    "平": "面积多少",
}

# What is asked where nothing but the sentence is known, by what the answer holds.
_WORDS: Sequence[tuple[re.Pattern[str], Sequence[str]]] = (
    (
        re.compile(r"\d+\s*(个)?(工作日|日|天|个月|年|小时)|[一二三四五六七八九十]+(个)?(工作日|日内|天|个月|年|小时)"),
        ("多长时间", "多久", "期限是多少", "什么时候", "几天"),
    ),
    (
        re.compile(r"\d|％|%|[一二三四五六七八九十百千万]+(元|倍|人|名)"),
        ("多少", "是多少", "标准是多少", "多大比例", "不超过多少"),
    ),
    (
        re.compile(r"^.{0,30}(局|委|部门|政府|办公室|机构|单位|人)"),
        ("由谁负责", "哪个部门", "由哪个单位", "谁", "找谁"),
    ),
    (re.compile(r"不得|应当|可以|禁止"), ("可以吗", "有什么要求", "如何规定", "怎么办", "能不能", "必须吗")),
    (re.compile(""), ("有哪些", "是什么", "如何", "怎么做", "有什么规定", "包括什么", "怎样", "有哪些措施")),
)
_LISTED = ("有哪些", "包括哪些", "是什么", "包括什么", "都有什么", "分别是哪些", "需要什么")
_UNDER_HEADING = ("有哪些措施", "有哪些要求", "如何做", "怎么规定", "有哪些具体内容")
_WHO = ("由谁负责", "由哪个部门负责", "哪个单位", "归谁管", "找哪个部门")
_MEANS = ("", "意思", "的定义")

LONGEST_QUESTION = 80
SHORTEST_QUESTION = 5


@dataclass(frozen=True)
class _Lesson:
    """A run of parts that could be asked for. weight: how often it should be, among those of its passage."""

    weight: float
    run: range
    words: Sequence[str]
    endings: Sequence[str]


def silver(passage: Passage, rng: random.Random) -> Example | None:
    """One question about the passage; None where it offers nothing to ask."""
    lessons = [lesson for lesson in _lessons(passage, rng) if lesson.words]
    if not lessons:
        return None
    lesson = rng.choices(lessons, [lesson.weight for lesson in lessons])[0]
    words = [*([_title(passage)] if rng.random() < 0.4 else []), *lesson.words]
    question = _asked(words, rng.choice(lesson.endings), rng)
    if len(question) < SHORTEST_QUESTION:
        return None
    return Example(passage, question[:LONGEST_QUESTION], frozenset(lesson.run))


def _lessons(passage: Passage, rng: random.Random) -> Iterator[_Lesson]:
    texts = [span.of(passage.text) for span in passage.spans]
    owner = _owners(passage)
    count = len(texts)
    for place, text in enumerate(texts):
        last = max(other for other in range(count) if owner[other] == owner[place])
        if text.endswith(("：", ":")) and place + 1 < count:
            yield _list(texts, owner, place)
        if defined := _DEFINED.search(passage.text[passage.spans[place].start : passage.spans[last].end]):
            yield _Lesson(4, range(place, last + 1), ["什么是" + defined[1]], _MEANS)
        if charged := _CHARGED.search(text):
            task = charged[3].rstrip("。；，") or text[: charged.start()]
            yield _Lesson(4, range(place, place + 1), [*_chunks(text[: charged.start()]), task], _WHO)
        if counted := _COUNTED.search(text):
            yield _Lesson(4, range(place, place + 1), _chunks(counted[1]), [_ASKS_COUNT.get(counted[4][0], "期限多久")])
        yield from _rest_of_sentence(texts, owner, place, rng)
    heading = passage.context.split("\n")[-1]
    if count >= 3 and "\n" in passage.context and len(heading) > 5 and not re.match(r"\s*第.*[章条]", heading):
        first = 1 if len(texts[0]) < 30 else 0
        yield _Lesson(3, range(first, count), _chunks(heading), _UNDER_HEADING)


def _list(texts: Sequence[str], owner: Sequence[int], lead: int) -> _Lesson:
    """All items under a lead-in; without numbering, the sentence that follows."""
    if _ITEM.match(texts[lead + 1]):
        return _Lesson(4, range(lead + 1, len(texts)), _chunks(texts[lead]), _LISTED)
    last = max(place for place in range(len(texts)) if owner[place] == owner[lead + 1])
    return _Lesson(2, range(lead + 1, last + 1), _chunks(texts[lead]), _LISTED)


def _rest_of_sentence(texts: Sequence[str], owner: Sequence[int], place: int, rng: random.Random) -> Iterator[_Lesson]:
    last = place
    while rng.random() < 0.45 and last + 1 < len(texts) and owner[last + 1] == owner[place]:
        last += 1
    run = range(place, last + 1)
    near = [p for p in range(len(texts)) if owner[p] == owner[place] and p not in run and abs(p - place) < 4]
    wanted = "".join(texts[p] for p in run)
    if near and len(wanted) > 5:
        endings = next(words for pattern, words in _WORDS if pattern.search(wanted))
        yield _Lesson(1.5, run, [chunk for p in near for chunk in _chunks(texts[p])], endings)


def _owners(passage: Passage) -> list[int]:
    """The sentence each part lies in."""
    ends = [sentence.end for sentence in sentences(passage.text)]
    return [sum(end <= span.start for end in ends) for span in passage.spans]


def _chunks(text: str) -> list[str]:
    return [chunk for chunk in _JOINTS.split(_NUMBERING.sub("", text)) if len(chunk.strip()) > 1]


def _title(passage: Passage) -> str:
    """What the document is about: its title without the words that issue it."""
    line = passage.context.split("\n")[0]
    named = re.search(r"《(.*?)》", line)
    title = re.sub(r".*(关于印发|关于|转发)", "", named[1] if named else line)
    return re.sub(r"(的通知|的意见|的公告|通知|（.*）)$", "", title)


def _asked(words: Sequence[str], ending: str, rng: random.Random) -> str:
    """Some of the words, mostly in their order, and what is asked of them."""
    kept = [word for word in words if rng.random() > 0.25] or list(words)
    if rng.random() < 0.2:
        rng.shuffle(kept)
    kept = kept[-rng.randint(2, 5) :] if rng.random() < 0.5 else kept[: rng.randint(2, 6)]
    said = rng.choice(["", "", "的"]).join(kept)
    question = said + ending if rng.random() < 0.8 else ending + said
    return question + rng.choice(["？", "？", "?", ""])
