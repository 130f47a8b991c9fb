"""The lines of one PDF page that has a text layer, from the place of every character."""

import ctypes
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

import pypdfium2.raw as pdfium

from ingestion.readers.layout import Line

# Wider than the gap in 第一章　总　则, narrower than the gutter between columns and table cells. In heights of a line.
_CELL_GAP = 2.3
# The box of a narrow character may be as wide as a Chinese one and reach over the next character.
_OVERLAP = 1.3
# A blank in the file counts as one only where the page shows a gap: some producers put one after every character.
_BLANK_GAP = 0.2
_BLANK_GAP_OF_LETTERS = 0.12


@dataclass(frozen=True, slots=True)
class _Glyph:
    character: str
    left: float
    right: float
    top: float
    bottom: float
    after_blank: bool  # the file has a blank or break before it


@dataclass(slots=True)
class _Run:
    """Characters that follow each other on one baseline."""

    glyphs: list[_Glyph] = field(default_factory=list)

    @property
    def top(self) -> float:
        return median(glyph.top for glyph in self.glyphs)

    @property
    def bottom(self) -> float:
        return median(glyph.bottom for glyph in self.glyphs)

    def takes(self, glyph: _Glyph) -> bool:
        last = self.glyphs[-1]
        height = max(last.bottom - last.top, 1.0)
        overlap = min(last.bottom, glyph.bottom) - max(last.top, glyph.top)
        ahead = glyph.left - last.right
        return (
            overlap > 0.5 * min(height, max(glyph.bottom - glyph.top, 1.0))
            and -_OVERLAP * height < ahead < _CELL_GAP * height
        )


def page_lines(text_page: pdfium.FPDF_TEXTPAGE, *, page: int, height: float) -> list[Line]:
    """Lines in the order the file draws them; runs far apart on one baseline are cells of one line."""
    runs: list[_Run] = []
    for glyph in _glyphs(text_page, height):
        if runs and runs[-1].takes(glyph):
            runs[-1].glyphs.append(glyph)
        else:
            runs.append(_Run([glyph]))
    lines: list[list[_Run]] = []
    for run in runs:
        if lines and _same_baseline(lines[-1][-1], run):
            lines[-1].append(run)
        else:
            lines.append([run])
    return [_line(found, page) for found in _downwards(lines)]


def _glyphs(text_page: pdfium.FPDF_TEXTPAGE, height: float) -> list[_Glyph]:
    box = pdfium.FS_RECTF()
    glyphs: list[_Glyph] = []
    after_blank = False
    for index in range(pdfium.FPDFText_CountChars(text_page)):
        code = pdfium.FPDFText_GetUnicode(text_page, index)
        if code <= 32 or code in {0xA0, 0x3000, 0xFFFE, 0xFFFF} or 0xD800 <= code <= 0xDFFF:
            after_blank = True
            continue
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, ctypes.byref(box)):
            continue
        # 0xAD is how pdfium reports a hyphen at a line's end or in “2014-2020”.
        character = "-" if code == 0xAD else chr(code)
        glyphs.append(_Glyph(character, box.left, box.right, height - box.top, height - box.bottom, after_blank))
        after_blank = False
    return glyphs


def _same_baseline(run: _Run, following: _Run) -> bool:
    overlap = min(run.bottom, following.bottom) - max(run.top, following.top)
    smaller = min(run.bottom - run.top, following.bottom - following.top)
    return overlap > 0.6 * smaller and following.glyphs[0].left >= run.glyphs[-1].right - _OVERLAP * smaller


def _downwards(lines: list[list[_Run]]) -> list[list[_Run]]:
    """The lines from top to bottom.

    A file may draw its parts in any order (the head table before the text above it). Each part runs downwards; parts
    that stand side by side are columns and keep the order of the file.
    """
    parts: list[list[list[_Run]]] = []
    for line in lines:
        if parts and line[0].top >= parts[-1][-1][0].top - 1:
            parts[-1].append(line)
        else:
            parts.append([line])
    if len(parts) * 3 > len(lines) > 20:
        return sorted(lines, key=lambda runs: (round(runs[0].bottom), runs[0].glyphs[0].left))
    ordered: list[list[list[_Run]]] = []
    for part in parts:
        place = len(ordered)
        while place and _is_above(part, ordered[place - 1]):
            place -= 1
        ordered.insert(place, part)
    return [line for part in ordered for line in part]


def _is_above(part: list[list[_Run]], other: list[list[_Run]]) -> bool:
    """Whether a part stands wholly above another one, in the same column; cells of a table are too short to move."""
    if len(part) < 3:
        return False
    left = max(min(line[0].glyphs[0].left for line in lines) for lines in (part, other))
    right = min(max(line[-1].glyphs[-1].right for line in lines) for lines in (part, other))
    return part[-1][0].bottom <= other[0][0].top + 1 and right > left


def _line(runs: list[_Run], page: int) -> Line:
    texts = [_words(run) for run in runs]
    gap = max((after.glyphs[0].left - run.glyphs[-1].right for run, after in pairwise(runs)), default=0.0)
    top, bottom = min(run.top for run in runs), max(run.bottom for run in runs)
    return Line(
        " ".join(texts),
        runs[0].glyphs[0].left,
        runs[-1].glyphs[-1].right,
        top,
        bottom,
        page,
        tuple(texts) if gap >= _CELL_GAP * (bottom - top) else (),
    )


def _words(run: _Run) -> str:
    """The characters with a blank where the page shows one; even spacing between all characters is no blank."""
    glyphs = run.glyphs
    gaps = [after.left - glyph.right for glyph, after in pairwise(glyphs)]
    usual = max(median(gaps), 0.0) if len(gaps) > 8 else 0.0
    height = run.bottom - run.top
    words = glyphs[0].character
    for glyph, after, gap in zip(glyphs, glyphs[1:], gaps, strict=False):
        letters = glyph.character.isascii() and after.character.isascii()
        least = (_BLANK_GAP_OF_LETTERS if letters else _BLANK_GAP) * height
        words += (" " if after.after_blank and gap - usual > least else "") + after.character
    return words
