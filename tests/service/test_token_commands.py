"""jiedu tokens: issued once in plain, listed without it, revoked at once."""

import json
from pathlib import Path

import pytest

from channels.purposes import TokenPurpose
from service.cli import main
from service.compose import open_store
from service.settings import Settings


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("JIEDU_HOME", str(tmp_path))
    return tmp_path


def run(*words: str) -> int:
    with pytest.raises(SystemExit) as ended:
        main(["tokens", *words])
    return int(ended.value.code or 0)


def test_a_token_is_shown_once_and_opens_until_it_is_revoked(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run("issue", "在荆门", "--by", "李工", "--unit", "大数据中心", "--per-minute", "30")
    plain = capsys.readouterr().out.strip()
    run("list")
    listed = capsys.readouterr().out

    with open_store(Settings(home=home)) as store:
        token = store.tokens.check(plain, TokenPurpose.API)
        assert token is not None
        assert plain not in listed
        assert all(word in listed for word in (token.id, "在荆门", "程序接口", "大数据中心", "李工"))
        run("revoke", token.id, "--by", "王工", "--reason", "合同到期")
        assert store.tokens.check(plain, TokenPurpose.API) is None


def test_the_list_is_one_json_value(capsys: pytest.CaptureFixture[str]) -> None:
    run("issue", "一号席", "--purpose", "desk", "--by", "李工", "--json")
    capsys.readouterr()

    run("list", "--json")

    (listed,) = json.loads(capsys.readouterr().out)
    assert (listed["name"], listed["purpose"], listed["revoked_at"]) == ("一号席", "desk", None)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("revoke", "0000", "--by", "李工", "--reason", "试"), "没有编号为 0000 的令牌"),
        (("issue", " ", "--by", "李工"), "不能为空"),
    ],
)
def test_what_cannot_be_done_is_one_chinese_line(
    words: tuple[str, ...], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*words) == 1

    error = capsys.readouterr().err
    assert error.startswith("错误：")
    assert told in error
