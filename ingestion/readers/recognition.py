"""Words in images (OCR): RapidOCR with the models in its wheel, nothing is downloaded."""

import logging
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from ingestion.readers.layout import Line, Page, rows_of

# Below this the recogniser mostly reads stamps, signatures and specks as words.
_LEAST_SCORE = 0.5


class Recogniser:
    """Recognises pages; loading the models takes a second or two, so one is used for all pages of a file."""

    def __init__(self, on_page: Callable[[], None]) -> None:
        """on_page: called when a page is done."""
        self._on_page = on_page
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine = RapidOCR(
            params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2}
        )

    def page(self, image: NDArray[np.uint8], *, number: int) -> Page:
        """The lines of a page, image of shape (height, width, 3) in BGR."""
        height, width = image.shape[:2]
        found: Any = self._engine(image)  # the library's result types differ with what it found
        self._on_page()
        if found.boxes is None or found.txts is None:
            return Page(number, float(width), float(height), ())
        pieces = [
            Line(text, *_extent(box), number)
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
            if score >= _LEAST_SCORE and text.strip()
        ]
        return Page(number, float(width), float(height), tuple(rows_of(pieces)))


def _extent(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """left, right, top, bottom of a quadrilateral of shape (4, 2)."""
    return float(box[:, 0].min()), float(box[:, 0].max()), float(box[:, 1].min()), float(box[:, 1].max())
