"""What the card of an answer says: its words, its sources and what has become of them, whom to call."""

from dataclasses import replace

import pytest

from bot.answers import Answer, AnswerStatus, Citation, Contact, Generated
from channels.client.cards import card_of
from channels.client.site import dialled
from kb.documents import DocumentKind, Validity
from kb.validity import ValidityOn

CITED = Citation(
    document_id="d-1",
    version_id="v-1",
    passage_id="p-1",
    kind=DocumentKind.POLICY,
    title="关于补贴的通知",
    doc_no="样政发〔2025〕1号",
    clause_path="第三条",
    quote="每人每月100元。",
    start=10,
    end=19,
    validity=Validity.IN_FORCE,
    validity_basis="未载明期限",
)
TEXT = "每人每月100元。\n来源：《关于补贴的通知》（样政发〔2025〕1号）第三条（现行有效）\n咨询：样州市民政局"
ANSWER = Answer(
    "a-1", AnswerStatus.ANSWERED, TEXT, "c-1", citations=(CITED,), unit=Contact("样州市民政局", "0716-12345678转802")
)


def test_quoted_words_stand_out_and_repeated_lines_are_set_apart() -> None:
    card = card_of(ANSWER)

    assert [(piece.text, piece.is_quoted) for piece in card.pieces] == [("每人每月100元。", True)]
    assert "".join(piece.text for piece in card.pieces) + card.repeated == TEXT


def test_words_that_only_look_like_the_end_stay() -> None:
    card = card_of(replace(ANSWER, text="来源：这是第一行\n每人每月100元。"))

    assert "".join(piece.text for piece in card.pieces) == "来源：这是第一行\n每人每月100元。"


def test_two_quotations_of_one_clause_can_be_told_apart() -> None:
    again = replace(CITED, quote="按月发放。", start=30, end=35)

    (source,) = card_of(replace(ANSWER, citations=(CITED, again))).sources

    assert [place.told for place in source.places] == ["看原文：第三条", "看原文：第三条（第 2 处）"]


def test_a_document_that_has_ended_since_is_said_to_have() -> None:
    standing = ValidityOn(Validity.REPEALED, "被样政发〔2026〕2号废止")

    (source,) = card_of(ANSWER, standings={"d-1": standing}).sources

    assert "已废止" in source.change
    assert "样政发〔2026〕2号" in source.change
    assert source.validity == "现行有效"


def test_a_document_that_was_withdrawn_is_not_opened() -> None:
    (source,) = card_of(ANSWER, standings={"d-1": None}).sources

    assert not source.is_open
    assert "撤下" in source.change


def test_a_document_that_stands_as_it_did_needs_no_remark() -> None:
    (source,) = card_of(ANSWER, standings={"d-1": ValidityOn(Validity.IN_FORCE, "未载明期限")}).sources

    assert source.change == ""


def test_an_emergency_is_a_number_to_call_and_nothing_else() -> None:
    told = "请立即拨打 119；有人受伤请拨打 120；不便说话时可发短信到 12110。"

    card = card_of(Answer("a-1", AnswerStatus.EMERGENCY, told, "c-1"))

    assert card.is_urgent
    assert card.calls == ("119", "120")
    assert not card.has_contacts


def test_the_label_of_generated_words_is_shown_once_and_sources_by_number() -> None:
    generated = Generated("每人每月100元[1]。", "（AI生成，仅供参考，以原文为准）", "样模型", "样备1号", "样州市", "x")
    text = f"{generated.label}\n每人每月100元[1]。\n[1] 每人每月100元。"

    card = card_of(replace(ANSWER, text=text, generated=generated))

    assert generated.label not in "".join(piece.text for piece in card.pieces)
    assert card.generated is generated
    assert card.sources[0].places[0].told == "[1] 看原文：第三条"


def test_a_failure_cannot_be_judged_or_opened_again() -> None:
    assert not card_of(Answer("a-1", AnswerStatus.FAILED, "系统出了故障", "c-1")).is_kept


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("12345", "12345"),
        ("020-37628372", "02037628372"),
        ("0716-12345678转802", "071612345678,802"),
        ("020-12333-9", "02012333,9"),
        ("400-123-4567", "4001234567"),
        ("电话：（020）83305231", "02083305231"),
        ("办公室 83305231、83305232", "83305231"),
        ("", None),
        (None, None),
        ("请到窗口咨询", None),
    ],
)
def test_the_first_number_is_dialled_with_its_extension(phone: str | None, number: str | None) -> None:
    assert dialled(phone) == number
