"""Service guides are changed in one place for every channel (同源管理): written, checked, published by another person.

A condition that changed in fact must be published within one working day (R§4.1): the clock runs from changed_at.
"""

import json
import secrets
from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import changing, check_version, held, need
from governance.consequences import Consequences
from governance.duties import Duties, DutyKind
from governance.errors import Refused, Stale
from governance.guide_elements import check_elements
from governance.guide_lists import GuideChange, GuideChangeState, change_value, check_alone
from governance.guide_rows import GuideChangeRow
from governance.interpretations import RecordReader
from governance.overdue import guide_check_subject
from governance.publication_rows import PublicationRow, touch
from governance.publication_states import CaseState
from governance.words import sentence
from kb.catalogue import Catalogue
from kb.database import Database
from kb.documents import Fact
from kb.errors import UnknownDocument
from kb.library import Library
from kb.moments import china_day

_ID_BYTES = 10


def _new_id() -> str:
    return f"g-{secrets.token_hex(_ID_BYTES)}"


class Guides:
    """Writes and publishes guides."""

    def __init__(
        self,
        database: Database,
        library: Library,
        catalogue: Catalogue,
        *,
        duties: Duties,
        consequences: Consequences,
        read_record: RecordReader,
        new_id: Callable[[], str] = _new_id,
    ) -> None:
        self._database = database
        self._library = library
        self._catalogue = catalogue
        self._duties = duties
        self._consequences = consequences
        self._read_record = read_record
        self._new_id = new_id

    def draft(
        self,
        actor: Actor,
        elements: Mapping[str, str],
        *,
        unit_id: str,
        document_id: str | None = None,
        version: int | None = None,
        changed_at: datetime,
        reason: str,
        now: datetime,
    ) -> GuideChange:
        """A guide is to say this; the clock runs from the moment the condition changed.

        document_id: of the guide to change, None for a new one; version: of its case, as the person saw the guide.
        Raises Refused for a name that changes or is missing, without a reason, for unknown or endless elements, for a
        moment to come, while another change of it is under way; UnknownDocument, Forbidden, Stale.
        """
        why = need(reason, "guide_reason_missing")
        if changed_at > now:
            raise Refused("guide_change_to_come")
        with self._database.writing() as session:
            case = held(session, document_id) if document_id else None
            owner = case.unit_id if case else unit_id
            require(actor, Act.EDIT_GUIDE, unit_id=owner)
            if case:
                check_version(case.version, version)
                check_alone(session, case.document_id)
            check_elements(elements, library=self._library, document_id=document_id)
            row = GuideChangeRow(
                id=self._new_id(),
                document_id=document_id,
                unit_id=owner,
                version=1,
                state=GuideChangeState.DRAFT.value,
                elements=_json(elements),
                reason=why,
                changed_at=changed_at,
                edited_by=actor.name,
                edited_by_id=actor.user_id,
                updated_at=now,
            )
            session.add(row)
            session.flush()
            subject, title = _subject(row), elements["name"]
            self._duties.open(
                DutyKind.GUIDE_CHANGE, unit_id=owner, subject=subject, title=title, began=changed_at, now=now
            )
            _recorded(session, actor, Act.EDIT_GUIDE, row, now, reason=why)
            return change_value(row)

    def edit(
        self, actor: Actor, change_id: str, elements: Mapping[str, str], *, version: int, now: datetime
    ) -> GuideChange:
        """The change says this instead. Raises as draft, and Stale."""
        with self._database.writing() as session:
            row = _held(session, change_id, actor, Act.EDIT_GUIDE, version)
            check_elements(elements, library=self._library, document_id=row.document_id)
            row.elements, row.edited_by, row.edited_by_id = _json(elements), actor.name, actor.user_id
            _touch(row, now)
            _recorded(session, actor, Act.EDIT_GUIDE, row, now)
            return change_value(row)

    def publish(self, actor: Actor, change_id: str, *, despite: str = "", version: int, now: datetime) -> str:
        """The guide is out on every channel at once; returns its document. despite: why it goes out with faults.

        Raises Refused for faults without a reason and for the writer himself; Forbidden, Stale.
        """
        with self._database.writing() as session:
            row = _held(session, change_id, actor, Act.PUBLISH_GUIDE, version)
            change = change_value(row)
            if row.edited_by_id == actor.user_id:
                raise Refused("own_guide")
            if change.faults and not despite.strip():
                raise Refused("guide_faulty", faults="；".join(fault.sentence for fault in change.faults[:5]))
            document_id = self._stored(session, row, change, now)
            row.state, row.published_by, row.published_at = GuideChangeState.PUBLISHED.value, actor.name, now
            _touch(row, now)
            self._duties.fulfilled_by_event(DutyKind.GUIDE_CHANGE, _subject(row), now=now, by=actor)
            self._looked_at(session, document_id, actor, now)
            row.document_id = document_id
            self._owned(session, row, actor, now)
            self._consequences.of_publication(session, document_id, now=now)
            _recorded(session, actor, Act.PUBLISH_GUIDE, row, now, reason=despite.strip())
            return document_id

    def checked(self, actor: Actor, document_id: str, *, version: int, now: datetime) -> None:
        """Somebody of the unit has compared the published guide with practice, and it is right (R§6.12)."""
        with self._database.reading() as session:
            subject = guide_check_subject(document_id, held(session, document_id).updated_at)
        details: dict[str, object] = {"checked": True}
        with changing(
            self._database,
            document_id,
            actor=actor,
            act=Act.PUBLISH_GUIDE,
            version=version,
            details=details,
            now=now,
        ):
            self._duties.fulfilled_by_event(DutyKind.GUIDE_CHECK, subject, now=now, by=actor)

    def drop(self, actor: Actor, change_id: str, *, reason: str, version: int, now: datetime) -> None:
        """The change is not made after all; what was owed is done with the reason. Raises Refused, Forbidden, Stale."""
        why = need(reason, "guide_reason_missing")
        with self._database.writing() as session:
            row = _held(session, change_id, actor, Act.PUBLISH_GUIDE, version)
            row.state = GuideChangeState.DROPPED.value
            _touch(row, now)
            self._duties.fulfilled_by_event(DutyKind.GUIDE_CHANGE, _subject(row), now=now, by=actor)
            _recorded(session, actor, Act.PUBLISH_GUIDE, row, now, reason=why)

    def _stored(self, session: Session, row: GuideChangeRow, change: GuideChange, now: datetime) -> str:
        fields: dict[str, object] = {key: words for key, words in change.elements.items() if words.strip()}
        key = _subject(row)
        if row.document_id:
            # What the source said beside the elements stays: where it was published, its topic, its other names.
            card = self._library.cards([row.document_id])[row.document_id]
            beside = {"url": card.text(Fact.URL), "topic": card.text(Fact.TOPIC), "synonyms": list(card.synonyms)}
            fields |= {name: value for name, value in beside.items() if value}
            self._catalogue.known_as(row.document_id, key, now=now)
        stored = self._catalogue.store(self._read_record(fields, key), now=now)
        by, reason = sentence("system_name"), sentence("system_date")
        day = china_day(now).isoformat()
        self._catalogue.correct(stored.document_id, Fact.PUBLISHED_ON, day, by=by, reason=reason, now=now)
        self._catalogue.publish(stored.document_id, now=now)
        return stored.document_id

    def _looked_at(self, session: Session, document_id: str, actor: Actor, now: datetime) -> None:
        """Publishing a guide anew is checking it too."""
        case = session.get(PublicationRow, document_id)
        if case is not None:
            subject = guide_check_subject(document_id, case.updated_at)
            self._duties.fulfilled_by_event(DutyKind.GUIDE_CHECK, subject, now=now, by=actor)
            touch(case, now)

    def _owned(self, session: Session, row: GuideChangeRow, actor: Actor, now: datetime) -> None:
        """A new guide has a case, so that it can be withdrawn, recalled and handed over like any document."""
        if row.document_id is None or session.get(PublicationRow, row.document_id) is not None:
            return
        session.add(
            PublicationRow(
                document_id=row.document_id,
                unit_id=row.unit_id,
                state=CaseState.PUBLISHED.value,
                version=1,
                disclosure=None,
                closed_reason=None,
                returned_reason="",
                opened_by=actor.name,
                opened_at=now,
                updated_at=now,
                published_at=now,
            )
        )


def _held(session: Session, change_id: str, actor: Actor, act: Act, version: int) -> GuideChangeRow:
    row = session.get(GuideChangeRow, change_id)
    if row is None:
        raise UnknownDocument(sentence("no_guide_change"))
    require(actor, act, unit_id=row.unit_id)
    if row.version != version or row.state != GuideChangeState.DRAFT.value:
        raise Stale(sentence("thing_guide", name=json.loads(row.elements).get("name", "")))
    return row


def _touch(row: GuideChangeRow, now: datetime) -> None:
    row.version += 1
    row.updated_at = now


def _recorded(
    session: Session, actor: Actor, act: Act, row: GuideChangeRow, now: datetime, *, reason: str = ""
) -> None:
    name = json.loads(row.elements).get("name", "")
    details: dict[str, object] = {"name": name, "unit": row.unit_id, "state": row.state, "change": row.id}
    record(session, actor=actor, act=act, subject=_subject(row), reason=reason, details=details, now=now)
    session.flush()


def _subject(row: GuideChangeRow) -> str:
    return f"guide:{row.document_id or row.id}"


def _json(elements: Mapping[str, str]) -> str:
    return json.dumps({key: words.strip() for key, words in elements.items()}, ensure_ascii=False)
