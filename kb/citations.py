"""From where words stand to what a citizen can look up: 三（三）, 第五条第二款, 附件1 二（一）."""

import re

_ARTICLE = re.compile(r"第.+条(之.+)?")
_BARE = re.compile(r"[\d一二三四五六七八九十百]")
_PART = re.compile(r"附件|附表|附录|《")


def cite_labels(labels: tuple[str, ...]) -> str:
    """The labels of a clause as they are cited; "" for none.

    Articles are counted through a law, so chapters and sections above one are left out. 一 and 1 side by side
    take a 、 between them. A label naming a part of the file (附件1, 《…方案》) stands first with a blank.
    """
    parts = [label for label in labels if _PART.match(label)]
    rest = [label for label in labels if not _PART.match(label)]
    article = next((i for i, label in enumerate(rest) if _ARTICLE.fullmatch(label)), None)
    path = _plain_path(rest) if article is None else _article_path(rest[article:])
    return " ".join(filter(None, ["".join(parts), path]))


def _article_path(labels: list[str]) -> str:
    head, *rest = labels
    cited = head
    for label in rest:
        if label.startswith("第"):
            cited += label
        elif cited.endswith(("款", "条")) or _ARTICLE.fullmatch(cited):
            cited += f"第{label}项"
        else:
            cited += label if label.startswith(("（", "①")) else f"第{label}目"
    return cited


def _plain_path(labels: list[str]) -> str:
    cited = ""
    for i, label in enumerate(labels):
        # 1.2.1 says 1 and 1.2 itself.
        if i + 1 < len(labels) and labels[i + 1].startswith(f"{label}."):
            continue
        bare_after_bare = cited and cited[-1].isalnum() and _BARE.match(label)
        cited += f"、{label}" if bare_after_bare else label
    return cited
