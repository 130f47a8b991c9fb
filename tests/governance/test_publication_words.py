"""Every member of a closed set of publication has its Chinese word, and stands in the glossary."""

import re
from enum import Enum
from pathlib import Path

import pytest

import channels.words
from governance.clause_diff import ChangeKind
from governance.findings import FindingCode, Weight
from governance.guide_lists import GuideChangeState
from governance.interpretation_template import Element, InterpretationForm
from governance.publication_states import CaseState, CaseStep, ClosedReason, Disclosure
from governance.words import word
from kb.approved import ApprovedState
from kb.documents import Fact, RelationKind
from kb.personal_data import PersonalKind

IN_GLOSSARY = [
    member
    for closed in (CaseState, CaseStep, FindingCode, Weight, PersonalKind, ChangeKind, ApprovedState, GuideChangeState)
    for member in closed
]
SPOKEN = [*Element, *InterpretationForm, *ClosedReason, *Disclosure]
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("member", [*IN_GLOSSARY, *SPOKEN], ids=str)
def test_a_member_has_a_chinese_word(member: Enum) -> None:
    assert CHINESE.search(word(member))


@pytest.mark.parametrize("member", IN_GLOSSARY, ids=str)
def test_a_member_stands_in_the_glossary_with_its_word(member: Enum) -> None:
    lines = Path("docs/glossary.md").read_text("utf-8").splitlines()

    assert any(f"`{member.value}`" in line and word(member) in line for line in lines)


@pytest.mark.parametrize("member", [*Fact, *RelationKind], ids=str)
def test_a_fact_is_called_the_same_here_and_on_every_channel(member: Enum) -> None:
    assert word(member) == channels.words.word(member)
