"""The basic catalogue of proactive publication by unit: kept here, brought in and taken out as a spreadsheet.

公开类别, 公开事项, 公开内容 and 责任单位 must be there (founding notice 四（二）); 依据, 时限, 渠道, 对象 may be.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.case_lists import visible_unit
from governance.disclosure_rows import DisclosureItemRow
from governance.errors import Refused, Stale
from governance.sheets import SheetRow, read_sheet, write_sheets
from governance.words import sentence
from kb.database import Database
from kb.errors import UnknownDocument

MOST_ROWS = 5_000
_LONGEST = 2_000
_NEEDED = {"公开类别": "category", "公开事项": "matter", "公开内容": "content", "责任单位": "responsible"}
_MORE = {"公开依据": "basis", "公开时限": "term", "公开渠道": "channel", "公开对象": "audience"}
_COLUMNS = _NEEDED | _MORE
_SHEET = "主动公开基本目录"


@dataclass(frozen=True, slots=True)
class DisclosureItem:
    """One item. version: to be handed back with a change."""

    id: str
    unit_id: str
    version: int
    category: str
    matter: str
    content: str
    responsible: str
    basis: str = ""
    term: str = ""
    channel: str = ""
    audience: str = ""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import came to. problems: a sentence a row that was not taken, with its number."""

    added: int
    changed: int
    unchanged: int
    problems: tuple[str, ...]


