"""The interpretation of a document: planned, written from its template, signed; published by interpretation_release.

谁起草、谁解读: it belongs to the unit that owns the document. A change after a signature makes the signature void.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from governance.access import Act, Actor, require
from governance.audit import record
from governance.cases import check_version, held, need, seen_by
from governance.clause_diff import ClauseChange, clause_texts, diff
from governance.copying import Copying, copying
from governance.errors import Refused
from governance.interpretation_drafts import InterpretationDraft, draft_value
from governance.interpretation_template import Element, InterpretationForm, Template, prefill
from governance.publication_rows import InterpretationRow, PublicationRow, touch
from governance.words import sentence
from kb.cards import DocumentCard
from kb.catalogue import Incoming
from kb.database import Database
from kb.documents import Fact, RelationKind
from kb.errors import UnknownDocument
from kb.library import Library

RecordReader = Callable[[Mapping[str, object], str], Incoming]
"""Makes a document of a record's fields under a key; refuses secrecy marks. ingestion has it, compose hands it in."""


_KIND = "政策解读"


class Interpretations:
    """Writes and signs interpretations."""

    def __init__(self, database: Database, library: Library, read_record: RecordReader) -> None:
        self._database = database
        self._library = library
        self._read_record = read_record

    def of(self, actor: Actor, document_id: str) -> InterpretationDraft | None:
        """The interpretation of a document, None while none is planned. Raises UnknownDocument, Forbidden."""
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            row = interpretation_row(session, document_id)
            return draft_value(row) if row else None

    def template(self, actor: Actor, document_id: str) -> Template:
        """Its elements prefilled from the document, with the differences to the one it repeals or amends.

        Raises UnknownDocument, Forbidden.
        """
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
        document = self._library.document(document_id)
        changed = (RelationKind.REPEALS, RelationKind.AMENDS)
        older = next((link.other_id for link in document.said if link.relation.kind in changed and link.other_id), None)
        differences: list[ClauseChange] = []
        if older:
            before = self._library.document(older)
            then, now = (clause_texts(one.version.text, one.clauses) for one in (before, document))
            differences = diff(then, now)
        return prefill(document.version.text, document.clauses, differences)

    def plan(
        self,
        actor: Actor,
        document_id: str,
        *,
        forms: Sequence[InterpretationForm],
        first_interpreter: str,
        is_by_head: bool,
        version: int | None = None,
        now: datetime,
    ) -> InterpretationDraft:
        """The plan (解读方案) stands: in which forms, interpreted first by whom. A signature on it is void.

        is_by_head: the first interpreter is the main head of the unit. version: None for the first plan.
        Raises Refused without form or name, UnknownDocument for a document that is no case, Forbidden, Stale.
        """
        name = need(first_interpreter, "first_interpreter_missing")
        if not forms:
            raise Refused("form_missing")
        with self._database.writing() as session:
            case = held(session, document_id)
            require(actor, Act.WRITE_INTERPRETATION, unit_id=case.unit_id)
            row = interpretation_row(session, document_id) or _new(session, case, self._title(document_id), now)
            check_version(row.version, (version or 0) if row.version else None)
            row.forms = json.dumps([form.value for form in dict.fromkeys(forms)], ensure_ascii=False)
            row.first_interpreter, row.is_by_head = name, is_by_head
            touch(row, now)
            row.plan_signed_by = row.plan_signed_at = None
            record(
                session,
                actor=actor,
                act=Act.WRITE_INTERPRETATION,
                subject=f"interpretation:{row.id}",
                details={"document": document_id, "forms": [form.value for form in forms], "first": name},
                now=now,
            )
            session.flush()
            return draft_value(row)

    def write(
        self,
        actor: Actor,
        document_id: str,
        *,
        title: str,
        elements: Mapping[Element, str],
        version: int,
        now: datetime,
    ) -> InterpretationDraft:
        """The material stands as written; its signature is void. Raises Refused without title or words, and as plan."""
        need(title, "title_missing")
        if not any(words.strip() for words in elements.values()):
            raise Refused("interpretation_empty")
        with self._database.writing() as session:
            row = planned(session, document_id)
            require(actor, Act.WRITE_INTERPRETATION, unit_id=row.unit_id)
            check_version(row.version, version)
            row.title = title.strip()
            row.elements = json.dumps({e.value: elements.get(e, "") for e in Element}, ensure_ascii=False)
            row.material_signed_by = row.material_signed_at = None
            touch(row, now)
            as_document(row, self._library.cards([document_id])[document_id], self._read_record)
            record(
                session,
                actor=actor,
                act=Act.WRITE_INTERPRETATION,
                subject=f"interpretation:{row.id}",
                details={"document": document_id, "title": row.title, "characters": len(draft_value(row).text)},
                now=now,
            )
            session.flush()
            return draft_value(row)

    def sign(self, actor: Actor, document_id: str, *, version: int, reason: str = "", now: datetime) -> None:
        """Plan and material are signed by a reviewer of the unit.

        reason: why it stands although it copies much of the document; needed then.
        Raises Refused when there is no material, or it copies and no reason is given; Forbidden, Stale.
        """
        with self._database.writing() as session:
            row = planned(session, document_id)
            require(actor, Act.SIGN_INTERPRETATION, unit_id=row.unit_id)
            check_version(row.version, version)
            draft = draft_value(row)
            if not draft.text:
                raise Refused("interpretation_empty")
            found = self._copied(draft)
            if found.is_too_much and not reason.strip():
                raise Refused("interpretation_copies", share=f"{max(found.share, found.quoted):.0%}")
            row.plan_signed_by = row.material_signed_by = actor.name
            row.plan_signed_at = row.material_signed_at = now
            touch(row, now)
            record(
                session,
                actor=actor,
                act=Act.SIGN_INTERPRETATION,
                subject=f"interpretation:{row.id}",
                reason=reason,
                details={"document": document_id, "copied": round(found.share, 2), "quoted": round(found.quoted, 2)},
                now=now,
            )

    def copied(self, actor: Actor, document_id: str) -> Copying:
        """How far the material is the document over again (R§2.7), for the warning on the page.

        Raises UnknownDocument where none is planned, Forbidden.
        """
        with self._database.reading() as session:
            seen_by(session, actor, document_id)
            return self._copied(draft_value(planned(session, document_id)))

    def _copied(self, draft: InterpretationDraft) -> Copying:
        return copying(draft.text, self._library.document(draft.document_id).version.text)

    def _title(self, document_id: str) -> str:
        cards = self._library.cards([document_id])
        return sentence("interpretation_title", title=cards[document_id].title) if document_id in cards else ""


