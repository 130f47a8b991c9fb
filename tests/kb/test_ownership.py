"""One process owns the indexes, and everyone else is told which."""

import os
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from kb.errors import IndexUnavailable
from kb.ownership import IndexOwnership, Owner, owner_of

_HOLD = "import sys; from pathlib import Path; from kb.ownership import IndexOwnership\n"
_HOLD += "held = IndexOwnership(Path(sys.argv[1]), address='http://127.0.0.1:8000'); print('held', flush=True); input()"


def _other_owner(home: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", _HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_process_is_refused_with_the_owners_id_and_address(tmp_path: Path) -> None:
    with _other_owner(tmp_path) as other:
        with pytest.raises(IndexUnavailable, match=rf"process {other.pid}.*http://127\.0\.0\.1:8000"):
            IndexOwnership(tmp_path)
        seen = owner_of(tmp_path)
        other.kill()

    assert seen == Owner(other.pid, "http://127.0.0.1:8000")


def test_a_killed_owner_owns_nothing(tmp_path: Path) -> None:
    with _other_owner(tmp_path) as other:
        other.kill()
        other.wait()

    assert owner_of(tmp_path) is None
    with IndexOwnership(tmp_path):
        assert owner_of(tmp_path) == Owner(os.getpid())


def test_the_owner_can_say_later_where_it_serves(tmp_path: Path) -> None:
    with IndexOwnership(tmp_path) as ownership:
        ownership.announce("http://127.0.0.1:9000")

        assert owner_of(tmp_path) == Owner(os.getpid(), "http://127.0.0.1:9000")


def test_what_was_given_back_can_be_taken_again(tmp_path: Path) -> None:
    with IndexOwnership(tmp_path):
        pass

    with IndexOwnership(tmp_path):
        assert owner_of(tmp_path) is not None


def test_a_damaged_note_still_refuses(tmp_path: Path) -> None:
    with IndexOwnership(tmp_path):
        (tmp_path / "server.json").write_text("{", encoding="utf-8")

        with pytest.raises(IndexUnavailable, match="another process"):
            IndexOwnership(tmp_path)


def test_another_thread_may_give_the_index_back(tmp_path: Path) -> None:
    held = IndexOwnership(tmp_path)

    thread = Thread(target=held.release)
    thread.start()
    thread.join()

    assert owner_of(tmp_path) is None
