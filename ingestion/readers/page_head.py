"""The head of a government page: labels such as 索引号, 文号, 发布机构 with their values, as printed.

What a label means is decided in ingestion/metadata.py; here it is only recognised.
"""

import re
from collections.abc import Iterable, Sequence

from ingestion.readers.words import one_line, without_blanks

# Labels seen in the heads of national, provincial and city pages. Only these are taken, since a line of the body
# such as “联系人：…” looks just the same.
LABELS: tuple[str, ...] = (
    *(
        "索引号",
        "统一编号",
        "信息索引号",
        "公开目录",
        "文号",
        "发文字号",
        "文件编号",
        "标题",
        "名称",
        "文件名称",
        "信息名称",
    ),
    *("发文机关", "发文机构", "发文单位", "发布机构", "发布机关", "发布单位", "制发机关", "制定机关", "联合发文单位"),
    *("信息来源", "文章来源", "稿件来源", "来源", "供稿", "责任部门", "公开责任部门", "起草单位", "责任单位"),
    *("主题分类", "主题词", "主题", "分类", "信息分类", "体裁分类", "服务对象分类", "组配分类", "公文种类", "信息类别"),
    *("成文日期", "成文时间", "发文日期", "发文时间", "发布日期", "发布时间", "公开日期", "公开时间", "生成日期"),
    *("印发日期", "签发日期", "实施日期", "施行日期", "生效日期", "生效时间", "失效日期", "失效时间", "废止日期"),
    *("有效期", "有效期至", "有效性", "文件有效性", "文件状态", "效力状态", "时效性", "是否有效", "效力"),
    *("公开形式", "公开方式", "公开范围", "公开属性", "公开类别", "公开时限", "关键词", "适用地区"),
)
_KNOWN = frozenset(LABELS)
_SPACED = "|".join(r"[ \t\u3000\u00a0]*".join(label) for label in sorted(LABELS, key=len, reverse=True))
_LABEL = re.compile(rf"(?:^|(?<=[\s　|｜\t\[【]))({_SPACED})[ \t\u3000\u00a0]*[】\]]?[:：]")
# 浏览次数 and its like stand between true labels and end their values.
_NOISE = re.compile(
    r"(?:浏览次数|阅读次数|浏览量|浏览|点击数|点击率|访问量|字体大小|字体|字号|分享到|打印|分享|作者|编辑|责任编辑|时间)\s*[:：].*$"
    r"|\s浏览(?:次数|量)?$"
    r"|【[^】]{0,12}】|\[(?:打印|关闭)[^\]]{0,8}\]|打印本页|视力保护色.*$"
)

# Lines that serve the page and not the document, wherever a site puts them inside the body.
_FURNITURE_LINE = re.compile(
    r"^[【\[]?(?:返回顶部|关闭窗口|关闭本页|打印本页|打印此页|打印|分享到|分享|扫一扫.{0,16}|.{0,4}扫描二维码.{0,12}|我要纠错|收藏|字体.{0,10}|"
    r"当前位置.{0,80}|您(?:现)?在的位置.{0,80}|下载文字版|下载图片版|浏览次数.{0,12}|上一篇.{0,80}|下一篇.{0,80}|相关附件|责任编辑[:：].{0,12}|"
    r"(?:【?(?:打印|关闭|返回顶部|关闭窗口|字体|大|中|小|分享到)】?[:：\s]*)+)[】\]]?[:：]?$"
)


def is_furniture(line: str) -> bool:
    """Whether a line is a button, a breadcrumb or the like."""
    return bool(_FURNITURE_LINE.match(line))


def is_label(text: str) -> bool:
    """Whether a cell holds a known label and nothing else."""
    return without_blanks(text).rstrip(":：").strip("【】[]") in _KNOWN


def labels_in(line: str) -> dict[str, str]:
    """Labels and values of one line; a label without a value gives an empty string.

    Several pairs may share the line: “发文日期: 2018年06月18日 发布机构: 市政府办公室”.
    """
    found = list(_LABEL.finditer(line))
    pairs: dict[str, str] = {}
    for match, following in zip(found, [*found[1:], None], strict=False):
        value = line[match.end() : following.start() if following else len(line)]
        words = one_line(_NOISE.sub("", one_line(value))).strip("|｜[]【】 \t")
        pairs.setdefault(without_blanks(match.group(1)), "" if is_furniture(words) else words)
    return pairs


def labels_in_cells(cells: Sequence[str]) -> dict[str, str]:
    """Labels and values of one row of a head table: the value stands in the next cell, or in the same one."""
    pairs: dict[str, str] = {}
    for index, cell in enumerate(cells):
        if is_label(cell):
            value = cells[index + 1] if index + 1 < len(cells) else ""
            pairs.setdefault(
                without_blanks(cell).rstrip(":：").strip("【】[]"), "" if is_label(value) else one_line(value)
            )
        else:
            for label, value in labels_in(cell).items():
                pairs.setdefault(label, value)
    return pairs


def merge(heads: Iterable[dict[str, str]]) -> dict[str, str]:
    """One head of several findings; the first value that is not empty counts."""
    head: dict[str, str] = {}
    for pairs in heads:
        for label, value in pairs.items():
            if value:
                head.setdefault(label, value)
    return head


def split_head(lines: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Part a page that was saved as text into head and body lines.

    The head is a run of label lines among the first forty; what stands above it (breadcrumb, title) is kept in
    the body for the caller to judge. A label alone on its line has its value on the next one. Fewer than two labels are
    no head: a body may well have a line “有效期：五年”.
    """
    head: dict[str, str] = {}
    head_lines: set[int] = set()
    index = 0
    last = -1
    while index < min(len(lines), 40):
        if (head_lines and index - last > 3) or (not head_lines and index > 8):
            break
        pairs = labels_in(lines[index]) if _LABEL.match(lines[index].lstrip()) else {}
        if pairs:
            head_lines.add(index)
            last = index
            label = list(pairs)[-1]
            if not pairs[label] and _is_value(lines[index + 1 : index + 2], head.get("标题", "")):
                index += 1
                pairs[label] = one_line(lines[index])
                head_lines.add(index)
                last = index
            head = merge([head, pairs])
        index += 1
    if len(head) < 2:
        return {}, list(lines)
    return head, [line for index, line in enumerate(lines) if index not in head_lines]


def _is_value(following: Sequence[str], title: str) -> bool:
    """Whether the line after a label without value is its value, and not the next label or the title of the body."""
    if not following or labels_in(following[0]):
        return False
    return not (title and without_blanks(title).startswith(without_blanks(following[0])))
