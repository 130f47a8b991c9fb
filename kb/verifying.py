"""Compares what the indexes hold with what SQL says they should hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from kb.database import Database
from kb.filing import slips_of
from kb.moments import china_day
from kb.shelves import Shelf, Shelves
from kb.tables import DocumentRow, IndexedRow, OutboxRow


@dataclass(frozen=True, slots=True)
class Verdict:
    """One index compared: passage ids that are missing, surplus, or made from older words."""

    name: str
    held: int
    missing: tuple[str, ...]
    surplus: tuple[str, ...]
    stale: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        return not (self.missing or self.surplus or self.stale)


@dataclass(frozen=True, slots=True)
class Verification:
    """All indexes compared. late: documents in the outbox, whose differences are expected and not counted."""

    verdicts: tuple[Verdict, ...]
    late: int
    is_outdated: bool

    @property
    def is_sound(self) -> bool:
        return not self.is_outdated and all(verdict.is_sound for verdict in self.verdicts)


def verify(database: Database, shelves: Shelves, *, now: datetime) -> Verification:
    """Every passage of every index is accounted for; reads only."""
    with database.reading() as session:
        late = set(session.scalars(select(OutboxRow.document_id)))
        rows = session.scalars(select(IndexedRow).where(IndexedRow.generation == shelves.generation_name)).all()
        slips = slips_of(session, session.scalars(select(DocumentRow.id)).all(), today=china_day(now))
    excused = {row.passage_id for row in rows if row.document_id in late}
    excused |= {slip.passage.id for slip in slips if slip.passage.document_id in late}
    digests = {(row.passage_id, row.shelf): row.digest for row in rows if row.is_done}
    verdicts = []
    with shelves.using() as generation:
        for shelf in Shelf:
            wanted = {slip.passage.id: slip.digest for slip in slips if slip.shelf is shelf}
            stale = {i for i, digest in wanted.items() if digests.get((i, shelf.value), digest) != digest}
            for kind, index in (("dense", generation.dense(shelf)), ("words", generation.lexical(shelf))):
                held = index.ids()
                verdicts.append(
                    Verdict(
                        f"{kind}/{shelf.value}",
                        len(held),
                        _listed(wanted.keys() - held - excused),
                        _listed(held - wanted.keys() - excused),
                        _listed((stale & held) - excused),
                    )
                )
    return Verification(tuple(verdicts), len(late), shelves.is_outdated)


def _listed(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(ids))
