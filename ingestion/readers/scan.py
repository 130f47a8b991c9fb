"""Images of pages: PNG, JPEG, TIFF with several pages, BMP, WEBP."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageSequence, UnidentifiedImageError

from ingestion.blocks import RawDocument, ReadDocument
from ingestion.errors import Refused, Unreadable
from ingestion.limits import Limits
from ingestion.readers.layout import blocks_of_pages, without_running_lines
from ingestion.readers.recognition import Recogniser


def read(raw: RawDocument, limits: Limits, on_page: Callable[[], None]) -> list[ReadDocument]:
    """One document of all pages; on_page is called after each. Raises Unreadable when nothing can be recognised."""
    try:
        with Image.open(io.BytesIO(raw.data)) as image:
            if image.width * image.height > limits.image_pixels:
                raise Refused(f"图片“{raw.name}”有 {image.width}×{image.height} 像素，超过上限，请缩小后重新提交")
            frames = getattr(image, "n_frames", 1)
            if frames > limits.recognised_pages:
                raise Refused(
                    f"图片“{raw.name}”有 {frames} 页，超过 {limits.recognised_pages} 页的识别上限，请拆分后重新提交"
                )
            recogniser = Recogniser(on_page)
            pages = [
                recogniser.page(np.asarray(frame.convert("RGB"))[:, :, ::-1], number=number)
                for number, frame in enumerate(ImageSequence.Iterator(image), start=1)
            ]
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(f"图片“{raw.name}”已损坏或格式不受支持，请另存为 PNG 或 JPEG 后重新提交") from error
    blocks = blocks_of_pages(without_running_lines(pages))
    if not blocks:
        raise Unreadable(f"图片“{raw.name}”里没有识别出文字，请提交更清晰的扫描件")
    return [ReadDocument(tuple(blocks), "image", ocr=True)]
