"""Settings are checked before anything starts, and a mistake is named with what is allowed."""

from pathlib import Path

import pytest

from service.channel_settings import check_wechat
from service.errors import SettingsError
from service.model_settings import check_generated
from service.settings import Settings, describe_settings, load_settings


@pytest.fixture(autouse=True)
def _own_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_HOME", str(tmp_path))


def test_an_unknown_variable_is_named_with_the_one_that_was_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_PROT", "9000")

    with pytest.raises(SettingsError, match=r"JIEDU_PROT.*JIEDU_PORT"):
        load_settings()


def test_an_unknown_name_in_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "jiedu.toml").write_text("prot = 9000", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"prot.*port"):
        load_settings()


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("JIEDU_PORT", "0", "不得小于 1"),
        ("JIEDU_PORT", "eight", "应为整数"),
        ("JIEDU_IPV6", "perhaps", "true 或 false"),
        ("JIEDU_LOG_LEVEL", "loud", "只能是"),
    ],
)
def test_a_bad_value_is_told_with_what_is_allowed(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, told: str
) -> None:
    monkeypatch.setenv(name, value)

    with pytest.raises(SettingsError, match=told) as raised:
        load_settings()

    assert name in str(raised.value)


def test_a_broken_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "jiedu.toml").write_text("port = = 1", encoding="utf-8")

    with pytest.raises(SettingsError, match=r"jiedu.toml"):
        load_settings()


def test_the_environment_outranks_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "jiedu.toml").write_text('port = 9001\nhost = "::"\n', encoding="utf-8")
    monkeypatch.setenv("JIEDU_PORT", "9002")

    settings = load_settings()

    assert (settings.port, settings.host) == (9002, "::")


def test_a_named_file_that_is_absent_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_CONFIG", "/nowhere/jiedu.toml")

    with pytest.raises(SettingsError, match=r"/nowhere/jiedu.toml"):
        load_settings()


def test_every_setting_is_described_in_words() -> None:
    described = {name: told for name, _, told in describe_settings(load_settings())}

    assert set(described) == {f"JIEDU_{name.upper()}" for name in Settings.model_fields} | {"JIEDU_CONFIG"}
    assert all(described.values())


def test_every_setting_stands_in_the_operating_guide() -> None:
    guide = Path("docs/operating/settings.md").read_text("utf-8")

    assert [
        name for name, _, told in describe_settings(load_settings()) if f"`{name}`" not in guide or told not in guide
    ] == []


def generated(**values: object) -> Settings:
    """Generated mode with everything it needs, but for what a test changes."""
    whole = {
        "generated": True,
        "model_name": "某某大模型",
        "model_filing_number": "某网信备00000000000000000号",
        "model_url": "http://127.0.0.1:9/v1",
    }
    return Settings.model_validate({**whole, **values})


@pytest.mark.parametrize("absent", ["model_name", "model_filing_number", "model_url"])
@pytest.mark.parametrize("value", ["", "  "])
def test_generated_mode_does_not_start_without_what_the_law_asks_for(absent: str, value: str) -> None:
    with pytest.raises(SettingsError, match=f"生成模式不能启动.*JIEDU_{absent.upper()}"):
        check_generated(generated(**{absent: value}))


def test_generated_mode_starts_with_all_of_it() -> None:
    check_generated(generated())


def test_nothing_of_it_is_asked_for_while_generated_mode_is_off() -> None:
    check_generated(Settings(model_url="nowhere"))


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(SettingsError, match=r"model_url.*http://"):
        check_generated(generated(model_url="127.0.0.1:9"))


def test_the_command_line_refuses_generated_mode_without_a_filing_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_GENERATED", "1")
    monkeypatch.setenv("JIEDU_MODEL_NAME", "某某大模型")

    with pytest.raises(SettingsError, match="备案号"):
        load_settings()


def test_options_that_are_no_json_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_MODEL_OPTIONS", "{thinking}")

    with pytest.raises(SettingsError, match=r"JSON.*model_options"):
        load_settings()


def test_the_key_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_MODEL_KEY", "sk-very-secret")

    assert "sk-very-secret" not in str(describe_settings(load_settings()))


def wechat(**values: object) -> Settings:
    """An account in safe mode with everything it needs, but for what a test changes."""
    whole = {"wechat_appid": "wx1", "wechat_token": "token", "wechat_aes_key": "a" * 43}
    return Settings.model_validate({**whole, **values})


def test_an_account_with_all_it_needs_may_start() -> None:
    check_wechat(wechat())
    check_wechat(wechat(wechat_mode="plain", wechat_aes_key=""))


@pytest.mark.parametrize("absent", ["wechat_token", "wechat_aes_key"])
def test_an_account_does_not_start_without_what_its_messages_are_checked_with(absent: str) -> None:
    with pytest.raises(SettingsError, match=f"JIEDU_{absent.upper()}"):
        check_wechat(wechat(**{absent: ""}))


def test_a_key_of_the_wrong_form_is_told_and_not_shown() -> None:
    with pytest.raises(SettingsError, match="43") as raised:
        check_wechat(wechat(wechat_aes_key_previous="not-a-key-at-all"))

    assert "not-a-key-at-all" not in str(raised.value)


def test_a_secret_written_as_a_number_is_refused_without_showing_it(tmp_path: Path) -> None:
    (tmp_path / "jiedu.toml").write_text("wechat_token = 20261123", encoding="utf-8")

    with pytest.raises(SettingsError, match="wechat_token") as raised:
        load_settings()

    assert "20261123" not in str(raised.value)
