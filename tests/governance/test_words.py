"""Every member of a closed set that officials see has its Chinese word, and stands in the glossary."""

import re
from enum import Enum
from pathlib import Path

import pytest

from governance.access import Act, Event, Reach, Role
from governance.audit import Damage
from governance.awaited import Awaits
from governance.clocks import DutyKind
from governance.columns import Column
from governance.duty_rows import Colour, DutyState, Step
from governance.ticket_kinds import FollowUpOutcome, TicketKind, TicketState, TicketStep
from governance.ticket_lists import TicketList
from governance.words import sentence, word

IN_GLOSSARY = [
    member
    for closed in (
        *(Awaits, DutyKind, DutyState, Colour, Step, Column),
        *(TicketKind, TicketState, TicketStep, TicketList, FollowUpOutcome),
    )
    for member in closed
]
CHINESE = re.compile(r"[一-鿿]")


@pytest.mark.parametrize("member", [*IN_GLOSSARY, *Act, *Event, *Reach, *Role, *Damage], ids=str)
def test_a_member_has_a_chinese_word(member: Enum) -> None:
    assert CHINESE.search(word(member))


@pytest.mark.parametrize("member", IN_GLOSSARY, ids=str)
def test_a_member_stands_in_the_glossary_with_its_word(member: Enum) -> None:
    lines = Path("docs/glossary.md").read_text("utf-8").splitlines()

    assert any(f"`{member.value}`" in line and word(member) in line for line in lines)


def test_every_sentence_that_the_code_names_exists() -> None:
    code = "\n".join(path.read_text("utf-8") for path in Path("governance").glob("*.py"))
    named = set(re.findall(r'(?:sentence|Refused)\(\s*"([a-z_]+)"', code))

    assert named
    assert {key for key in named if not _exists(key)} == set()


def _exists(key: str) -> bool:
    try:
        sentence(key)
    except KeyError as error:
        # A placeholder that is missing means that the sentence is there.
        return error.args[0] != key
    return True
