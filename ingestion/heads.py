"""The head of a page as label and value, whether the reader found a table or the labels stand in the text."""

import re

from ingestion.blocks import Block, BlockKind
from kb.documents import Fact

# What sites print beside a value, blanks removed. 信息来源 and 来源 are missing on purpose: a source is not an issuer.
LABELS: dict[str, Fact] = {
    "索引号": Fact.INDEX_NUMBER,
    "信息索引号": Fact.INDEX_NUMBER,
    "文号": Fact.DOCUMENT_NUMBER,
    "发文字号": Fact.DOCUMENT_NUMBER,
    "发文文号": Fact.DOCUMENT_NUMBER,
    "文件编号": Fact.DOCUMENT_NUMBER,
    "公文文号": Fact.DOCUMENT_NUMBER,
    "发文机关": Fact.ISSUING_BODY,
    "发文单位": Fact.ISSUING_BODY,
    "发文部门": Fact.ISSUING_BODY,
    "制定机关": Fact.ISSUING_BODY,
    "制发机关": Fact.ISSUING_BODY,
    "发布机构": Fact.ISSUING_BODY,
    "发布机关": Fact.ISSUING_BODY,
    "公布机关": Fact.ISSUING_BODY,
    "颁布单位": Fact.ISSUING_BODY,
    "联合发文单位": Fact.ISSUING_BODY,
    "起草单位": Fact.DRAFTING_UNIT,
    "起草部门": Fact.DRAFTING_UNIT,
    "责任单位": Fact.RESPONSIBLE_UNIT,
    "责任部门": Fact.RESPONSIBLE_UNIT,
    "标题": Fact.TITLE,
    "名称": Fact.TITLE,
    "信息名称": Fact.TITLE,
    "文件名称": Fact.TITLE,
    "成文日期": Fact.WRITTEN_ON,
    "发文日期": Fact.WRITTEN_ON,
    "生成日期": Fact.WRITTEN_ON,
    "制发日期": Fact.WRITTEN_ON,
    "印发日期": Fact.WRITTEN_ON,
    "发布日期": Fact.PUBLISHED_ON,
    "发布时间": Fact.PUBLISHED_ON,
    "公开日期": Fact.PUBLISHED_ON,
    "公布日期": Fact.PUBLISHED_ON,
    "施行日期": Fact.EFFECTIVE_ON,
    "实施日期": Fact.EFFECTIVE_ON,
    "生效日期": Fact.EFFECTIVE_ON,
    "失效日期": Fact.EXPIRES_ON,
    "有效期至": Fact.EXPIRES_ON,
    "主题分类": Fact.TOPIC,
    "主题": Fact.TOPIC,
    "分类": Fact.TOPIC,
    "有效性": Fact.VALIDITY,
    "效力状态": Fact.VALIDITY,
    "时效性": Fact.VALIDITY,
    "文件状态": Fact.VALIDITY,
    "文件效力": Fact.VALIDITY,
    "公开方式": Fact.DISCLOSURE,
    "公开属性": Fact.DISCLOSURE,
    "公开形式": Fact.DISCLOSURE,
}
META = {"meta:ArticleTitle": Fact.TITLE, "meta:PubDate": Fact.PUBLISHED_ON, "meta:Url": Fact.URL}
# Printed in heads, of no use to us; they go with the rest.
_OTHER = {
    "主题词",
    "信息来源",
    "来源",
    "文章来源",
    "发布人",
    "浏览次数",
    "字体",
    "体裁分类",
    "服务对象",
    "关键词",
    "时间",
}

_HEAD_LINES = 40
_BREADCRUMB = re.compile(r"(?:您?的?当前|现在|所在)的?位置\s*[:：]|首页\s*[>＞»]|扫一扫在手机打开")
_SENTENCE = re.compile(r"[。；;]$|^.{150}")
_LABELLED = re.compile(r"(?:^|(?<=[\s\t|]))((?:[\u4e00-\u9fff][ \t\u00a0\u3000]{0,4}){2,7})\s*[:：]\s*")


def split_head(blocks: tuple[Block, ...]) -> tuple[dict[str, str], list[Block]]:
    """The labels and values printed above the title or between title and text, and the blocks without them.

    A label counts only among the first lines and only when this file knows it: 联系电话：… in a text is none.
    Furniture that names the page's place on the site goes too.
    """
    head: dict[str, str] = {}
    rest: list[Block] = []
    waiting, over = "", False
    for i, block in enumerate(blocks):
        # A sentence ends the head: below it 责任单位：… is the text's own.
        over = over or i >= _HEAD_LINES or (not waiting and bool(_SENTENCE.search(block.text)))
        if over:
            rest.append(block)
            continue
        pairs = _pairs(block.text) if not _BREADCRUMB.match(block.text) else []
        if pairs:
            head.update({label: value for label, value in pairs if value and label not in head})
            waiting = pairs[-1][0] if not pairs[-1][1] else ""
        elif waiting and block.kind in (BlockKind.PARAGRAPH, BlockKind.TABLE_ROW):
            # 主题词 is often left empty: what follows is then the title, not its value.
            if waiting not in _OTHER:
                head.setdefault(waiting, block.text.strip())
            else:
                rest.append(block)
            waiting = ""
        elif not _BREADCRUMB.match(block.text):
            rest.append(block)
    return head, rest


def _pairs(text: str) -> list[tuple[str, str]]:
    """Every known label of a line with what stands before the next; empty unless the line begins with one."""
    if len(text) > 200:
        return []
    found = [(re.sub(r"\s", "", m[1]), m) for m in _LABELLED.finditer(text)]
    known = [(label, m) for label, m in found if label in LABELS or label in _OTHER]
    if not known or known[0][1].start() > 0:
        return []
    ends = [m.start() for _, m in known[1:]] + [len(text)]
    return [(label, text[m.end() : end].strip(" \t\u00a0\u3000|")) for (label, m), end in zip(known, ends, strict=True)]
