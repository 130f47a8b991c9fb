"""OFD (GB/T 33190), the format of electronic official papers: text objects placed on pages.

Read directly, since the packages that could do it are young or AGPL and the part needed is small: every text object
states its words and its place. A page whose words are drawn as pictures is recognised.
"""

import io
import posixpath
from collections.abc import Callable, Iterator

import numpy as np
from lxml import etree
from PIL import Image, UnidentifiedImageError

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.layout import Line, Page, blocks_of_pages, rows_of, without_running_lines
from ingestion.readers.package import Package
from ingestion.readers.words import visible

_A4 = (0.0, 0.0, 210.0, 297.0)
_UPRIGHT = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def read(raw: RawDocument, limits: Limits, on_page: Callable[[], None]) -> list[ReadDocument]:
    """One document with the page of every block; on_page is called after each that had to be recognised.

    Raises Unreadable or Refused.
    """
    pages, images = _Container(raw, limits).pages()
    if not any(page.lines for page in pages):
        pages = _recognised(pages, images, limits, on_page)
        ocr = True
    else:
        ocr = False
    blocks = blocks_of_pages(without_running_lines(pages))
    if not blocks:
        raise Unreadable(f"OFD 文件“{raw.name}”里没有文字（内容是图形或图片），请提交带文字的 OFD、PDF 或 docx")
    return [ReadDocument(tuple(blocks), "application/ofd", ocr=ocr)]


class _Container:
    """One OFD file while it is read. Names of elements are compared without namespace: producers write several."""

    def __init__(self, raw: RawDocument, limits: Limits) -> None:
        self._name = raw.name
        self._limits = limits
        self._package = Package(raw, limits)

    def pages(self) -> tuple[list[Page], dict[int, list[bytes]]]:
        """The pages of the first document body, and the pictures on each page by its number."""
        root_name = next((name for name in self._package.names if name.lstrip("/").upper() == "OFD.XML"), "OFD.xml")
        root = _first(self._package.parse(root_name), "DocRoot")
        document_name = self._resolve("", _text(root))
        folder = posixpath.dirname(document_name)
        document = self._package.parse(document_name)
        templates = {
            node.get("ID"): self._resolve(folder, node.get("BaseLoc")) for node in _all(document, "TemplatePage")
        }
        box = _numbers(_text(_first(document, "PhysicalBox")), 4) or _A4
        locations = [node.get("BaseLoc") for node in _all(_first(document, "Pages"), "Page")]
        if len(locations) > self._limits.pages:
            raise Refused(f"“{self._name}”有 {len(locations)} 页，超过 {self._limits.pages} 页的上限，请拆分后重新提交")
        media = self._media(document, folder)
        pages: list[Page] = []
        images: dict[int, list[bytes]] = {}
        for number, location in enumerate(locations, start=1):
            page = self._package.parse(self._resolve(folder, location))
            layers = [
                templates[node.get("TemplateID")]
                for node in _all(page, "Template")
                if node.get("TemplateID") in templates
            ]
            trees = [*(self._package.parse(layer) for layer in layers), page]
            size = _numbers(_text(_first(page, "PhysicalBox")), 4) or box
            pieces = [piece for tree in trees for piece in _pieces(tree, number)]
            pages.append(Page(number, size[2], size[3], tuple(rows_of(pieces))))
            images[number] = [
                self._package.read(media[node.get("ResourceID")])
                for tree in trees
                for node in _all(tree, "ImageObject")
                if node.get("ResourceID") in media
            ]
        return pages, images

    def _media(self, document: etree._Element, folder: str) -> dict[str | None, str]:
        """Resource id to the part that holds the picture."""
        media: dict[str | None, str] = {}
        for node in [*_all(document, "DocumentRes"), *_all(document, "PublicRes")]:
            location = self._resolve(folder, _text(node))
            if location not in self._package.names:
                continue
            resources = self._package.parse(location)
            base = posixpath.join(posixpath.dirname(location), resources.get("BaseLoc") or "")
            for item in _all(resources, "MultiMedia"):
                part = self._resolve(base, _text(_first(item, "MediaFile")))
                if part in self._package.names:
                    media[item.get("ID")] = part
        return media

    def _resolve(self, folder: str, location: str | None) -> str:
        """The name of a part; locations are relative to the folder, or to the root when they begin with “/”."""
        if not location:
            raise Unreadable(f"OFD 文件“{self._name}”缺少页面或文档入口，已损坏，请重新导出后提交")
        joined = location.lstrip("/") if location.startswith("/") else posixpath.join(folder, location)
        name = posixpath.normpath(joined)
        return name if name in self._package.names else f"/{name}" if f"/{name}" in self._package.names else name


def _pieces(tree: etree._Element, page: int) -> Iterator[Line]:
    """The text objects of a page or template as pieces with their place in millimetres."""
    for node in _all(tree, "TextObject"):
        boundary = _numbers(node.get("Boundary") or "", 4)
        if boundary is None or node.get("Visible") == "false":
            continue
        a, b, c, d, e, f = _numbers(node.get("CTM") or "", 6) or _UPRIGHT
        size = (_numbers(node.get("Size") or "", 1) or (3.0,))[0]
        height = size * (abs(d) + abs(b))
        for code in _all(node, "TextCode"):
            words = visible(code.text or "").replace("\n", "")
            if not words.strip():
                continue
            x, y = _number(code.get("X")), _number(code.get("Y"))
            left, baseline = boundary[0] + a * x + c * y + e, boundary[1] + b * x + d * y + f
            width = (_advance(code.get("DeltaX") or "") + size) * abs(a)
            yield Line(words, left, left + width, baseline - 0.88 * height, baseline + 0.12 * height, page)


def _advance(deltas: str) -> float:
    """The sum of the steps between characters; “g 3 5.6” means three steps of 5.6."""
    total, steps = 0.0, deltas.split()
    while steps:
        step = steps.pop(0)
        if step == "g" and len(steps) >= 2:
            count = min(int(_number(steps.pop(0))), 10_000)
            total += count * _number(steps.pop(0))
        else:
            total += _number(step)
    return total


def _recognised(
    pages: list[Page], images: dict[int, list[bytes]], limits: Limits, on_page: Callable[[], None]
) -> list[Page]:
    if not any(images.values()) or len(images) > limits.recognised_pages:
        return []
    # Loading the recogniser takes seconds and most OFD files have text.
    from ingestion.readers.recognition import Recogniser  # noqa: PLC0415

    recogniser = Recogniser(on_page)
    found: list[Page] = []
    for page in pages:
        for data in images[page.number]:
            try:
                with Image.open(io.BytesIO(data)) as image:
                    if image.width * image.height <= limits.image_pixels:
                        pixels = np.asarray(image.convert("RGB"))[:, :, ::-1]
                        found.append(recogniser.page(pixels, number=page.number))
            except (UnidentifiedImageError, OSError, ValueError):
                continue
    return found


def _all(tree: etree._Element | None, name: str) -> Iterator[etree._Element]:
    return tree.iterdescendants("{*}" + name) if tree is not None else iter(())


def _first(tree: etree._Element, name: str) -> etree._Element | None:
    return next(_all(tree, name), None)


def _text(node: etree._Element | None) -> str:
    return (node.text or "").strip() if node is not None else ""


def _number(text: str | None) -> float:
    try:
        return float(text or 0)
    except ValueError:
        return 0.0


def _numbers(text: str, count: int) -> tuple[float, ...] | None:
    parts = text.split()
    return tuple(map(_number, parts)) if len(parts) == count else None
