"""Every member of a closed set that people see has its Chinese word, and stands in the glossary."""

from enum import Enum
from pathlib import Path

import pytest

from channels.words import WORDED, word
from kb.documents import Validity

MEMBERS = [member for closed in WORDED for member in closed]


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_a_member_has_a_word(member: Enum) -> None:
    assert word(member)


@pytest.mark.parametrize("member", MEMBERS, ids=str)
def test_a_member_stands_in_the_glossary_with_its_word(member: Enum) -> None:
    rows = [line for line in Path("docs/glossary.md").read_text("utf-8").splitlines() if f"`{member.value}`" in line]

    assert any(word(member) in row for row in rows)


@pytest.mark.parametrize("validity", Validity, ids=str)
def test_a_validity_stands_in_the_glossary(validity: Validity) -> None:
    assert validity.value in Path("docs/glossary.md").read_text("utf-8")
