"""The settings of the channels, a part of service.settings.Settings."""

import re
from datetime import date
from typing import Literal

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings

from service.errors import SettingsError

_AES_KEY = re.compile(r"([A-Za-z0-9]{43})?")


class ChannelSettings(BaseSettings):
    """What an operator may set about WeChat, Weibo and what is common to them."""

    public_url: str = Field(
        default="",
        pattern=r"^(https?://[^\s/?#]+(/[^\s?#]*)?)?$",
        description="市民访问本系统的网址，如 https://zc.example.gov.cn；各渠道的答复用它链接全文，不填则不带链接",
    )
    channel_threads: int = Field(default=4, ge=1, le=64, description="为微信、微博等渠道同时作答的线程数")
    answering_processes: int = Field(
        default=1,
        ge=0,
        le=16,
        description="另起几个进程为各渠道作答，让接收消息的进程不被占住；每个约用 0.4 GB 内存，0 为不另起",
    )
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
        default=0.4, ge=0, le=4.5, description="预计要等得比这更久时（秒），回调立即返回，答复另行发送"
    )
    channel_keep_days: int = Field(default=7, ge=1, le=180, description="渠道来往消息的保存天数；答复另按规定期限保存")

    wechat_appid: str = Field(
        default="", pattern=r"^[A-Za-z0-9_-]{0,64}$", description="微信公众号的 AppID；不填则不接入微信"
    )
    wechat_token: SecretStr = Field(
        default=SecretStr(""), description="公众平台“服务器配置”里的令牌（Token），接入微信时必填"
    )
    wechat_mode: Literal["plain", "compatible", "safe"] = Field(
        default="safe", description="消息加解密方式：plain 明文，compatible 兼容，safe 安全；须与公众平台一致"
    )
    wechat_aes_key: SecretStr = Field(
        default=SecretStr(""), description="公众平台的 EncodingAESKey（43 位），兼容和安全模式必填"
    )
    wechat_aes_key_previous: SecretStr = Field(
        default=SecretStr(""), description="更换 EncodingAESKey 后的旧值，更换期间仍可解开旧密钥加密的消息"
    )
    wechat_secret: SecretStr = Field(
        default=SecretStr(""), description="公众号的 AppSecret，用于发送客服消息和创建菜单；不填则只在回调里答复"
    )
    wechat_customer_service: bool = Field(
        default=True, description="公众号有没有客服消息的权限；没有则填 false，来不及的答复由市民回复“1”取"
    )
    wechat_stale_seconds: float = Field(
        default=300, ge=15, le=3600, description="微信回调的时间戳与本机时间相差多少秒以上就拒绝"
    )
    wechat_api: str = Field(
        default="https://api.weixin.qq.com",
        pattern=r"^https?://[^\s/?#]+$",
        description="微信接口的地址；经本单位的出口转发时填转发地址",
    )

    wecom_corp_id: str = Field(
        default="", pattern=r"^[A-Za-z0-9_-]{0,40}$", description="企业微信的企业 ID（CorpID）；不填则不接入企业微信"
    )
    wecom_agent_id: str = Field(default="", pattern=r"^[0-9]{0,12}$", description="企业微信自建应用的 AgentId")
    wecom_token: SecretStr = Field(default=SecretStr(""), description="企业微信应用“接收消息”里的 Token")
    wecom_aes_key: SecretStr = Field(
        default=SecretStr(""), description="企业微信应用“接收消息”里的 EncodingAESKey（43 位）"
    )
    wecom_aes_key_previous: SecretStr = Field(
        default=SecretStr(""), description="更换企业微信 EncodingAESKey 后的旧值，更换期间仍可使用"
    )

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


def check_wechat(settings: ChannelSettings) -> None:
    """Nothing when WeChat is off or its messages can be checked. Raises SettingsError; never shows a secret."""
    if not settings.wechat_appid:
        return
    needed = ["wechat_token"] if settings.wechat_mode == "plain" else ["wechat_token", "wechat_aes_key"]
    for name in needed:
        if not getattr(settings, name).get_secret_value():
            raise SettingsError(
                f"微信渠道不能启动：没有设置 {name}（JIEDU_{name.upper()}）。"
                "请按公众平台“服务器配置”里的值补上，或去掉 wechat_appid（JIEDU_WECHAT_APPID）"
            )
    for name in ("wechat_aes_key", "wechat_aes_key_previous"):
        if not _AES_KEY.fullmatch(getattr(settings, name).get_secret_value()):
            raise SettingsError(f"设置 {name}（JIEDU_{name.upper()}）应为 43 位字母和数字，请从公众平台重新复制")


def check_wecom(settings: ChannelSettings) -> None:
    """Nothing when WeCom is off or its messages can be opened. Raises SettingsError; never shows a secret."""
    if not settings.wecom_corp_id:
        return
    needed = ("wecom_agent_id", "wecom_token", "wecom_aes_key")
    missing = [name for name in needed if not str(_plain(getattr(settings, name)))]
    if missing:
        named = "、".join(f"{name}（JIEDU_{name.upper()}）" for name in missing)
        raise SettingsError(
            f"企业微信渠道不能启动：没有设置 {named}。请按应用“接收消息”里的值补上，或去掉 wecom_corp_id"
        )
    for name in ("wecom_aes_key", "wecom_aes_key_previous"):
        if not _AES_KEY.fullmatch(_plain(getattr(settings, name))):
            raise SettingsError(f"设置 {name}（JIEDU_{name.upper()}）应为 43 位字母和数字，请从企业微信重新复制")


def _plain(value: SecretStr | str) -> str:
    return value.get_secret_value() if isinstance(value, SecretStr) else value


def check_weibo(settings: ChannelSettings) -> None:
    """Nothing when Weibo is off or its pushes can be checked. Raises SettingsError naming what is missing."""
    if settings.weibo and not settings.weibo_app_secret.get_secret_value():
        raise SettingsError(
            "微博渠道不能启动：没有设置 weibo_app_secret（JIEDU_WEIBO_APP_SECRET），无法核对推送来自微博。"
            "请补上，或把 weibo（JIEDU_WEIBO）设为 false"
        )
