"""What the elements of a guide must be like before anything else is asked of them."""

from collections.abc import Mapping

from governance.cases import need
from governance.errors import Refused
from governance.words import sentence
from kb.documents import GUIDE_ELEMENTS, DocumentKind
from kb.errors import UnknownDocument
from kb.library import Library

_LONGEST_ELEMENT = 20_000
# A record that says less is no guide to anything.
_TELLING = ("conditions", "materials", "place", "promised_limit", "consult_phone")


def check_elements(elements: Mapping[str, str], *, library: Library, document_id: str | None) -> None:
    """Raises Refused for what cannot be a guide, UnknownDocument where document_id is none."""
    if unknown := sorted(set(elements) - set(GUIDE_ELEMENTS)):
        raise Refused("guide_element_unknown", element=unknown[0][:40])
    if any(len(words) > _LONGEST_ELEMENT for words in elements.values()):
        raise Refused("guide_element_too_long", limit=_LONGEST_ELEMENT)
    name = need(elements.get("name", ""), "guide_name_missing")
    if sum(bool(elements.get(key, "").strip()) for key in _TELLING) < 2:
        raise Refused("guide_too_bare")
    if document_id:
        card = library.cards([document_id]).get(document_id)
        if card is None or card.kind is not DocumentKind.GUIDE:
            raise UnknownDocument(sentence("no_document", document=document_id))
        if card.title != name:
            raise Refused("guide_name_fixed", name=card.title)
