"""The commands of governance at the terminal: people, duties, the calendar, the audit trail."""

import io
import json
from pathlib import Path

import pytest

from governance.access import Role
from governance.first_people import at_terminal
from service.cli import main
from service.clock import now_in_china
from service.compose import open_store
from service.settings import load_settings
from tests.service.signing import OWN, cheap_hashes

__all__ = ["cheap_hashes"]

BY = ("--by", "李运维")
NOTICE = '[2027]\nnotice = "测试"\noff = ["2027-01-01..2027-01-05"]\n'


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, cheap_hashes: None) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(tmp_path))


def run(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that succeeds writes on standard output."""
    capsys.readouterr()
    try:
        main(words)
    except SystemExit as ended:
        assert ended.code in (0, None), capsys.readouterr().err
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *words: str) -> str:
    """What a command that does not succeed says."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 1
    return capsys.readouterr().err


def test_the_first_administrators_are_shown_once(capsys: pytest.CaptureFixture[str]) -> None:
    main_out = run(capsys, "users", "first", *BY)
    listed = json.loads(run(capsys, "users", "list", "--json"))

    assert main_out == ""
    assert {(one["login"], one["roles"]) for one in listed} == {
        ("sysadmin", "系统管理员"),
        ("secadmin", "安全管理员"),
        ("auditor", "审计管理员"),
    }
    assert "没有新建" in run(capsys, "users", "first", *BY)


def test_a_user_is_added_given_roles_and_disabled(capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "users", "first", *BY)

    password = run(capsys, "users", "add", "ops", "--name", "王系统", "--role", "系统管理员", *BY).strip()
    again = run(capsys, "users", "reset-password", "ops", *BY).strip()
    run(capsys, "users", "unlock", "ops", "--reason", "本人来电", *BY)
    run(capsys, "users", "roles", "ops", *BY)
    run(capsys, "users", "disable", "ops", "--reason", "离职", *BY)

    assert 10 <= len(password) != 0
    assert password != again
    states = {one["login"]: (one["roles"], one["state"]) for one in json.loads(run(capsys, "users", "list", "--json"))}
    assert states["ops"] == ("", "停用")
    run(capsys, "users", "enable", "ops", "--reason", "返聘", *BY)


def test_an_account_whose_roles_are_refused_is_not_left_half_made(capsys: pytest.CaptureFixture[str]) -> None:
    told = refused(capsys, "users", "add", "ops", "--name", "王系统", "--role", "起草人", *BY)

    assert "所属单位" in told
    assert json.loads(run(capsys, "users", "list", "--json")) == []


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("users", "roles", "nobody", "起草人", *BY), "nobody"),
        (("users", "add", "ops", "--name", "王", "--unit", "不存在局", *BY), "不存在局"),
        (("users", "add", "o", "--name", "王", *BY), "登录名"),
        (("calendar", "load", "missing.toml", *BY), "missing.toml"),
        (("calendar", "term", "soon", "3"), "soon"),
        (("audit", "verify", "--anchor", "3"), "检查点"),
        (("audit", "search", "--as", "nobody", "--act", "fly"), "fly"),
    ],
)
def test_a_mistake_is_named(capsys: pytest.CaptureFixture[str], words: tuple[str, ...], told: str) -> None:
    assert told in refused(capsys, *words)


