"""An operator hears of a token that ends a month before it does."""

from datetime import date

import pytest
from pydantic import SecretStr

from service.errors import SettingsError
from service.reminders import reminders
from service.settings import Settings, load_settings

ENDS = date(2027, 11, 23)
WEIBO = Settings(weibo=True, weibo_app_secret=SecretStr("s"), weibo_token_expires_on=ENDS)


@pytest.mark.parametrize(
    ("today", "told"), [(date(2027, 10, 24), "还有 30 天"), (ENDS, "还有 0 天"), (date(2027, 11, 24), "已于")]
)
def test_from_thirty_days_before_the_end_of_the_token_on(today: date, told: str) -> None:
    (sentence,) = reminders(WEIBO, today)

    assert told in sentence
    assert "JIEDU_WEIBO_ACCESS_TOKEN" in sentence


@pytest.mark.parametrize("settings", [WEIBO, Settings(weibo_token_expires_on=date(2020, 1, 1)), Settings(weibo=True)])
def test_nothing_is_said_before_or_without_weibo_or_a_day(settings: Settings) -> None:
    assert reminders(settings, date(2027, 10, 23)) == []


def test_weibo_without_its_secret_does_not_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_WEIBO", "true")

    with pytest.raises(SettingsError, match="JIEDU_WEIBO_APP_SECRET"):
        load_settings()


def test_a_day_that_is_none_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIEDU_WEIBO_TOKEN_EXPIRES_ON", "soon")

    with pytest.raises(SettingsError, match=r"WEIBO_TOKEN_EXPIRES_ON.*应为日期"):
        load_settings()
