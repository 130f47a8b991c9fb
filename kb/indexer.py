"""Brings the indexes to what SQL says: the outbox is applied, verified, rebuilt; a crash loses and doubles nothing.

The order is what makes it safe: SQL says what may be in an index before it is put there, and the outbox row goes last.
Whatever was half done is done again with the same result, because entries are replaced by id.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from threading import RLock

from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from kb.database import Database
from kb.errors import IndexUnavailable
from kb.filing import Plan, Slip, Terms, indexed_of, planned, shelves_of, slips_of
from kb.index import Entry
from kb.lookups import portions
from kb.moments import china_day
from kb.shelves import Generation, Shelf, Shelves
from kb.storing import enqueue
from kb.tables import DocumentRow, IndexedRow, OutboxRow
from kb.vectors import Vectors

DOCUMENTS_A_BATCH = 100
PASSAGES_A_BATCH = 1000

Progress = Callable[[int, int], None]
"""Told after every batch: documents done, documents in all."""


@dataclass(frozen=True, slots=True)
class _Errand:
    """Documents taken from the outbox, and the last row seen: later rows stay for the next round."""

    document_ids: list[str]
    last_seq: int


class Indexer:
    """The one writer of the indexes. Methods may be called from several threads; one works at a time."""

    def __init__(self, database: Database, shelves: Shelves, vectors: Vectors, terms: Terms) -> None:
        """terms: cuts a text into what is indexed; the searcher must cut questions the same way."""
        self._database = database
        self._shelves = shelves
        self._vectors = vectors
        self._terms = terms
        self._turn = RLock()

    def apply(self, *, now: datetime, limit: int | None = None, progress: Progress | None = None) -> int:
        """The indexes are what SQL says for up to limit documents of the outbox; returns how many were filed.

        Raises IndexUnavailable when the index was made by another recipe.
        """
        with self._turn:
            if self._shelves.is_outdated:
                raise IndexUnavailable("the index was made with another model or dictionary: run jiedu index rebuild")
            self._fill_if_new(now)
            pending = self.pending()
            total = pending if limit is None else min(pending, limit)
            done = 0
            while done < total and (errand := self._take(min(DOCUMENTS_A_BATCH, total - done))).document_ids:
                with self._shelves.using() as generation:
                    self._file(generation, errand.document_ids, china_day(now))
                self._finish(errand)
                done += len(errand.document_ids)
                if progress:
                    progress(done, max(total, done))
            return done

    def pending(self) -> int:
        """Documents whose entries may be late."""
        with self._database.reading() as session:
            return session.scalar(select(func.count(OutboxRow.document_id.distinct()))) or 0

    def refile(self, *, now: datetime) -> int:
        """Documents whose confirmed end has come since they were filed move to the past; returns how many.

        To be run once a day, shortly after midnight.
        """
        with self._turn:
            late = self._misfiled(china_day(now))
            with self._database.writing() as session:
                enqueue(session, late, now)
            if late:
                self.apply(now=now)
            return len(late)

    def rebuild(self, *, now: datetime, progress: Progress | None = None) -> int:
        """New indexes with every entry made anew, then exchanged for the old; searches go on meanwhile.

        Returns the number of documents read. Killed at any moment, the old or the new indexes are in use, whole.
        """
        with self._turn:
            generation = self._shelves.begin()
            with self._database.reading() as session:
                everything = list(session.scalars(select(DocumentRow.id).order_by(DocumentRow.id)))
            for start in range(0, len(everything), DOCUMENTS_A_BATCH):
                self._file(generation, everything[start : start + DOCUMENTS_A_BATCH], china_day(now))
                if progress:
                    progress(min(start + DOCUMENTS_A_BATCH, len(everything)), len(everything))
            self._shelves.switch(generation)
            with self._database.writing() as session:
                session.execute(delete(IndexedRow).where(IndexedRow.generation != generation.name))
            return len(everything)

    def _fill_if_new(self, now: datetime) -> None:
        # An index folder that was lost or never made holds nothing, whatever the outbox once delivered.
        with self._database.writing() as session:
            mine = select(IndexedRow.passage_id).where(IndexedRow.generation == self._shelves.generation_name)
            if session.scalars(mine.limit(1)).first():
                return
            waiting = select(OutboxRow.document_id)
            enqueue(session, session.scalars(select(DocumentRow.id).where(DocumentRow.id.not_in(waiting))).all(), now)
            session.execute(delete(IndexedRow).where(IndexedRow.generation != self._shelves.generation_name))

    def _misfiled(self, today: date) -> list[str]:
        filed = select(IndexedRow.document_id, IndexedRow.shelf).where(
            IndexedRow.generation == self._shelves.generation_name
        )
        with self._database.reading() as session:
            shelf_of = dict(session.execute(filed.distinct()).all())
            now = shelves_of(session, sorted(shelf_of), today=today)
        return sorted(document for document, shelf in now.items() if shelf.value != shelf_of[document])

    def _take(self, limit: int) -> _Errand:
        with self._database.reading() as session:
            first = func.min(OutboxRow.seq)
            query = select(OutboxRow.document_id).group_by(OutboxRow.document_id).order_by(first).limit(limit)
            return _Errand(list(session.scalars(query)), session.scalar(select(func.max(OutboxRow.seq))) or 0)

    def _finish(self, errand: _Errand) -> None:
        with self._database.writing() as session:
            for portion in portions(errand.document_ids):
                session.execute(
                    delete(OutboxRow).where(OutboxRow.document_id.in_(portion), OutboxRow.seq <= errand.last_seq)
                )

    def _file(self, generation: Generation, document_ids: Sequence[str], today: date) -> None:
        with self._database.reading() as session:
            slips = slips_of(session, document_ids, today=today)
            plan = planned(slips, indexed_of(session, generation.name, document_ids))
        for start in range(0, len(plan.put), PASSAGES_A_BATCH):
            self._put(generation, plan.put[start : start + PASSAGES_A_BATCH])
        self._remove(generation, plan)

    def _put(self, generation: Generation, slips: Sequence[Slip]) -> None:
        vectors = self._vectors.of({slip.vector_digest: slip.passage.indexed_text for slip in slips})
        self._note(generation, slips, is_done=False)
        for shelf in Shelf:
            entries = [
                Entry(slip.passage.id, vectors[slip.vector_digest], slip.words(self._terms))
                for slip in slips
                if slip.shelf is shelf
            ]
            if entries:
                generation.dense(shelf).put(entries)
                generation.lexical(shelf).put(entries)
        self._note(generation, slips, is_done=True)

    def _note(self, generation: Generation, slips: Sequence[Slip], *, is_done: bool) -> None:
        rows = [
            {
                "generation": generation.name,
                "passage_id": slip.passage.id,
                "shelf": slip.shelf.value,
                "document_id": slip.passage.document_id,
                "digest": slip.digest,
                "is_done": is_done,
            }
            for slip in slips
        ]
        with self._database.writing() as session:
            for shelf in Shelf:
                _forget(session, generation, shelf, [slip.passage.id for slip in slips if slip.shelf is shelf])
            session.execute(insert(IndexedRow), rows)

    def _remove(self, generation: Generation, plan: Plan) -> None:
        for shelf, ids in plan.remove.items():
            if ids:
                generation.dense(shelf).remove(ids)
                generation.lexical(shelf).remove(ids)
                with self._database.writing() as session:
                    _forget(session, generation, shelf, ids)


def _forget(session: Session, generation: Generation, shelf: Shelf, passage_ids: Iterable[str]) -> None:
    for portion in portions(passage_ids):
        session.execute(
            delete(IndexedRow).where(
                IndexedRow.generation == generation.name,
                IndexedRow.shelf == shelf.value,
                IndexedRow.passage_id.in_(portion),
            )
        )
