"""kill -9 during jiedu ingest, at many moments, and the same command again: the same library as undisturbed."""

import json
import os
import signal
import sqlite3
import time
from pathlib import Path

from tests.scenarios.conftest import Machine

# Moments spread over the whole command; JIEDU_TEST_KILLS=50 makes it a campaign.
KILLS = int(os.environ.get("JIEDU_TEST_KILLS", "6"))
FILES_A_ROUND = 8


def test_an_ingest_killed_many_times_ends_like_an_undisturbed_one(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    undisturbed, disturbed = Machine(tmp_path / "calm", 1), Machine(tmp_path / "killed", 1)
    _add_files(folder, 0)
    begun = time.monotonic()
    assert undisturbed.run("ingest", str(folder)).returncode == 0
    whole = time.monotonic() - begun

    killed = 0
    for kill in range(KILLS):
        # New files each time, so that there is always work to be torn away from.
        _add_files(folder, kill + 1)
        killed += _kill_after(disturbed, folder, whole * (0.3 + 0.7 * kill / KILLS))
    last = disturbed.run("ingest", str(folder))

    assert killed >= KILLS // 2
    assert last.returncode == 0, last.stderr
    assert undisturbed.run("ingest", str(folder)).returncode == 0
    assert _library(disturbed.home) == _library(undisturbed.home)
    assert json.loads(disturbed.run("index", "verify", "--json").stdout)["sound"] is True


def _add_files(folder: Path, round_: int) -> None:
    for number in range(round_ * FILES_A_ROUND, (round_ + 1) * FILES_A_ROUND):
        clauses = "\n".join(
            f"{word}、第{number}号事项的要求\n第{number}号事项第{word}项标准为{number}元。" for word in "一二三四五六"
        )
        text = f"关于第{number}号事项的通知\n\n某政发〔2025〕{number + 1}号\n\n{clauses}\n"
        (folder / f"{number:03}.txt").write_text(text, "utf-8")


def _kill_after(machine: Machine, folder: Path, seconds: float) -> bool:
    """Whether the command was still at work when it was killed."""
    process = machine.start("ingest", str(folder))
    time.sleep(seconds)
    was_running = process.poll() is None
    if was_running:
        os.kill(process.pid, signal.SIGKILL)
    process.communicate()
    return was_running


def _library(home: Path) -> dict[str, list[tuple[object, ...]]]:
    queries = {
        "documents": "SELECT key, kind, state, number, title_key FROM documents ORDER BY key",
        "versions": "SELECT number, source_digest, text FROM versions ORDER BY source_digest, number",
        "passages": "SELECT id, text, start_at, end_at FROM passages ORDER BY id",
        "claims": "SELECT document_id, fact, value, origin FROM claims ORDER BY document_id, fact, value",
        "indexed": "SELECT passage_id, shelf, digest, is_done FROM indexed ORDER BY passage_id, shelf",
        "outbox": "SELECT document_id FROM outbox",
    }
    with sqlite3.connect(home / "jiedu.db") as database:
        return {name: database.execute(query).fetchall() for name, query in queries.items()}
