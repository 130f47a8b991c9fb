"""The command line: listed completely, light to start, clear when something is wrong."""

import inspect
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from service.cli import COMMANDS, load_command, main


def _help_of(name: str) -> str:
    command = load_command(name)
    return COMMANDS[name].help if isinstance(command, typer.Typer) else inspect.getdoc(command) or ""


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_line_in_the_list_is_what_the_command_says(name: str) -> None:
    assert _help_of(name).split("\n")[0] == COMMANDS[name].help


def test_every_subcommand_and_parameter_is_documented() -> None:
    groups = {name: command for name in COMMANDS if isinstance(command := load_command(name), typer.Typer)}

    silent = [
        f"{name} {one.name}"
        for name, group in groups.items()
        for one in group.registered_commands
        if not one.callback.__doc__
    ]

    assert silent == []


def test_listing_the_commands_loads_nothing_heavy() -> None:
    code = (
        "import sys\nfrom service.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'chromadb', 'sqlalchemy', 'fastapi', 'onnxruntime', 'lxml', 'pydantic', 'httpx'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))"
    )

    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "HEAVY []" in shown.stdout
    assert all(name in shown.stdout for name in COMMANDS)


def test_an_error_is_one_line_and_the_exit_code_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("JIEDU_PORT", "none")

    with pytest.raises(SystemExit) as ended:
        main(["status"])

    assert ended.value.code == 1
    assert capsys.readouterr().err.startswith("错误：设置 port")


@pytest.mark.parametrize("command", [["documents", "show", "d-ffffffffffffffff"], ["status"]])
def test_an_error_of_the_knowledge_base_says_first_in_chinese_what_to_do(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(tmp_path))
    if command == ["status"]:
        (tmp_path / "jiedu.db").mkdir()

    with pytest.raises(SystemExit):
        main(command)

    assert "请" in capsys.readouterr().err.partition("详情：")[0]
