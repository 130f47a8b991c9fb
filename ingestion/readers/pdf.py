"""PDF: pages with a text layer are read from it, pages without one are recognised as images."""

from collections.abc import Callable

import pypdfium2

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.layout import Page, blocks_of_pages, without_running_lines
from ingestion.readers.pdf_lines import page_lines
from ingestion.readers.printed_head import split_printed_head

# A scan often carries a stamp or page number as text; that little is no text layer.
_TEXT_LAYER_CHARACTERS = 25
_RENDER_DPI = 200
_POINTS_PER_INCH = 72


def read(raw: RawDocument, limits: Limits, on_page: Callable[[], None]) -> list[ReadDocument]:
    """One document with the page of every block; on_page is called after each that had to be recognised.

    Raises Unreadable (locked, broken) or Refused (too many pages).
    """
    document = _open(raw)
    try:
        if len(document) > limits.pages:
            raise Refused(f"“{raw.name}”有 {len(document)} 页，超过 {limits.pages} 页的上限，请拆分后重新提交")
        read_pages = [_page_with_text(document, index) for index in range(len(document))]
        scanned = [index for index, page in enumerate(read_pages) if _characters(page) < _TEXT_LAYER_CHARACTERS]
        has_text = any(_characters(page) for page in read_pages)
        images = [index for index in scanned if _has_image(document, index) or not has_text]
        if len(images) > limits.recognised_pages:
            raise Refused(
                f"“{raw.name}”有 {len(images)} 页是扫描图片，超过 {limits.recognised_pages} 页的识别上限，"
                "请拆分或提交带文字的版本"
            )
        recognised = _recognise(document, images, limits, on_page)
        pages = [recognised.get(index, page) for index, page in enumerate(read_pages)]
        head, body = split_printed_head(without_running_lines(pages))
        blocks = blocks_of_pages(body)
    except pypdfium2.PdfiumError as error:
        raise Unreadable(f"PDF“{raw.name}”已损坏，无法读取，请重新导出后提交") from error
    finally:
        document.close()
    if not blocks:
        raise Unreadable(f"PDF“{raw.name}”里没有可识别的文字，请提交更清晰的扫描件或带文字的版本")
    return [ReadDocument(tuple(blocks), "application/pdf", head, ocr=bool(recognised))]


def _open(raw: RawDocument) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(raw.data)
    except pypdfium2.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise Unreadable(f"PDF“{raw.name}”设有打开密码，无法读取，请取消密码后重新提交") from error
        raise Unreadable(f"PDF“{raw.name}”已损坏或不是完整的 PDF，请重新导出后提交") from error


def _page_with_text(document: pypdfium2.PdfDocument, index: int) -> Page:
    page = document[index]
    text_page = page.get_textpage()
    width, height = page.get_size()
    try:
        return Page(index + 1, width, height, tuple(page_lines(text_page.raw, page=index + 1, height=height)))
    finally:
        text_page.close()
        page.close()


def _characters(page: Page) -> int:
    return sum(len(line.text) for line in page.lines)


def _has_image(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Whether images cover enough of the page to be what it says."""
    page = document[index]
    width, height = page.get_size()
    covered: float = 0.0
    for image in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        left, bottom, right, top = image.get_bounds()
        covered += max(right - left, 0) * max(top - bottom, 0)
    page.close()
    return bool(covered > 0.25 * width * height)


def _recognise(
    document: pypdfium2.PdfDocument, indexes: list[int], limits: Limits, on_page: Callable[[], None]
) -> dict[int, Page]:
    if not indexes:
        return {}
    # Loading the recogniser takes seconds and most PDF files have a text layer.
    from ingestion.readers.recognition import Recogniser  # noqa: PLC0415

    recogniser = Recogniser(on_page)
    pages: dict[int, Page] = {}
    for index in indexes:
        page = document[index]
        width, height = page.get_size()
        scale = min(_RENDER_DPI / _POINTS_PER_INCH, (limits.image_pixels / max(width * height, 1)) ** 0.5)
        pages[index] = recogniser.page(page.render(scale=scale).to_numpy(), number=index + 1)
        page.close()
    return pages
