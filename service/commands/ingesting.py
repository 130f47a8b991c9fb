"""jiedu ingest: take in files, folders and web addresses, and say what became of each document."""

from collections.abc import Sequence

from ingestion.synchronise import Line
from service.commands.console import REMARKS


def show_refusals(lines: Sequence[Line]) -> None:
    """Every document that was refused, with its reason."""
    for line in lines:
        if line.outcome is None:
            REMARKS.print(f"未收录 {line.name}：{line.reason}", markup=False, style="red")
