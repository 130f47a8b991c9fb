"""The settings of the channels, a part of service.settings.Settings."""

from datetime import date

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from service.errors import SettingsError


class ChannelSettings(BaseSettings):
    """What an operator may set about WeChat, Weibo and what is common to them."""

    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description="市民访问本系统的网址，如 https://zc.example.gov.cn；各渠道的答复用它链接全文，不填则不带链接",
    )
    channel_threads: int = Field(default=2, ge=1, le=64, description="为微信、微博等渠道同时作答的线程数")
    channel_questions_per_minute: int = Field(default=20, ge=1, le=1000, description="渠道上每人每分钟的提问上限")
    channel_questions_per_day: int = Field(default=200, ge=1, le=10_000, description="渠道上每人每天的提问上限")
    channel_conversation_minutes: int = Field(
        default=120, ge=1, le=10_080, description="渠道上隔多久没有来往就算新的对话（分钟）"
    )
    channel_lease_seconds: float = Field(
        default=15, ge=1, le=600, description="服务中断多久之后，由重新启动或另一台服务接手未答的消息（秒）"
    )
    channel_wait_seconds: float = Field(
        default=4, gt=0, le=4.5, description="平台的一次回调最多等多久的答复（秒），平台的时限是 5 秒；来不及的另行发送"
    )
    channel_busy_seconds: float = Field(
        default=0.6, ge=0, le=4.5, description="预计要等得比这更久时（秒），回调立即返回，答复另行发送"
    )
    channel_keep_days: int = Field(default=7, ge=1, le=180, description="渠道来往消息的保存天数；答复另按规定期限保存")

    weibo: bool = Field(default=False, description="微博粉丝服务平台的问答（私信和 @），默认关闭")
    weibo_app_secret: SecretStr = Field(
        default=SecretStr(""), description="微博应用的 App Secret，用来核对推送的签名，开启微博时必填"
    )
    weibo_access_token: SecretStr = Field(
        default=SecretStr(""), description="粉丝服务平台的 access_token，不填则只能在推送的应答里答复"
    )
    weibo_token_expires_on: date | None = Field(
        default=None, description="access_token 到期的日期，如 2027-11-23；到期前 30 天起提醒"
    )
    weibo_api: str = Field(
        default="https://m.api.weibo.com", pattern=r"^https?://[^\s/?#]+$", description="微博接口的地址"
    )


def check_weibo(settings: ChannelSettings) -> None:
    """Nothing when Weibo is off or its pushes can be checked. Raises SettingsError naming what is missing."""
    if settings.weibo and not settings.weibo_app_secret.get_secret_value():
        raise SettingsError(
            "微博渠道不能启动：没有设置 weibo_app_secret（JIEDU_WEIBO_APP_SECRET），无法核对推送来自微博。"
            "请补上，或把 weibo（JIEDU_WEIBO）设为 false"
        )
