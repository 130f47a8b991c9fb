"""Words in images (OCR): RapidOCR with the models in its wheel, nothing is downloaded."""

import logging
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rapidocr import RapidOCR

from ingestion.readers.layout import Line, Page

# Below this the recogniser mostly reads stamps, signatures and specks as words.
_LEAST_SCORE = 0.5
_CELL_GAP = 3.0


class Recogniser:
    """Recognises pages; loading the models takes a second or two, so one is used for all pages of a file."""

    def __init__(self) -> None:
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        self._engine = RapidOCR(
            params={"Global.log_level": "error", "EngineConfig.onnxruntime.intra_op_num_threads": 2}
        )

    def page(self, image: NDArray[np.uint8], *, number: int) -> Page:
        """The lines of a page, image of shape (height, width, 3) in BGR."""
        height, width = image.shape[:2]
        found: Any = self._engine(image)  # the library's result types differ with what it found
        if found.boxes is None or found.txts is None:
            return Page(number, float(width), float(height), ())
        pieces = [
            Line(text, *_extent(box), number)
            for box, text, score in zip(found.boxes, found.txts, found.scores, strict=True)
            if score >= _LEAST_SCORE and text.strip()
        ]
        return Page(number, float(width), float(height), tuple(_rows(pieces)))


def _extent(box: NDArray[np.float32]) -> tuple[float, float, float, float]:
    """left, right, top, bottom of a quadrilateral of shape (4, 2)."""
    return float(box[:, 0].min()), float(box[:, 0].max()), float(box[:, 1].min()), float(box[:, 1].max())


def _rows(pieces: Sequence[Line]) -> list[Line]:
    """Pieces on one baseline as one line, from top to bottom and left to right."""
    rows: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda line: line.top + line.bottom):
        row = next((row for row in reversed(rows[-4:]) if _on_one_baseline(row[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    return [_line(sorted(row, key=lambda line: line.left)) for row in rows]


def _on_one_baseline(line: Line, piece: Line) -> bool:
    overlap = min(line.bottom, piece.bottom) - max(line.top, piece.top)
    return overlap > 0.5 * min(line.height, piece.height)


def _line(row: Sequence[Line]) -> Line:
    first, last = row[0], row[-1]
    gaps = [after.left - piece.right for piece, after in pairwise(row)]
    apart = bool(gaps) and max(gaps) > _CELL_GAP * first.height
    top, bottom = min(piece.top for piece in row), max(piece.bottom for piece in row)
    texts = tuple(piece.text for piece in row)
    return Line(" ".join(texts), first.left, last.right, top, bottom, first.page, texts if apart else ())
