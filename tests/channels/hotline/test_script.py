"""The spoken script, made of many real answers: short, verbatim, honest about what it leaves out."""

import re
from dataclasses import replace

import pytest

from bot.answers import AnswerStatus
from bot.offering import Offer, OfferKind
from bot.wording import load_wording
from channels.hotline.script import Script, ScriptWriter
from channels.hotline.words import load_hotline_words
from kb.documents import DocumentKind, Validity

WORDS = load_hotline_words()
CUT = ("cut", "cut_exception", "cut_sentence", "too_long")


@pytest.fixture(scope="module")
def written(offers: list[Offer], writer: ScriptWriter) -> list[tuple[Offer, Script]]:
    return [(offer, writer.script(offer)) for offer in offers]


Written = list[tuple[Offer, Script]]


def _quoted(written: Written) -> Written:
    return [(offer, script) for offer, script in written if offer.answer.citations]


def test_the_sample_holds_every_kind_of_offer_and_many_statuses(written: Written) -> None:
    assert {offer.kind for offer, _ in written} == set(OfferKind)
    assert len({offer.answer.status for offer, _ in written}) >= 9
    assert sum(script.is_cut for _, script in written) >= 8


def test_no_script_is_empty_or_longer_than_120_characters(written: Written) -> None:
    assert all(0 < len(script.text) <= 120 for _, script in written)


def test_what_is_marked_as_quoted_stands_in_the_quotation_with_its_numbers_whole(written: Written) -> None:
    for offer, script in _quoted(written):
        quotes = [citation.quote for citation in offer.answer.citations]
        for phrase in script.phrases:
            if phrase.is_quoted:
                assert any(_stands_whole(phrase.text, quote) for quote in quotes), (phrase.text, quotes)


def test_every_number_said_was_published_or_is_the_number_to_call(written: Written) -> None:
    for offer, script in _quoted(written):
        citations = offer.answer.citations
        published = [text for one in citations for text in (one.quote, one.title, one.clause_path, one.validity_basis)]
        sources = "\n".join([*published, *offer.lead, (offer.answer.unit.phone or "") if offer.answer.unit else ""])
        for number in re.findall(r"\d[\d.,:：-]*\d|\d", script.text):
            assert number in sources, (number, script.text)


def test_no_link_and_no_bracketed_document_number_is_read_out(written: Written) -> None:
    for _, script in written:
        assert not re.search(r"https?:|www\.", script.text)
        assert not re.search(r"[（(][^（）()]{0,20}〔\d{4}〕[^（）()]{0,20}[）)]", script.text)


def test_a_script_says_so_exactly_when_it_is_cut(written: Written) -> None:
    notes = [WORDS.table["said"][key] for key in CUT]
    for _, script in _quoted(written):
        assert script.is_cut == any(note in script.text for note in notes), script.text


def test_a_whole_script_says_every_quotation_to_its_end(written: Written) -> None:
    for offer, script in _quoted(written):
        if script.is_cut:
            continue
        said = re.sub(r"[\s；]", "", script.text)
        for citation in offer.answer.citations:
            spoken = re.sub(r"[\s；]|[（(][^（）()]*〔\d{4}〕[^（）()]*号[）)]", "", citation.quote)
            assert spoken[-6:] in said


def test_quoted_words_come_first_where_nothing_must_be_said_before(written: Written) -> None:
    for offer, script in _quoted(written):
        plain = (
            offer.kind is not OfferKind.LEAD and not offer.is_verdict and offer.answer.status is AnswerStatus.ANSWERED
        )
        citation = offer.answer.citations[0]
        if (
            plain
            and citation.validity is Validity.IN_FORCE
            and citation.kind in (DocumentKind.POLICY, DocumentKind.LAW)
        ):
            assert script.phrases[0].is_quoted or "too_long" in _notes(script)


def test_a_document_not_plainly_in_force_is_announced_before_its_words(written: Written) -> None:
    seen = 0
    for offer, script in _quoted(written):
        if offer.answer.status is AnswerStatus.ANSWERED_UNCONFIRMED:
            seen += 1
            assert not script.phrases[0].is_quoted
            assert "到期或废止" in script.phrases[0].text
            assert "核实" in script.phrases[0].text
    assert seen >= 3


def test_a_lead_is_never_said_as_an_answer(written: Written) -> None:
    leads = [script for offer, script in written if offer.kind is OfferKind.LEAD]
    assert leads
    assert all("责任单位" in s.phrases[0].text or "过去" in s.phrases[0].text for s in leads)


def test_an_approved_answer_is_said_word_for_word(writer: ScriptWriter, offers: list[Offer]) -> None:
    cited = next(offer for offer in offers if offer.answer.citations and not offer.is_verdict)
    approved = replace(cited, approved="低保标准为每人每月1309元。", is_verdict=False)

    script = writer.script(approved)

    assert [phrase.text for phrase in script.phrases if phrase.is_quoted] == ["低保标准为每人每月1309元。"]
    assert "责任单位核定的答复" in script.text


def test_an_agent_of_12345_does_not_send_the_caller_to_12345(written: Written) -> None:
    for _, script in written:
        assert "拨打12345" not in script.text
        assert "电话12345" not in script.text


def test_an_agent_does_not_pass_for_a_program(writer: ScriptWriter, offers: list[Offer]) -> None:
    greeting = next(offer for offer in offers if offer.question == "你好")

    assert "程序" not in writer.script(greeting).text


def test_danger_is_told_in_full(writer: ScriptWriter, offers: list[Offer]) -> None:
    fire = next(offer for offer in offers if offer.answer.status is AnswerStatus.EMERGENCY)

    assert "119" in writer.script(fire).text


def test_every_status_and_kind_has_its_words() -> None:
    assert set(WORDS.table["next"]) == {status.value for status in AnswerStatus}
    assert set(WORDS.table["offer_kind"]) == {kind.value for kind in OfferKind}


def test_the_mark_of_an_excerpt_is_the_word_the_answer_uses() -> None:
    assert WORDS.table["said"]["excerpt_mark"] in load_wording().table["answer"]["excerpt"]


def _notes(script: Script) -> list[str]:
    return [key for key in CUT if WORDS.table["said"][key] in script.text]


def _stands_whole(phrase: str, quote: str) -> bool:
    """Whether the phrase stands in the quotation somewhere without cutting a run of digits in two."""
    for found in re.finditer(re.escape(phrase), quote):
        before, after = quote[: found.start()][-1:], quote[found.end() :][:1]
        if not (before.isdigit() and phrase[0].isdigit()) and not (phrase[-1].isdigit() and after.isdigit()):
            return True
    return False
