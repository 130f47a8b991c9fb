"""Puts together what the pages under /admin work with; reading files needs a process of its own, begun when needed."""

from admin_ui.workplace import FileReader, Workplace
from governance.awaited import AwaitedSteps
from governance.duty_queries import Escalations
from ingestion.reading import Reading
from ingestion.uploads import Upload, read_upload
from service.clock import now_in_china
from service.compose import Parts
from service.compose_publication import unanswered_of
from service.settings import Settings


def open_workplace(settings: Settings, parts: Parts) -> Workplace:
    """The parts of the domain as the pages see them."""
    store = parts.desk.store
    governance, publishing = store.governance, store.publishing
    return Workplace(
        clock=now_in_china,
        file_limit_bytes=settings.file_limit_bytes,
        read_file=_reader(),
        library=store.library,
        units=store.units,
        people=governance.people,
        duties=governance.duties,
        escalations=Escalations(store.database),
        awaited=AwaitedSteps(store.database),
        calendars=governance.calendars,
        round=governance.round,
        audit=governance.audit,
        reorganising=governance.reorganising,
        tickets=governance.tickets,
        ticket_lists=governance.ticket_lists,
        follow_ups=governance.follow_ups,
        merging=governance.merging,
        accounts=store.accounts,
        tokens=store.tokens,
        corrections=store.corrections,
        lists=publishing.lists,
        intake=publishing.intake,
        preparation=publishing.preparation,
        interpretations=publishing.interpretations,
        release=publishing.release,
        examination=publishing.examination,
        standing=publishing.standing,
        publications=publishing.publications,
        recalls=publishing.recalls,
        history=publishing.history,
        new_versions=publishing.new_versions,
        guides=publishing.guides,
        guide_lists=publishing.guide_lists,
        approved=publishing.approved,
        catalogue=publishing.catalogue,
        items=publishing.items,
        scorecards=publishing.scorecards,
        postings=publishing.postings,
        unanswered=unanswered_of(parts),
    )


def _reader() -> FileReader:
    def read(data: bytes, name: str) -> Upload:
        with Reading() as reading:
            return read_upload(reading, data, name=name)

    return read
