"""jiedu wechat menu against the platform's API over real HTTP."""

from pathlib import Path

import pytest

from service.cli import main
from tests.wechat_side import APPID, SECRET, PlatformApi


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, api: str) -> int:
    settings = {"HOME": str(tmp_path), "WECHAT_APPID": APPID, "WECHAT_SECRET": SECRET, "WECHAT_API": api}
    for name, value in (settings | {"WECHAT_MODE": "plain", "WECHAT_TOKEN": "AAAAA"}).items():
        monkeypatch.setenv(f"JIEDU_{name}", value)
    with pytest.raises(SystemExit) as ended:
        main(["wechat", "menu"])
    return int(ended.value.code or 0)


def test_the_menu_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with PlatformApi() as api:
        assert made(tmp_path, monkeypatch, api=api.url) == 0

    assert [button["name"] for button in api.menus[0]["button"]] == ["问政策", "办事指南", "人工服务"]


def test_a_refusal_says_what_to_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with PlatformApi() as api:
        api.scripted["menu/create"] = [40164]
        assert made(tmp_path, monkeypatch, api=api.url) == 1

    told = capsys.readouterr().err
    assert "40164" in told
    assert "IP 白名单" in told
    assert SECRET not in told
