"""Whom to ask: the unit a document names, its telephone where one was published, else the hotline."""

from types import MappingProxyType

from bot.contacts import contact_of
from kb.cards import DocumentCard
from kb.documents import Claim, DocumentKind, Fact, Origin, PublicationState
from kb.units import Units
from service.compose import Parts
from tests.bot.conftest import Ask


def card(facts: dict[Fact, str]) -> DocumentCard:
    held = {fact: Claim(fact, value, Origin.RECORD) for fact, value in facts.items()}
    return DocumentCard("d-1", 1, DocumentKind.POLICY, PublicationState.PUBLISHED, "v-1", MappingProxyType(held))


def units(parts: Parts) -> Units:
    return parts.desk.store.units


def test_the_documents_own_telephone_is_told(parts: Parts) -> None:
    found = contact_of(card({Fact.ISSUING_BODY: "广州市民政局", Fact.PHONE: "020-87654321"}), units(parts))

    assert found and (found.name, found.phone) == ("广州市民政局", "020-87654321")


def test_the_directory_knows_the_telephone_the_document_does_not_print(parts: Parts) -> None:
    found = contact_of(card({Fact.ISSUING_BODY: "广州市民政局"}), units(parts))

    assert found and (found.name, found.phone) == ("广州市民政局", "020-00000000")


def test_the_responsible_unit_is_asked_before_the_body_that_issued(parts: Parts) -> None:
    facts = {
        Fact.ISSUING_BODY: "广州市人民政府",
        Fact.DRAFTING_UNIT: "广州市民政局",
        Fact.RESPONSIBLE_UNIT: "广州市老龄办",
    }

    found = contact_of(card(facts), units(parts))

    assert found and (found.name, found.phone) == ("广州市老龄办", None)


def test_of_several_bodies_the_first_is_asked(parts: Parts) -> None:
    found = contact_of(card({Fact.ISSUING_BODY: "广州市民政局 广州市财政局"}), units(parts))

    assert found and found.name == "广州市民政局"


def test_a_short_name_is_told_in_full_where_it_is_said(parts: Parts) -> None:
    found = contact_of(card({Fact.RESPONSIBLE_UNIT: "市信访局", Fact.REGION: "湖北省荆门市"}), units(parts))

    assert found and found.name == "荆门市信访局"


def test_a_short_name_said_elsewhere_stays_as_it_is(parts: Parts) -> None:
    found = contact_of(card({Fact.RESPONSIBLE_UNIT: "市信访局", Fact.REGION: "广东省广州市"}), units(parts))

    assert found and found.name == "市信访局"


def test_a_document_that_names_nobody_has_no_contact(parts: Parts) -> None:
    assert contact_of(card({Fact.TITLE: "某通知"}), units(parts)) is None


def test_an_answer_names_the_unit_with_its_telephone(ask: Ask) -> None:
    answer = ask("孤儿养育标准是多少？")

    assert answer.unit and (answer.unit.name, answer.unit.phone) == ("广州市民政局", "020-00000000")
    assert "020-00000000" in answer.text


def test_a_guides_own_telephone_is_told(ask: Ask) -> None:
    answer = ask("高等学校教师资格认定在哪里办？")

    assert answer.unit and answer.unit.phone == "020-37628372"
