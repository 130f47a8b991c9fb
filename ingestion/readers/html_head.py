"""What the page around a document says about it: meta tags, the table of 索引号 and its like, the title."""

import re

from lxml import html as lxml_html

from ingestion.blocks import Block
from ingestion.readers.page_head import is_furniture, is_label, labels_in, labels_in_cells, merge
from ingestion.readers.words import one_line, without_blanks

# Title tags end in the names of column and site: “……的通知_国务院部门文件_中国政府网”.
_SITE_NAME = re.compile(r"\s*(?:[_|]| - |——|--).*$")


def meta_tags(root: lxml_html.HtmlElement) -> dict[str, str]:
    """meta name to content, keys written “meta:PubDate”."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        name, content = one_line(meta.get("name") or ""), one_line(meta.get("content") or "")
        if name and content and len(name) <= 40:
            found.setdefault(f"meta:{name}", content)
    return found


def labels_around(blocks: list[Block]) -> dict[str, str]:
    """Labels and values among the lines outside the body."""
    heads: list[dict[str, str]] = []
    for index, block in enumerate(blocks):
        if block.cells:
            heads.append(labels_in_cells(block.cells))
        elif is_label(block.text) and index + 1 < len(blocks):
            value = blocks[index + 1].text
            is_value = not (labels_in(value) or is_label(value) or is_furniture(value))
            heads.append({without_blanks(block.text).rstrip(":："): value} if is_value else {})
        else:
            heads.append(labels_in(block.text))
    return merge(heads)


def find_title(root: lxml_html.HtmlElement, head: dict[str, str]) -> str:
    """The title as the page states it outside the body; "" when it states none."""
    for label in ("标题", "名称", "文件名称", "信息名称", "meta:ArticleTitle"):
        if head.get(label):
            return head[label]
    headings = [one_line(heading.text_content()) for heading in root.iter("h1")]
    heading = next((text for text in headings if len(text) > 4), "")
    title_tag = root.find(".//title")
    titled = _SITE_NAME.sub("", one_line(title_tag.text_content())) if title_tag is not None else ""
    return heading or titled
