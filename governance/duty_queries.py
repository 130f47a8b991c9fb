"""Which rows of the register are asked for: those somebody may see, those about a document, those gone further."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from governance.access import Act, Actor, Reach, reach_of, require
from governance.duty_rows import DutyRow, DutyStepRow, Step
from kb.database import Database


# Any: the columns selected differ.
def visible(query: Select[*tuple[Any, ...]], actor: Actor, unit_id: str | None) -> Select[*tuple[Any, ...]]:
    """The query over the duties the actor may see. unit_id: of this unit only. Raises Forbidden."""
    if reach_of(actor, Act.SEE_DUTIES) is not Reach.ALL:
        unit_id = unit_id or actor.unit_id
        require(actor, Act.SEE_DUTIES, unit_id=unit_id)
    return query if unit_id is None else query.where(DutyRow.unit_id == unit_id)


def about_document(document_id: str) -> ColumnElement[bool]:
    """A document is the subject alone, or with the day it ends."""
    subject = f"document:{document_id}"
    return (DutyRow.subject == subject) | DutyRow.subject.startswith(f"{subject}:", autoescape=True)


def about_its_interpretation(document_id: str) -> ColumnElement[bool]:
    """The interpretation of a document has the id of the document behind another letter."""
    return DutyRow.subject == f"interpretation:i-{document_id.removeprefix('d-')}"


class Escalations:
    """How far late duties have been taken (R§6.5), for lists."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def reached(self, actor: Actor, duty_ids: Collection[str]) -> Mapping[str, Step]:
        """The last step of each of these that the actor may see, by id; reminders of what is not late are left out."""
        query = (
            select(DutyStepRow.duty_id, DutyStepRow.step)
            .join(DutyRow, DutyRow.id == DutyStepRow.duty_id)
            .where(DutyStepRow.duty_id.in_(duty_ids), DutyStepRow.step != Step.REMINDED.value)
            .order_by(DutyStepRow.at, DutyStepRow.step.desc())
        )
        with self._database.reading() as session:
            return {duty_id: Step(step) for duty_id, step in session.execute(visible(query, actor, None))}
