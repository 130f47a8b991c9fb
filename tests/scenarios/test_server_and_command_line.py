"""An operator's day: the server runs, and files are taken in and asked about at the terminal beside it."""

import json
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import httpx

from tests.scenarios.conftest import Machine

NOTICE = (
    "关于调整停车收费的通知\n\n某政发〔2025〕5号\n\n"
    "一、收费标准\n小型车停车收费标准为每小时五元。\n二、施行时间\n自2025年6月1日起施行。\n"
)


def test_files_taken_in_beside_a_running_server_are_answered_from_at_once(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "notice.txt").write_text(NOTICE, encoding="utf-8")
    server = serve()

    taken = machine.run("ingest", str(folder), "--json")
    answer = machine.ask("小型车停车收费标准是多少？")
    status = json.loads(machine.run("status", "--json").stdout)

    assert taken.returncode == 0, taken.stderr
    assert json.loads(taken.stdout)["added"] == 1
    assert "每小时五元" in str(answer["text"])
    assert status["server"] == f"http://127.0.0.1:{machine.port}"
    assert server.poll() is None


def test_after_the_server_was_killed_the_command_line_works_alone(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    server = serve()
    server.send_signal(signal.SIGKILL)
    server.wait()

    taken = machine.run("ingest", str(tmp_path / "notice.txt"))
    answer = machine.ask("小型车停车收费标准是多少？")

    assert taken.returncode == 0, taken.stderr
    assert "每小时五元" in str(answer["text"])


def test_a_second_server_for_the_same_home_is_refused_with_the_address_of_the_first(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]]
) -> None:
    serve()
    other = Machine(machine.home, machine.port + 1)

    second = other.run("serve")

    assert second.returncode == 1
    assert f":{machine.port}" in second.stderr


def test_a_taken_port_is_told_in_one_line(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    serve()
    other = Machine(tmp_path / "other", machine.port)

    second = other.run("serve")

    assert second.returncode == 1
    assert second.stderr.startswith(f"错误：端口 {machine.port} 已被其他程序占用")


def test_a_refused_file_is_told_and_the_exit_code_says_so(machine: Machine, tmp_path: Path) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")

    taken = machine.run("ingest", str(tmp_path / "empty.txt"), str(tmp_path / "absent.txt"), "http://127.0.0.1/x")

    assert taken.returncode == 1
    assert all(name in taken.stderr for name in ("empty.txt", "absent.txt", "127.0.0.1"))


def test_ctrl_c_ends_the_server_and_frees_the_index(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]]
) -> None:
    server = serve()
    httpx.get(f"http://127.0.0.1:{machine.port}/", trust_env=False)

    server.send_signal(signal.SIGINT)
    server.wait(timeout=60)

    assert machine.run("index", "verify").returncode == 0


def test_the_operators_commands_need_no_token_and_no_stopping_of_the_server(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]], tmp_path: Path
) -> None:
    (tmp_path / "notice.txt").write_text(NOTICE, encoding="utf-8")
    machine.run("ingest", str(tmp_path / "notice.txt"))
    (machine.home / "jiedu.toml").write_text("api_needs_token = true\n", encoding="utf-8")
    server = serve()
    address = f"http://127.0.0.1:{machine.port}"

    verified = machine.run("index", "verify", "--json")
    answer = machine.ask("小型车停车收费标准是多少？")

    assert json.loads(verified.stdout)["sound"], verified.stderr
    assert "每小时五元" in str(answer["text"])
    assert server.poll() is None
    assert httpx.post(f"{address}/api/v1/ask", json={"question": "停车"}, trust_env=False).status_code == 401
    assert httpx.get(f"{address}/operate/index", trust_env=False).status_code == 401


def test_nobody_else_on_the_machine_can_read_the_operators_key(
    machine: Machine, serve: Callable[[], subprocess.Popen[str]]
) -> None:
    serve()

    assert (machine.home / "server.json").stat().st_mode & 0o077 == 0
