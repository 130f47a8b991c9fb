"""The head table of a web page that was printed to PDF, at its beginning or at its end."""

from collections.abc import Sequence
from dataclasses import replace

from ingestion.readers.layout import Line, Page
from ingestion.readers.page_head import labels_in, labels_in_cells, merge
from ingestion.readers.words import join_lines, one_line

# A head names at least this many facts; fewer labels on a page may be part of a form.
_LEAST_LABELS = 4
_VALUE_LINES = 8


def split_printed_head(pages: Sequence[Page]) -> tuple[dict[str, str], list[Page]]:
    """The head and the pages without it; an empty head and the same pages where there is none."""
    for index in dict.fromkeys((len(pages) - 1, 0)) if pages else ():
        first, last = _span(pages[index].lines)
        head = _head(pages[index].lines[first:last])
        if len(head) >= _LEAST_LABELS:
            rest = pages[index].lines[:first] + pages[index].lines[last:]
            return head, [*pages[:index], replace(pages[index], lines=rest), *pages[index + 1 :]]
    return {}, list(pages)


def _labels(line: Line) -> dict[str, str]:
    return labels_in_cells(line.cells) if line.cells else labels_in(line.text)


def _span(lines: Sequence[Line]) -> tuple[int, int]:
    """From the first line with a label to the last one, values between them included."""
    labelled = [index for index, line in enumerate(lines) if _labels(line)]
    if not labelled:
        return 0, 0
    first = last = labelled[0]
    for index in labelled:
        if index - last > _VALUE_LINES:
            break
        last = index
    end = last + 1
    pairs = _labels(lines[last])
    # A value that stands below its label, smaller than the text around it.
    while not list(pairs.values())[-1] and end < len(lines) and lines[end].left > lines[last].left and end - last < 4:
        end += 1
    return first, end


def _head(lines: Sequence[Line]) -> dict[str, str]:
    heads: list[dict[str, str]] = []
    label = ""
    for line in lines:
        pairs = _labels(line)
        if pairs:
            heads.append(pairs)
            label = list(pairs)[-1] if not list(pairs.values())[-1] else ""
        elif label:
            heads[-1][label] = one_line(join_lines(heads[-1][label], line.text))
    return merge(heads)