def test_a_loaded_calendar_counts(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    notice = tmp_path / "2027.toml"
    notice.write_text(NOTICE, encoding="utf-8")
    before = run(capsys, "calendar", "term", "2026-12-04", "20")

    run(capsys, "calendar", "load", str(notice), *BY)

    assert before == "2027-01-04（暂定）\n"
    assert run(capsys, "calendar", "term", "2026-12-04", "20") == "2027-01-06\n"
    assert "暂定" not in run(capsys, "calendar", "show", "2027")
    assert "暂定" in run(capsys, "calendar", "show", "2028")


def test_a_round_runs_at_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert "新开 0 项" in run(capsys, "duties", "run")
    assert json.loads(run(capsys, "duties", "list", "--json")) == []


def test_the_audit_trail_is_checked_and_read_by_its_administrator_only(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    run(capsys, "users", "first", *BY)
    anchor = run(capsys, "audit", "checkpoint").strip()
    _own_password(capsys, "auditor")
    _own_password(capsys, "sysadmin")

    def as_reader(*words: str, password: str = OWN) -> tuple[str, ...]:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        return words

    shown = run(capsys, *as_reader("audit", "search", "--as", "auditor", "--words", "added"))
    run(capsys, *as_reader("audit", "export", str(tmp_path / "trail.jsonl"), "--as", "auditor"))
    other = refused(capsys, *as_reader("audit", "search", "--as", "sysadmin"))
    wrong = refused(capsys, *as_reader("audit", "search", "--as", "auditor", password="wrong"))

    assert "管理用户账号" in shown
    assert "李运维" in (tmp_path / "trail.jsonl").read_text("utf-8")
    assert "查阅审计记录" in other
    assert "密码不正确" in wrong
    assert "完整" in run(capsys, "audit", "verify", "--anchor", anchor)
    assert "末尾的记录被删除" in _verified(capsys, f"9999:{'0' * 64}")


def test_units_are_registered_renamed_merged_and_split(capsys: pytest.CaptureFixture[str]) -> None:
    why = ("--reason", "某委编〔2026〕8号", *BY)
    run(capsys, "units", "add", "甲市工商局", "--phone", "0711-1", "--alias", "工商局", *BY)
    run(capsys, "units", "add", "甲市质监局", "--yearly", *BY)
    run(capsys, "users", "add", "zhang.san", "--name", "张三", "--unit", "工商局", "--role", "起草人", *BY)

    run(capsys, "units", "rename", "甲市质监局", "甲市质量局", *why)
    merged = run(capsys, "units", "merge", "甲市工商局", "甲市质监局", "--into", "甲市市场监督管理局", *why)
    owned = run(capsys, "units", "owned", "工商局")
    run(
        capsys, "units", "split", "甲市市场监督管理局", "--into", "甲市市场监督管理局", "--into", "甲市知识产权局", *why
    )

    listed = json.loads(run(capsys, "units", "list", "--json"))
    assert [one["名称"] for one in listed] == ["甲市市场监督管理局", "甲市知识产权局"]
    assert "用户 1" in merged
    assert "用户" in owned
    assert "完整" in run(capsys, "audit", "verify")
    assert "单位=表:编号" in refused(
        capsys, "units", "split", "甲市知识产权局", "--into", "甲", "--into", "乙", "--give", "x", *why
    )


def _verified(capsys: pytest.CaptureFixture[str], anchor: str) -> str:
    capsys.readouterr()
    with pytest.raises(SystemExit):
        main(["audit", "verify", "--anchor", anchor])
    return capsys.readouterr().out


def _own_password(capsys: pytest.CaptureFixture[str], login: str) -> None:
    """As the person would do it on the sign-in page."""
    from service.clock import now_in_china
    from service.compose import open_store
    from service.settings import load_settings

    once = run(capsys, "users", "reset-password", login, *BY).strip()
    with open_store(load_settings()) as store:
        user = store.governance.people.by_login(login)
        assert user
        store.governance.sign_ins.change_password(user.id, old=once, new=OWN, now=now_in_china())


def test_a_changed_file_waits_where_a_unit_owns_the_document_and_counts_at_once_where_none_does(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    owned, free = (tmp_path / name for name in ("owned.txt", "free.txt"))

    def written(fee: str) -> None:
        for file, number in ((owned, 5), (free, 6)):
            file.write_text(f"关于停车收费的通知\n\n某政发〔2025〕{number}号\n\n一、标准\n每小时{fee}元。\n", "utf-8")

    def ingested() -> dict[str, str]:
        told = json.loads(run(capsys, "ingest", str(owned), str(free), "--json"))
        return {one["name"]: one["outcome"] for one in told["documents"]}

    written("五")
    first = ingested()
    with open_store(load_settings()) as store:
        office = at_terminal("李运维", Role.DISCLOSURE_OFFICE)
        (card,) = store.library.by_number("某政发〔2025〕5号")
        store.publishing.intake.adopt(office, card.id, unit_id="u-a", now=now_in_china())
    written("六")
    second = ingested()

    with open_store(load_settings()) as store:
        texts = {card.number: store.library.version_text(card.version_id) for card in store.library.public()}
    assert (first, second) == (
        {"owned.txt": "added", "free.txt": "added"},
        {"owned.txt": "waiting", "free.txt": "changed"},
    )
    assert "五元" in texts["某政发〔2025〕5号"] and "六元" in texts["某政发〔2025〕6号"]
