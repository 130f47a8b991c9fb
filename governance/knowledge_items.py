"""Items of the hotline's knowledge base in and out as a spreadsheet (R§6.13): each is an approved answer here.

What comes in is a draft without a source: it is given to nobody before its unit has tied it to published words.
"""

import re
from datetime import datetime

from governance.access import Act, Actor, require
from governance.approved import ApprovedAnswers
from governance.approved_wording import Wording, question_key
from governance.disclosure_catalogue import ImportReport
from governance.errors import Refused
from governance.sheets import SheetRow, read_sheet, write_sheets
from governance.words import sentence
from kb.approved import ApprovedAnswer, ApprovedState
from kb.database import Database
from kb.units import Units

MOST_ROWS = 1_000
_LONGEST_TITLE = 128
_LONGEST_KEYWORD = 20
_COLUMNS = ("类目", "标题", "内容", "发文单位", "材料性质", "关键字")
_NEEDED = ("类目", "标题", "内容")
_SHEET = "知识条目"
_COMMA = re.compile(r"[,，、;；]")


class KnowledgeItems:
    """Brings items in and takes them out."""

    def __init__(self, database: Database, approved: ApprovedAnswers, units: Units) -> None:
        self._database = database
        self._approved = approved
        self._units = units

    def take_in(self, actor: Actor, data: bytes, *, unit_id: str, now: datetime) -> ImportReport:
        """Each row that can be taken is a draft of the unit; a title that is there already is left as it is.

        Raises Refused for a file that cannot be read or has more than 1,000 rows; Forbidden.
        """
        require(actor, Act.EDIT_APPROVED_ANSWER, unit_id=unit_id)
        rows = read_sheet(data, columns=_COLUMNS, needed=_NEEDED, most_rows=MOST_ROWS)
        known = self._approved.keys_of(actor, unit_id)
        added = unchanged = 0
        problems: list[str] = []
        with self._database.writing():
            for row in rows:
                key = question_key(row.cells.get("标题", ""))
                if key and key in known:
                    unchanged += 1
                    continue
                problem = self._problem(row, unit_id)
                if problem:
                    problems.append(sentence("sheet_row", number=row.number, problem=problem))
                    continue
                self._approved.draft(actor, _wording(row), unit_id=unit_id, now=now)
                known.add(key)
                added += 1
        return ImportReport(added, 0, unchanged, tuple(problems))

    def as_sheet(self, actor: Actor, *, unit_id: str | None = None) -> bytes:
        """The active items the actor may see, as XLSX in the form they come in."""
        names = {unit.id: unit.name for unit in self._units.listed()}
        items = self._approved.listed(actor, unit_id=unit_id, state=ApprovedState.ACTIVE, limit=MOST_ROWS)
        return write_sheets([(_SHEET, _COLUMNS, [_row(item, names.get(item.unit_id, "")) for item in items])])

    def _problem(self, row: SheetRow, unit_id: str) -> str:
        """What keeps a row from being taken, "" when nothing does."""
        title, issuer = row.cells.get("标题", ""), row.cells.get("发文单位", "")
        missing = next((name for name in _NEEDED if not row.cells.get(name)), None)
        if missing:
            return sentence("item_column_missing", column=missing)
        if len(title) > _LONGEST_TITLE:
            return sentence("item_title_long", limit=_LONGEST_TITLE)
        named = self._units.by_name(issuer) if issuer else None
        if named is not None and named.id != unit_id:
            return sentence("item_of_other_unit", unit=issuer)
        wrong = next((word for word in _keywords(row) if len(word) > _LONGEST_KEYWORD or word == title), None)
        if wrong:
            return sentence("item_keyword_wrong", keyword=wrong[:30], limit=_LONGEST_KEYWORD)
        try:
            _wording(row).check()
        except Refused as refused:
            return str(refused)
        return ""


def _wording(row: SheetRow) -> Wording:
    return Wording(
        question=row.cells["标题"],
        answer=row.cells["内容"],
        category=row.cells.get("类目", ""),
        material=row.cells.get("材料性质", ""),
        keywords=_keywords(row),
    )


def _keywords(row: SheetRow) -> tuple[str, ...]:
    return tuple(word.strip() for word in _COMMA.split(row.cells.get("关键字", "")) if word.strip())


def _row(item: ApprovedAnswer, unit: str) -> list[str]:
    return [item.category, item.question, item.answer, unit, item.material, ",".join(item.keywords)]
