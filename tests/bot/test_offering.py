"""What a person at a desk may choose from: the one answer first, then other documents, nothing stored until chosen."""

import pytest
from sqlalchemy import func, select

from bot.answers import AnswerStatus
from bot.engine import Engine
from bot.offering import OfferKind
from bot.transcripts import AnswerRow
from service.compose import Parts
from tests.bot.conftest import Ask
from tests.bot.small_library import TODAY

KNOWN = "广州低保标准是多少？"
SEVERAL = "既有住宅加装电梯的补助几天到账？"


def _stored(parts: Parts) -> int:
    with parts.desk.store.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AnswerRow)) or 0


@pytest.mark.parametrize(
    "question", [KNOWN, SEVERAL, "火星移民补贴多少钱？", "家里着火了", "", "样政规〔2019〕3号还有效吗？"]
)
def test_the_first_is_the_one_answer_of_every_channel(engine: Engine, ask: Ask, question: str) -> None:
    first = engine.offers(question, on=TODAY)[0]

    answer = ask(question)
    assert first.kind is OfferKind.OWN
    assert (first.answer.status, first.answer.text, first.answer.citations) == (
        answer.status,
        answer.text,
        answer.citations,
    )


def test_each_offer_quotes_a_document_of_its_own(engine: Engine) -> None:
    offers = engine.offers(SEVERAL, on=TODAY)

    quoted = [{citation.document_id for citation in offer.answer.citations} for offer in offers]
    assert len(offers) > 1
    assert len(set.union(*quoted)) == sum(len(documents) for documents in quoted)


def test_other_offers_are_verified_quotations(engine: Engine, parts: Parts) -> None:
    for offer in engine.offers(SEVERAL, on=TODAY):
        for citation in offer.answer.citations:
            text = parts.library.version_text(citation.version_id)
            assert text[citation.start : citation.end] == citation.quote


def test_a_refusal_is_followed_by_leads_only(engine: Engine) -> None:
    own, *others = engine.offers(SEVERAL, on=TODAY)

    assert own.answer.citations == ()
    assert {offer.kind for offer in others} == {OfferKind.LEAD}


def test_no_ended_document_is_offered_for_the_present(engine: Engine) -> None:
    for question in ("养犬登记怎么办？", SEVERAL, "物业费标准"):
        for offer in engine.offers(question, on=TODAY)[1:]:
            assert offer.answer.status in (AnswerStatus.ANSWERED, AnswerStatus.ANSWERED_UNCONFIRMED)


def test_what_needs_no_search_is_offered_alone(engine: Engine) -> None:
    assert len(engine.offers("家里着火了怎么办", on=TODAY)) == 1
    assert len(engine.offers("样政规〔2019〕3号还有效吗？", on=TODAY)) == 1


def test_looking_up_stores_nothing(engine: Engine, parts: Parts) -> None:
    before = _stored(parts)

    engine.offers(KNOWN, on=TODAY)

    assert _stored(parts) == before


def test_what_was_chosen_is_kept_and_the_conversation_goes_on_from_it(engine: Engine, parts: Parts) -> None:
    offer = engine.offers("户口迁出要什么材料？", on=TODAY)[0]
    before = _stored(parts)

    engine.keep(offer)

    conversation = offer.answer.conversation_id
    followed = engine.offers("去哪里办？", on=TODAY, conversation_id=conversation)[0]
    assert _stored(parts) == before + 1
    assert followed.answer.citations[0].title == offer.answer.citations[0].title


def test_identifiers_are_masked_before_anything_is_kept(engine: Engine, parts: Parts) -> None:
    offer = engine.offers("我叫王小明，电话13812345678，低保怎么申请？", on=TODAY)[0]

    engine.keep(offer)

    with parts.desk.store.database.reading() as session:
        row = session.get_one(AnswerRow, offer.answer.id)
    assert "13812345678" not in row.question
    assert "王小明" not in row.question
    assert row.channel == "hotline"


def test_the_one_answer_stands_when_others_cannot_be_quoted(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object, **_options: object) -> list[tuple[OfferKind, object]]:
        raise RuntimeError("no others today")

    monkeypatch.setattr("bot.engine.walks_of_others", broken)

    offers = engine.offers(KNOWN, on=TODAY)

    assert [offer.kind for offer in offers] == [OfferKind.OWN]
    assert offers[0].answer.citations


def test_an_offer_cannot_be_kept_twice(engine: Engine, parts: Parts) -> None:
    offer = engine.offers(KNOWN, on=TODAY)[0]
    engine.keep(offer)
    before = _stored(parts)

    with pytest.raises(Exception, match="UNIQUE"):
        engine.keep(offer)

    assert _stored(parts) == before
