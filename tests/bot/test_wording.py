"""Every sentence a person can receive lies in one file, and none is missing."""

import re
from string import Formatter

import pytest

from bot.answers import AnswerStatus
from bot.understanding import load_cues
from bot.wording import Wording, load_wording

WORDING = load_wording()


@pytest.mark.parametrize("status", AnswerStatus)
def test_every_status_is_worded(status: AnswerStatus) -> None:
    told = {AnswerStatus.EMERGENCY: "emergency_", AnswerStatus.UNUSABLE: "too_long"}
    own = told.get(status, status.value)

    assert status.has_quotations or any(key.startswith(own) for key in WORDING.table["status"])


def test_every_kind_of_emergency_is_worded_with_a_number_to_call() -> None:
    kinds = {kind for _, kind in load_cues()["screen"]["emergency"]}

    assert all(re.search(r"1[12]\d", WORDING.say("status", f"emergency_{kind}")) for kind in kinds)


def test_every_entry_is_words_with_named_places_to_fill() -> None:
    for section in WORDING.table.values():
        for sentence in section.values():
            names = [name for _, name, _, _ in Formatter().parse(sentence) if name is not None]
            assert sentence.strip()
            assert all(name.isidentifier() for name in names)


def test_what_is_filled_in_is_never_read_as_a_place_to_fill() -> None:
    told = WORDING.say("status", "element_not_published", title="{unit} {0}", element="{x!r}")

    assert "《{unit} {0}》" in told
    assert "{x!r}" in told


def test_a_missing_sentence_is_named() -> None:
    with pytest.raises(KeyError, match="nothing_like_it"):
        Wording(WORDING.table).say("status", "nothing_like_it")


def test_the_hotline_can_be_called() -> None:
    assert WORDING.hotline.phone == "12345"
    assert "12345" in WORDING.say("status", "failed")


def test_other_channels_say_where_to_go() -> None:
    assert all(row["next"] and row["name"] for row in load_cues()["screen"]["other_channel"])
