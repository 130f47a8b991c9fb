"""Whom to ask: the unit a document names, its telephone where one was published, else the hotline."""

from types import MappingProxyType

import pytest

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


@pytest.mark.parametrize(
    "body", ["国务院", "国务院办公厅", "全国人民代表大会常务委员会", "广东省人民代表大会常务委员会", "中共中央"]
)
def test_who_only_makes_law_is_nobody_to_ask(body: str, parts: Parts) -> None:
    assert contact_of(card({Fact.ISSUING_BODY: body}), units(parts)) is None


@pytest.mark.parametrize("body", ["国务院国有资产监督管理委员会", "广州市人民政府", "广州市人大常委会办公室"])
def test_an_office_with_a_like_name_can_be_asked(body: str, parts: Parts) -> None:
    found = contact_of(card({Fact.ISSUING_BODY: body}), units(parts))

    assert found and found.name == body


def test_beside_a_law_makers_name_the_office_is_asked(parts: Parts) -> None:
    found = contact_of(card({Fact.ISSUING_BODY: "国务院 财政部"}), units(parts))

    assert found and found.name == "财政部"


def test_for_a_national_regulation_the_hotline_is_named(ask: Ask) -> None:
    answer = ask("国务院令第514号规定职工累计工作满10年年休假几天？")

    assert answer.citations
    assert answer.unit and answer.unit.phone == "12345"
    assert answer.text.splitlines()[-1].endswith("电话12345")


def test_an_answer_names_the_unit_with_its_telephone(ask: Ask) -> None:
    answer = ask("孤儿养育标准是多少？")

    assert answer.unit and (answer.unit.name, answer.unit.phone) == ("广州市民政局", "020-00000000")
    assert "020-00000000" in answer.text


def test_a_guides_own_telephone_is_told(ask: Ask) -> None:
    answer = ask("高等学校教师资格认定在哪里办？")

    assert answer.unit and answer.unit.phone == "020-37628372"
