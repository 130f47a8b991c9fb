"""What an operator must do soon, long before anything breaks."""

from datetime import date, timedelta

from service.settings import Settings

# Renewing the token needs the account's owner and the platform's approval (R§11).
WEIBO_TOKEN_BEFORE = timedelta(days=30)


def reminders(settings: Settings, today: date) -> list[str]:
    """Sentences for the operator, none when nothing is due."""
    ends = settings.weibo_token_expires_on
    if not settings.weibo or ends is None or today < ends - WEIBO_TOKEN_BEFORE:
        return []
    days = (ends - today).days
    when = f"将于 {ends} 到期（还有 {days} 天）" if days >= 0 else f"已于 {ends} 到期，超时的微博答复发不出去"
    return [f"微博 access_token {when}，请在粉丝服务平台更新，并改设 JIEDU_WEIBO_ACCESS_TOKEN 和到期日期"]
