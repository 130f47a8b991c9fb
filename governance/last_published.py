"""When each unit last published in each column and by each account, as far as jiedu did it, read it or was told."""

from collections.abc import Iterator
from datetime import date, datetime

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from governance.columns import COLUMN_OF, Column
from governance.guide_rows import GuideChangeRow
from governance.posting_rows import PostingRow
from governance.postings import column_place
from governance.publication_rows import InterpretationRow, PublicationRow
from governance.publication_states import CaseState
from kb.cards import iso_day
from kb.documents import DocumentKind, Fact, Origin
from kb.moments import china_day
from kb.tables import ClaimRow, DocumentRow

LastDays = dict[tuple[str, str], date]
"""By unit and place (see PostingRow): the last day."""


def last_published(session: Session, at: datetime) -> LastDays:
    """The last day as known of that moment; a place nothing is known of is left out."""
    days: LastDays = {}
    for unit_id, place, day in _all(session, at):
        days[unit_id, place] = max(day, days.get((unit_id, place), day))
    return days


def _all(session: Session, at: datetime) -> Iterator[tuple[str, str, date]]:
    yield from _by_the_system(session, at)
    last = china_day(at)
    for unit_id, place, posted_on in session.execute(
        select(PostingRow.unit_id, PostingRow.place, func.max(PostingRow.posted_on))
        .where(PostingRow.posted_on <= last.isoformat())
        .group_by(PostingRow.unit_id, PostingRow.place)
    ):
        yield unit_id, place, date.fromisoformat(posted_on)
    for unit_id, kind, stated in _dated(session, last):
        yield unit_id, column_place(COLUMN_OF[kind]), stated


def _by_the_system(session: Session, at: datetime) -> Iterator[tuple[str, str, date]]:
    """What was published here: documents, guides and their changes, interpretations."""
    documents = (
        select(PublicationRow.unit_id, DocumentRow.kind, func.max(PublicationRow.published_at))
        .join(DocumentRow, DocumentRow.id == PublicationRow.document_id)
        .where(PublicationRow.published_at <= at)
        .group_by(PublicationRow.unit_id, DocumentRow.kind)
    )
    for unit_id, kind, moment in session.execute(documents):
        if moment:
            yield unit_id, column_place(COLUMN_OF[DocumentKind(kind)]), china_day(moment)
    rows: tuple[tuple[type[InterpretationRow] | type[GuideChangeRow], Column], ...] = (
        (InterpretationRow, Column.INTERPRETATION),
        (GuideChangeRow, Column.GUIDE),
    )
    for row, column in rows:
        query = select(row.unit_id, func.max(row.published_at)).where(row.published_at <= at).group_by(row.unit_id)
        for unit_id, moment in session.execute(query):
            if moment:
                yield unit_id, column_place(column), china_day(moment)


def _dated(session: Session, last: date) -> Iterator[tuple[str, DocumentKind, date]]:
    """What was published elsewhere and taken in: by the day that its source, or an editor, states.

    The claim that counts is chosen as kb.documents.current_values does, by the database: there are many documents.
    """
    rank = case({origin.value: origin.rank for origin in Origin}, value=ClaimRow.origin)
    counts = func.row_number().over(partition_by=ClaimRow.document_id, order_by=(rank.desc(), ClaimRow.id.desc()))
    stated = (
        select(PublicationRow.unit_id, DocumentRow.kind, ClaimRow.value, counts.label("place"))
        .join(DocumentRow, DocumentRow.id == PublicationRow.document_id)
        .join(ClaimRow, ClaimRow.document_id == DocumentRow.id)
        .where(
            PublicationRow.published_at.is_(None),
            PublicationRow.state == CaseState.PUBLISHED.value,
            ClaimRow.fact == Fact.PUBLISHED_ON.value,
            or_(ClaimRow.version_id.is_(None), ClaimRow.version_id == DocumentRow.version_id),
        )
        .subquery()
    )
    newest = (
        select(stated.c.unit_id, stated.c.kind, func.max(stated.c.value))
        .where(stated.c.place == 1, stated.c.value <= last.isoformat())
        .group_by(stated.c.unit_id, stated.c.kind)
    )
    for unit_id, kind, value in session.execute(newest):
        day = iso_day(value)
        if day:
            yield unit_id, DocumentKind(kind), day
