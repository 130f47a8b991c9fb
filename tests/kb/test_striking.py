"""Personal data taken out of a draft is gone from everything made of it, and nothing else has moved."""

import pytest

from kb.catalogue import Catalogue
from kb.documents import Fact, PublicationState
from kb.errors import KnowledgeError
from kb.library import Library
from tests.kb.builders import NOW, incoming, measure

_PARAGRAPHS = ("第一条 受助人王小芳，手机13812345678。", "第二条 由市民政局负责解释。")


def test_struck_words_stand_nowhere_and_other_passages_are_untouched(catalogue: Catalogue, library: Library) -> None:
    reading = measure(paragraphs=_PARAGRAPHS, facts={Fact.PHONE: "13812345678"})
    stored = catalogue.store(incoming(reading, state=PublicationState.DRAFT), now=NOW)
    start = reading.text.index("13812345678")

    catalogue.strike_out(stored.document_id, [(start, start + 11)], now=NOW)

    document = library.document(stored.document_id)
    assert "13812345678" not in repr(document)
    assert document.passages[1].text == _PARAGRAPHS[1]
    assert all(document.version.text[p.start : p.end] == p.text for p in document.passages)


def test_a_published_text_is_not_changed_in_place(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure(paragraphs=_PARAGRAPHS)), now=NOW)

    with pytest.raises(KnowledgeError, match="withdraw it"):
        catalogue.strike_out(stored.document_id, [(0, 3)], now=NOW)

    assert library.document(stored.document_id).version.text.startswith("第一条")


def test_a_span_outside_the_text_changes_nothing(catalogue: Catalogue, library: Library) -> None:
    stored = catalogue.store(incoming(measure(paragraphs=_PARAGRAPHS), state=PublicationState.DRAFT), now=NOW)

    with pytest.raises(KnowledgeError, match="span"):
        catalogue.strike_out(stored.document_id, [(0, 3), (5, 9_999)], now=NOW)

    assert library.document(stored.document_id).version.text == "\n".join(_PARAGRAPHS)