def as_document(row: InterpretationRow, card: DocumentCard, read_record: RecordReader) -> Incoming:
    """The interpretation as a document on its way in; raises what reading refuses."""
    fields: dict[str, object] = {
        "kind": _KIND,
        "title": row.title,
        "interprets": card.number or card.title,
        "issuing_body": card.text(Fact.DRAFTING_UNIT) or card.text(Fact.ISSUING_BODY),
        "region": card.text(Fact.REGION),
        "text": draft_value(row).text,
    }
    return read_record(fields, f"interpretation:{row.id}")


def interpretation_row(session: Session, document_id: str) -> InterpretationRow | None:
    return session.scalars(select(InterpretationRow).where(InterpretationRow.document_id == document_id)).first()


def planned(session: Session, document_id: str) -> InterpretationRow:
    """The row of the interpretation. Raises UnknownDocument."""
    row = interpretation_row(session, document_id)
    if row is None:
        raise UnknownDocument(sentence("no_plan"))
    return row


def _new(session: Session, case: PublicationRow, title: str, now: datetime) -> InterpretationRow:
    row = InterpretationRow(
        id=f"i-{case.document_id.removeprefix('d-')}",
        document_id=case.document_id,
        unit_id=case.unit_id,
        version=0,
        forms="[]",
        first_interpreter="",
        is_by_head=False,
        title=title,
        elements="{}",
        reopened_reason="",
        updated_at=now,
    )
    session.add(row)
    return row
