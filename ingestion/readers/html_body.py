"""Which part of a page is the document itself."""

import re

from lxml import html as lxml_html

from ingestion.readers.html_blocks import is_layout_table
from ingestion.readers.html_tree import prose_weights

# Names that content systems of Chinese governments give to the body of an article, as a whole class or id.
_BODY_NAMES = re.compile(
    r"^(zoom|zoomcon|ucap-?content|trs_(ueditor|editor)|view|content_article|(article|pages|news|text|xxgk|vsb|detail|info)"
    r"[-_]?(content|con|cont|txt|body|detail)|bt-content|main-?text|con_txt|article-content-body|detailcon|js_content)$",
    re.IGNORECASE,
)
_CONTAINERS = frozenset(
    ("html", "body", "div", "td", "tr", "tbody", "table", "section", "article", "main", "form", "center", "ucapcontent")
)
_MOST = 0.85
_ENOUGH = 0.4


def find_body(root: lxml_html.HtmlElement) -> tuple[lxml_html.HtmlElement, bool]:
    """The element that holds the document, and whether we are sure of it.

    First an element named as a body that holds enough of the page's sentences; of nested ones the outermost. Else
    we walk down as long as one child holds nearly all sentences.
    """
    weights = prose_weights(root)
    named = [element for element in root.iter() if _is_named_body(element)]
    heaviest = max((weights[element] for element in named), default=0)
    if heaviest and heaviest >= _ENOUGH * weights[root]:
        return next(element for element in named if weights[element] == heaviest), True
    element = root
    while (child := _heaviest_child(element, weights)) is not None:
        element = child
    return element, weights[root] > 0 and weights[element] >= _MOST * weights[root]


def _is_named_body(element: lxml_html.HtmlElement) -> bool:
    if not isinstance(element.tag, str) or element.tag not in _CONTAINERS:
        return False
    if element.tag == "ucapcontent":
        return True
    names = [*(element.get("class") or "").split(), element.get("id") or ""]
    return any(_BODY_NAMES.match(name) for name in names)


def _heaviest_child(
    element: lxml_html.HtmlElement, weights: dict[lxml_html.HtmlElement, int]
) -> lxml_html.HtmlElement | None:
    containers = [child for child in element if child.tag in _CONTAINERS]
    if not containers or weights[element] == 0:
        return None
    heaviest = max(containers, key=lambda child: weights[child])
    # A data table is content, not a container: stop above it.
    if heaviest.tag == "table" and not is_layout_table(heaviest):
        return None
    return heaviest if weights[heaviest] >= _MOST * weights[element] else None
