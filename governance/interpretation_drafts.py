"""An interpretation as its unit works on it, read from its row."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from governance.interpretation_template import Element, InterpretationForm
from governance.publication_rows import InterpretationRow

_NUMERALS = "一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class InterpretationDraft:
    """An interpretation as its unit works on it. version: to be handed back with every change."""

    id: str
    document_id: str
    unit_id: str
    version: int
    forms: tuple[InterpretationForm, ...]
    first_interpreter: str
    is_by_head: bool
    title: str
    elements: Mapping[Element, str]
    plan_signed_by: str | None
    material_signed_by: str | None
    published_as: str | None
    published_at: datetime | None
    reopened_reason: str

    @property
    def text(self) -> str:
        """The interpretation as it is published: each element that has words under its heading."""
        filled = [(element, words.strip()) for element, words in self.elements.items() if words.strip()]
        return "\n".join(
            f"{_NUMERALS[index]}、{element.value}\n{words}" for index, (element, words) in enumerate(filled)
        )

    @property
    def is_signed(self) -> bool:
        """Plan and material are both signed: the document may be published with it (R§2.3)."""
        return self.plan_signed_by is not None and self.material_signed_by is not None


def draft_value(row: InterpretationRow) -> InterpretationDraft:
    words = json.loads(row.elements)
    return InterpretationDraft(
        id=row.id,
        document_id=row.document_id,
        unit_id=row.unit_id,
        version=row.version,
        forms=tuple(InterpretationForm(value) for value in json.loads(row.forms)),
        first_interpreter=row.first_interpreter,
        is_by_head=row.is_by_head,
        title=row.title,
        elements={element: words.get(element.value, "") for element in Element},
        plan_signed_by=row.plan_signed_by,
        material_signed_by=row.material_signed_by,
        published_as=row.published_as,
        published_at=row.published_at,
        reopened_reason=row.reopened_reason,
    )