class DisclosureCatalogue:
    """Reads and writes the catalogue."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def listed(
        self, actor: Actor, *, unit_id: str | None = None, offset: int = 0, limit: int = 200
    ) -> list[DisclosureItem]:
        """One page of the items the actor may see, by unit, category and matter."""
        unit = visible_unit(actor, unit_id, Act.SEE_CATALOGUE)
        order = (DisclosureItemRow.unit_id, DisclosureItemRow.category, DisclosureItemRow.matter)
        query = select(DisclosureItemRow).order_by(*order)
        query = query.where(DisclosureItemRow.unit_id == unit) if unit is not None else query
        with self._database.reading() as session:
            rows = session.scalars(query.offset(max(0, offset)).limit(min(limit, MOST_ROWS)))
            return [_value(row) for row in rows]

    def put(
        self,
        actor: Actor,
        fields: dict[str, str],
        *,
        unit_id: str,
        item_id: str | None = None,
        version: int = 0,
        now: datetime,
    ) -> DisclosureItem:
        """The item stands as given. fields: by the names of DisclosureItem. item_id: of the one to change.

        Raises Refused for what is missing or there already, Forbidden, Stale, UnknownDocument.
        """
        require(actor, Act.EDIT_CATALOGUE, unit_id=unit_id)
        problem = _problem(fields)
        if problem:
            raise Refused(problem[0], column=problem[1])
        with self._database.writing() as session:
            row = _held(session, item_id, unit_id, version) if item_id else None
            twin = _same(session, unit_id, fields)
            if twin is not None and (row is None or twin.id != row.id):
                raise Refused("item_exists", matter=fields["matter"][:60])
            row = _written(session, row, fields, unit_id=unit_id, by=actor.name, now=now)
            _recorded(session, actor, f"catalogue:{row.id}", {"unit": unit_id, "matter": row.matter}, now)
            return _value(row)

    def remove(self, actor: Actor, item_id: str, *, reason: str, version: int, now: datetime) -> None:
        """The item is no longer in the catalogue. Raises Refused without a reason; as put."""
        if not reason.strip():
            raise Refused("item_reason_missing")
        with self._database.writing() as session:
            row = session.get(DisclosureItemRow, item_id)
            if row is None:
                raise UnknownDocument(sentence("no_item"))
            require(actor, Act.EDIT_CATALOGUE, unit_id=row.unit_id)
            if row.version != version:
                raise Stale(sentence("thing_item", matter=row.matter[:60]))
            details: dict[str, object] = {"unit": row.unit_id, "matter": row.matter, "removed": True}
            session.delete(row)
            _recorded(session, actor, f"catalogue:{item_id}", details, now, reason=reason)

    def take_in(self, actor: Actor, data: bytes, *, unit_id: str, now: datetime) -> ImportReport:
        """The rows of a spreadsheet are in the unit's catalogue; a row of the same category and matter is renewed.

        All rows that can be taken are, in one transaction. Raises Refused for a file that cannot be read; Forbidden.
        """
        require(actor, Act.EDIT_CATALOGUE, unit_id=unit_id)
        rows = read_sheet(data, columns=tuple(_COLUMNS), needed=tuple(_NEEDED), most_rows=MOST_ROWS)
        counted = {"added": 0, "changed": 0, "unchanged": 0}
        problems: list[str] = []
        with self._database.writing() as session:
            for sheet_row in rows:
                fields = {_COLUMNS[name]: words for name, words in sheet_row.cells.items()}
                problem = _problem(fields)
                if problem:
                    problems.append(_told(sheet_row, problem))
                    continue
                held = _same(session, unit_id, fields)
                if held is not None and all(getattr(held, name) == words for name, words in fields.items()):
                    counted["unchanged"] += 1
                    continue
                counted["changed" if held else "added"] += 1
                _written(session, held, fields, unit_id=unit_id, by=actor.name, now=now)
            details: dict[str, object] = {"unit": unit_id, **counted, "refused": len(problems)}
            _recorded(session, actor, f"catalogue:unit:{unit_id}", details, now)
        return ImportReport(**counted, problems=tuple(problems))

    def as_sheet(self, actor: Actor, *, unit_id: str | None = None) -> bytes:
        """The catalogue the actor may see, as XLSX."""
        items = self.listed(actor, unit_id=unit_id, limit=MOST_ROWS)
        rows = [[getattr(item, name) for name in _COLUMNS.values()] for item in items]
        return write_sheets([(_SHEET, list(_COLUMNS), rows)])


def _problem(fields: dict[str, str]) -> tuple[str, str] | None:
    """The sentence and the column of what is wrong, None when nothing is."""
    for column, name in _COLUMNS.items():
        words = fields.get(name, "")
        if column in _NEEDED and not words.strip():
            return "item_column_missing", column
        if len(words) > _LONGEST:
            return "item_column_long", column
    return None


def _told(row: SheetRow, problem: tuple[str, str]) -> str:
    return sentence("sheet_row", number=row.number, problem=sentence(problem[0], column=problem[1]))


def _same(session: Session, unit_id: str, fields: dict[str, str]) -> DisclosureItemRow | None:
    return session.scalars(
        select(DisclosureItemRow).where(
            DisclosureItemRow.unit_id == unit_id,
            DisclosureItemRow.category == fields["category"].strip(),
            DisclosureItemRow.matter == fields["matter"].strip(),
        )
    ).first()


def _held(session: Session, item_id: str, unit_id: str, version: int) -> DisclosureItemRow:
    row = session.get(DisclosureItemRow, item_id)
    if row is None or row.unit_id != unit_id:
        raise UnknownDocument(sentence("no_item"))
    if row.version != version:
        raise Stale(sentence("thing_item", matter=row.matter[:60]))
    return row


def _written(
    session: Session,
    row: DisclosureItemRow | None,
    fields: dict[str, str],
    *,
    unit_id: str,
    by: str,
    now: datetime,
) -> DisclosureItemRow:
    if row is None:
        name = f"{unit_id}\x1f{fields['category'].strip()}\x1f{fields['matter'].strip()}\x1f{now.isoformat()}"
        row = DisclosureItemRow(id=f"c-{hashlib.sha256(name.encode()).hexdigest()[:20]}", unit_id=unit_id, version=0)
        session.add(row)
    for column in _COLUMNS.values():
        setattr(row, column, fields.get(column, "").strip())
    row.version += 1
    row.updated_by, row.updated_at = by, now
    session.flush()
    return row


def _recorded(
    session: Session, actor: Actor, subject: str, details: dict[str, object], now: datetime, *, reason: str = ""
) -> None:
    record(session, actor=actor, act=Act.EDIT_CATALOGUE, subject=subject, reason=reason, details=details, now=now)


def _value(row: DisclosureItemRow) -> DisclosureItem:
    columns = {name: getattr(row, name) for name in _COLUMNS.values()}
    return DisclosureItem(id=row.id, unit_id=row.unit_id, version=row.version, **columns)
