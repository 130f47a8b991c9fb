"""Plain text and Markdown, also web pages somebody saved as text with their head and footer."""

import re

from ingestion.blocks import Block, BlockKind, RawDocument, ReadDocument
from ingestion.errors import Unreadable
from ingestion.limits import Limits
from ingestion.readers.decoding import decode
from ingestion.readers.page_head import is_furniture, split_head
from ingestion.readers.words import one_line, visible
from ingestion.sniffing import FileType, sniff

# The line a government site ends with: 主办 and 备案号 with their neighbours. Only taken from the end of a page whose
# head proved it to be a saved page.
_FOOTER = re.compile(
    r"ICP备|公网安备|网站标识码|版权所有|(?:主办|承办|维护|技术支持)\s*[:：]|(?:主办|承办).{0,30}维护\s*$|^(?:电话|地址|邮编|邮箱|传真)"
    r"(?:[（(].{0,6}[）)])?\s*[:：]|^网站地图|^联系我们"
)
_FOOTER_LINES = 12


class TextReader:
    """Reads TXT and Markdown; every line that is not blank is a block."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits

    def accepts(self, raw: RawDocument) -> bool:
        return sniff(raw) in {FileType.TEXT, FileType.MARKDOWN}

    def read(self, raw: RawDocument) -> list[ReadDocument]:
        text = decode(raw.data, name=raw.name)
        if sniff(raw) is FileType.MARKDOWN:
            # The parser of Markdown is needed for few files.
            from ingestion.readers.markdown import markdown_blocks  # noqa: PLC0415

            blocks, head, media_type = markdown_blocks(text), dict[str, str](), "text/markdown"
        else:
            blocks, head = text_blocks(text)
            media_type = "text/plain"
        if not blocks:
            raise Unreadable(f"“{raw.name}”里没有文字，请检查文件内容后重新提交")
        return [ReadDocument(tuple(blocks), media_type, head)]


def text_blocks(text: str) -> tuple[list[Block], dict[str, str]]:
    """The lines of a text as paragraphs, and the head if it begins like a saved web page."""
    lines = [line for line in map(one_line, visible(text).split("\n")) if line]
    head, body = split_head(lines)
    if not head:
        return [Block(BlockKind.PARAGRAPH, line) for line in lines], {}
    body = [line for line in _without_footer(body) if not is_furniture(line)]
    blocks = [Block(BlockKind.PARAGRAPH, line) for line in body]
    # What stands above the head of a saved page is its title.
    if blocks and body[0] == next((line for line in lines if not is_furniture(line)), None) and len(body[0]) <= 120:
        blocks[0] = Block(BlockKind.TITLE, body[0])
    return blocks, head


def _without_footer(lines: list[str]) -> list[str]:
    """The lines up to the footer: a run of lines at the very end that speak about the site."""
    end = len(lines)
    while end > max(len(lines) - _FOOTER_LINES, 0) and (_FOOTER.search(lines[end - 1]) or is_furniture(lines[end - 1])):
        end -= 1
    return lines[:end]
