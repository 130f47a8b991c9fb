"""What every LanguageModel keeps to. Subclasses give `model` and `say`, which settles what it writes next."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import ModelError
from bot.language_model import LanguageModel

Say = Callable[[str], None]


class LanguageModelContract:
    @pytest.fixture
    def model(self) -> LanguageModel:
        raise NotImplementedError

    @pytest.fixture
    def say(self) -> Say:
        raise NotImplementedError

    def test_it_has_a_name(self, model: LanguageModel) -> None:
        assert model.name

    def test_it_gives_its_words_as_they_are(self, model: LanguageModel, say: Say) -> None:
        say("每人每月1309元[1]。\n第二行“引号”😀")

        assert model.write(instructions="写", material="问", seconds=5) == "每人每月1309元[1]。\n第二行“引号”😀"

    def test_no_words_are_an_error(self, model: LanguageModel, say: Say) -> None:
        say(" \n ")

        with pytest.raises(ModelError):
            model.write(instructions="写", material="问", seconds=5)

    def test_many_threads_may_ask_at_once(self, model: LanguageModel, say: Say) -> None:
        say("好[1]。")

        with ThreadPoolExecutor(4) as pool:
            asked = [pool.submit(model.write, instructions="写", material="问", seconds=5) for _ in range(8)]

        assert {one.result() for one in asked} == {"好[1]。"}
