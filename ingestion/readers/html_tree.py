"""An HTML page as a tree without what nobody reads: scripts, hidden parts, navigation, sharing, printing."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml import html as lxml_html

from ingestion.errors import Unreadable

MAX_DEPTH = 200
_NEVER_WORDS = (
    "script", "style", "noscript", "template", "svg", "canvas", "iframe", "object", "embed", "select", "button",
    "input", "textarea", "nav", "footer", "aside", "video", "audio", "map", "link", "head",
)  # fmt: skip
# Parts of class names and ids. A word counts only as a whole part (“print” in “btn-print”, not in “printing-rules”).
# fmt: off
_FURNITURE = frozenset((
    "share", "shareicon", "bdshare", "jiathis", "bshare", "social", "print", "printer", "breadcrumb", "crumb",
    "crumbs", "curb", "crumbnav", "bread", "nav", "navbar", "mainnav", "navigation", "menu", "sidebar",
    "footer", "foot", "copyright", "qrcode", "qr", "ewm", "erweima", "toolbar", "pagination", "pager",
    "related", "recommend", "comment", "comments", "search", "login", "gotop", "totop", "backtop", "fontsize",
    "easybtn", "op", "modal", "popup", "gbck", "xgwz", "xgwj", "fxd", "div_div", "fenxiang", "dayin",
    "weizhi", "location", "tools",
))
# fmt: on
_PART = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_SENTENCE_MARKS = re.compile(r"[，。；：、！？]")


def parse(text: str, *, name: str) -> lxml_html.HtmlElement:
    """The page as a tree; entities of a document type are not expanded and nothing is fetched. Raises Unreadable."""
    parser = lxml_html.HTMLParser(
        no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8"
    )
    try:
        root = lxml_html.document_fromstring(text.encode("utf-8", errors="replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"网页“{name}”是空的或已损坏，请重新保存网页后提交") from error
    if _depth_exceeds(root, MAX_DEPTH):
        raise Unreadable(f"网页“{name}”的标签嵌套超过 {MAX_DEPTH} 层，不像正常网页，请另存为文本后提交")
    return root


def drop_scripts(root: lxml_html.HtmlElement) -> None:
    for element in [found for found in root.iter(*_NEVER_WORDS) if found is not root]:
        _drop(element)


def drop_furniture(root: lxml_html.HtmlElement) -> None:
    """Take away hidden parts and parts named like furniture, unless they hold much of the page's prose."""
    weights = prose_weights(root)
    bound = 0.3 * weights[root]
    for element in list(_elements(root)):
        if element is not root and (_is_hidden(element) or _is_furniture(element)) and weights[element] <= bound:
            _drop(element)


def prose_weights(root: lxml_html.HtmlElement) -> dict[lxml_html.HtmlElement, int]:
    """Punctuation of sentences within each element, links apart: prose has it, menus have not."""
    weights: dict[lxml_html.HtmlElement, int] = {}
    for element in reversed(list(_elements(root))):
        own = 0 if element.tag == "a" else len(_SENTENCE_MARKS.findall(element.text or ""))
        for child in element:
            own += weights.get(child, 0) + len(_SENTENCE_MARKS.findall(child.tail or ""))
        weights[element] = own
    return weights


def _elements(root: lxml_html.HtmlElement) -> Iterator[lxml_html.HtmlElement]:
    return (element for element in root.iter() if isinstance(element.tag, str))


def _is_hidden(element: lxml_html.HtmlElement) -> bool:
    return bool(_HIDDEN.search(element.get("style") or "")) or element.get("hidden") is not None


def _is_furniture(element: lxml_html.HtmlElement) -> bool:
    if element.tag in {"html", "body", "td", "tr", "tbody", "table"}:
        return False
    named = f"{element.get('class') or ''} {element.get('id') or ''}"
    return any(part.lower() in _FURNITURE for part in _PART.split(named))


def _drop(element: lxml_html.HtmlElement) -> None:
    """Remove the element and keep the words that follow it."""
    if element.getparent() is not None:
        element.drop_tree()


def _depth_exceeds(root: lxml_html.HtmlElement, bound: int) -> bool:
    depth = 0
    for event, _ in etree.iterwalk(root, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > bound:
            return True
    return False
