"""What all commands share at the terminal: the settings or a clear end, tables, progress on standard error."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from pydantic import BaseModel
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table

# Progress and remarks go to standard error, so that standard output can be piped whole.
REMARKS = Console(stderr=True, highlight=False)
OUTPUT = Console(highlight=False, soft_wrap=True)


def print_json(value: BaseModel | dict[str, object] | list[object]) -> None:
    """One JSON object on standard output, Chinese as it is."""
    data = value.model_dump(mode="json", exclude_none=False) if isinstance(value, BaseModel) else value
    sys.stdout.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def print_table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    """Rows under headings; cells are shown as they are, never read as markup."""
    table = Table(*headings, box=None, pad_edge=False, header_style="bold")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    OUTPUT.print(table)


def progress_bar() -> Progress:
    """A bar on standard error: how many of how many, and how long still."""
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=REMARKS,
        transient=not REMARKS.is_terminal,
    )


@contextmanager
def progress_of_several() -> Iterator[Callable[[str, int, int], None]]:
    """A bar for each thing told of: what is being done, how much of it is, of how much."""
    with progress_bar() as bar:
        tasks: dict[str, TaskID] = {}

        def tell(doing: str, done: int, total: int) -> None:
            if doing not in tasks:
                tasks[doing] = bar.add_task(doing, total=total)
            bar.update(tasks[doing], completed=done, total=total)

        yield tell


def _plain(text: str) -> str:
    return text.replace("[", r"\[")
