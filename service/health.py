"""Whether the parts can do their work now, and the figures that operators ask for."""

from collections import Counter
from datetime import date
from pathlib import Path

from kb.errors import KnowledgeError
from kb.library import Library
from kb.validity import validity_on

PAGE = 500


def readiness(library: Library, *, is_outdated: bool) -> list[str]:
    """Why a question could not be answered well now, in words for the operator; nothing when all is well."""
    problems = []
    try:
        counts = library.counts()
        if not counts.published:
            problems.append("文件库是空的：请先运行 jiedu ingest 或 jiedu demo")
    except KnowledgeError as error:
        problems.append(f"数据库不可用：{error}")
    if is_outdated:
        problems.append("索引由另一个模型或词表制成，正在后台重建")
    return problems


def documents_by_validity(library: Library, on: date) -> dict[str, int]:
    """How many documents that citizens may see have each standing on a day."""
    found: Counter[str] = Counter()
    offset = 0
    while cards := library.public(offset=offset, limit=PAGE):
        changes = library.changes(cards)
        found.update(validity_on(card, changes[card.id], on).status.value for card in cards)
        offset += PAGE
    return dict(found)


def folder_bytes(folder: Path) -> int:
    """The size of everything in a folder, 0 when it is absent."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
