"""A command line that cannot be understood is told in one Chinese line, with where to read more."""

from pathlib import Path

import pytest
import typer

from service.cli import main
from service.usage import told_usage


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(tmp_path))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["ask"], "缺少 question（问题，原话即可）"),
        (["asj", "低保"], "没有命令 asj，是不是 ask？"),
        (["ask", "低保", "--nope"], "没有选项 --nope"),
        (["ask", "低保", "--on", "昨天"], "--on（答案对哪一天有效，默认为今天） 的值不可用"),
        (["serve", "--port", "0"], "--port"),
        (["tokens", "issue", "在荆门"], "缺少 --by（谁办理的，写姓名）"),
        (["documents", "shw"], "用法见 jiedu documents --help"),
    ],
)
def test_wrong_use_is_told_with_what_is_wrong(words: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    error = capsys.readouterr().err
    assert ended.value.code == 2
    assert error.startswith("错误：")
    assert told in error
    assert error.count("\n") == 1


@pytest.mark.parametrize("words", [[], ["documents"]])
def test_without_a_command_the_commands_are_listed(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)

    shown = capsys.readouterr()
    assert ended.value.code == 2
    assert "list" in shown.out + shown.err or "ask" in shown.out + shown.err
    assert "错误" not in shown.err


def test_our_own_words_about_a_value_are_kept() -> None:
    assert "只能是日期" in (told_usage(typer.BadParameter("只能是日期")) or "")


def test_a_command_that_goes_well_ends_with_zero(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["settings", "--json"])

    assert ended.value.code == 0
    assert capsys.readouterr().out


def test_errors_of_other_kinds_are_none_of_its_business() -> None:
    assert told_usage(ValueError("x")) is None
