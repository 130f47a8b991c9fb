"""Every setting of jiedu, from the environment (JIEDU_…) and a TOML file, checked strictly before anything starts."""

import difflib
import os
import re
import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_core import ErrorDetails, PydanticCustomError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)
from pydantic_settings import SettingsError as UnreadableSetting

from service.channel_settings import ChannelSettings, check_wechat, check_wecom, check_weibo
from service.errors import SettingsError
from service.governance_settings import GovernanceSettings
from service.model_settings import ModelSettings, check_generated
from service.networks import Network, networks

PREFIX = "JIEDU_"
CONFIG_VARIABLE = "JIEDU_CONFIG"
CONFIG_NAME = "jiedu.toml"
DEFAULT_HOME = Path("~/.local/share/jiedu")
MEBIBYTE = 1024 * 1024

# Scheme and host as they stand in a Content-Security-Policy; nothing that could end the directive.
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")

# What is allowed, by pydantic's name of the fault.
_ALLOWED = {
    "greater_than_equal": "不得小于 {ge}",
    "greater_than": "必须大于 {gt}",
    "less_than_equal": "不得大于 {le}",
    "int_parsing": "应为整数",
    "int_type": "应为整数",
    "float_parsing": "应为数字",
    "bool_parsing": "应为 true 或 false（也可用 1 或 0）",
    "string_too_short": "不能为空",
    "string_too_long": "不得超过 {max_length} 个字",
    "string_pattern_mismatch": "写法不对",
    "literal_error": "只能是 {expected}",
    "date_from_datetime_parsing": "应为日期，如 2027-11-23",
}


class Settings(GovernanceSettings, ChannelSettings, ModelSettings):
    """What an operator may set; the description is what `jiedu settings` prints."""

    model_config = SettingsConfigDict(env_prefix=PREFIX, extra="forbid", frozen=True, protected_namespaces=())
    home: Path = Field(default=DEFAULT_HOME, description="数据目录：数据库、索引和运行信息都在这里")
    host: str = Field(
        default="127.0.0.1", min_length=1, description="监听地址；填 :: 表示同时监听 IPv4 和 IPv6 的全部地址"
    )
    port: int = Field(default=8000, ge=1, le=65535, description="监听端口")
    ipv6: bool = Field(default=False, description="除 host 之外，再监听对应的 IPv6 地址")
    embedder: str = Field(
        default="builtin",
        min_length=1,
        description="向量模型：builtin 为内置；onnx:目录；sentence-transformers:名称（需装 jiedu[models]）",
    )
    threads: int = Field(default=4, ge=1, le=64, description="同时回答问题的线程数")
    body_limit_bytes: int = Field(
        default=64 * 1024, ge=1024, le=16 * MEBIBYTE, description="一次 HTTP 请求正文的上限（字节）"
    )
    file_limit_bytes: int = Field(
        default=64 * MEBIBYTE, ge=1024, le=1024 * MEBIBYTE, description="收录一个文件的大小上限（字节）"
    )
    api_needs_token: bool = Field(
        default=False, description="程序提问是否必须带访问令牌（jiedu tokens issue）；本系统自己的网页不需要"
    )
    requests_per_minute: int = Field(
        default=300, ge=1, le=100_000, description="没有令牌时，同一网络地址每分钟的请求上限；本机程序不限"
    )
    token_requests_per_minute: int = Field(
        default=600, ge=1, le=1_000_000, description="每个访问令牌每分钟的请求上限，发放时另行指定的除外"
    )
    trusted_proxies: str = Field(
        default="127.0.0.1,::1",
        description="可信的反向代理（地址或网段，逗号分隔）：只采信它们给出的 X-Forwarded-For，它们自己的请求不限次数",
    )
    site_name: str = Field(default="政策解读问答", min_length=1, max_length=30, description="网页的名称")
    region: str = Field(
        default="",
        max_length=60,
        description="服务的地区，从省写起，如 广东省广州市：提问没有指明地方时，先用这里的规定；留空则各地同等看待",
    )
    operator: str = Field(default="", max_length=60, description="主办单位的全称，写在每一页的下方和隐私说明里")
    contact: str = Field(
        default="12345 政务服务便民热线", min_length=1, description="个人信息方面的联系方式，写在隐私说明里"
    )
    complaints_phone: str = Field(
        default="12345", pattern=r"^\+?[0-9][0-9 -]{2,20}$", description="投诉举报电话，写在每一页的下方"
    )
    complaints_url: str = Field(
        default="", pattern=r"^(https?://\S+)?$", description="网上投诉举报的网址；留空则只写电话"
    )
    retention_days: int = Field(default=180, ge=1, le=3650, description="提问和答复保存多少天，到期自动删除，只留计数")
    widget_origins: str = Field(
        default="",
        description="哪些网站可以嵌入提问窗口（/widget.js），如 https://www.example.gov.cn，逗号分隔；留空则不提供",
    )
    mcp: bool = Field(
        default=False,
        description="是否在 /mcp 提供 MCP（Streamable HTTP），供大模型程序调用；令牌和次数限制与提问接口相同",
    )
    outbox_poll_seconds: float = Field(default=0.5, gt=0, le=60, description="后台检查待更新索引的间隔（秒）")
    wait_seconds: float = Field(default=600, gt=0, le=86400, description="命令行等待索引更新完成的最长时间（秒）")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="日志级别")
    log_format: Literal["json", "text"] = Field(default="text", description="日志格式：json 便于收集，text 便于阅读")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments outrank the environment, the environment outranks the file."""
        del dotenv_settings, file_secret_settings
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, config_file())

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        try:
            networks(value)
        except ValueError as error:
            raise PydanticCustomError(
                "networks", "应为网络地址或网段，逗号分隔，例如 10.0.0.5,192.168.1.0/24"
            ) from error
        return value

    @field_validator("widget_origins")
    @classmethod
    def _are_origins(cls, value: str) -> str:
        if not all(_ORIGIN.fullmatch(origin) for origin in listed(value)):
            raise PydanticCustomError(
                "origins", "应为网站地址（协议和主机名，不带路径），逗号分隔，例如 https://www.example.gov.cn"
            )
        return value

    @property
    def embedding_origins(self) -> tuple[str, ...]:
        """The sites that may embed the widget."""
        return listed(self.widget_origins)

    @property
    def proxies(self) -> tuple[Network, ...]:
        """The trusted proxies as networks."""
        return networks(self.trusted_proxies)

    @property
    def database(self) -> Path:
        """The SQLite file that is the truth."""
        return self.home / "jiedu.db"

    @property
    def indexes(self) -> Path:
        """The folder of the derived search indexes; may be deleted at any time."""
        return self.home / "index"

    @property
    def examples(self) -> Path:
        """The installation's own example questions, where it has any."""
        return self.home / "examples.toml"

    @property
    def originals(self) -> Path:
        """The folder of the original files, kept by digest."""
        return self.home / "originals"


def load_settings() -> Settings:
    """The settings in force, home made absolute. Raises SettingsError naming what is wrong and what is allowed."""
    _refuse_unknown_variables()
    try:
        settings = Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_problem(item) for item in error.errors())) from error
    except UnreadableSetting as error:
        raise SettingsError(f"环境变量里有一项设置不是有效的 JSON：{error}") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"配置文件 {config_file()} 不是有效的 TOML：{error}") from error
    check_generated(settings)
    check_wechat(settings)
    check_wecom(settings)
    check_weibo(settings)
    return settings.model_copy(update={"home": settings.home.expanduser().resolve()})


def config_file() -> Path:
    """The TOML file that is read when it exists: $JIEDU_CONFIG, or jiedu.toml in the home folder."""
    named = os.environ.get(CONFIG_VARIABLE)
    if named:
        path = Path(named).expanduser()
        if not path.is_file():
            raise SettingsError(f"{CONFIG_VARIABLE} 指向的配置文件不存在：{path}")
        return path
    return Path(os.environ.get(f"{PREFIX}HOME", DEFAULT_HOME)).expanduser() / CONFIG_NAME


def listed(value: str) -> tuple[str, ...]:
    """The entries of a list written with commas."""
    return tuple(entry.strip() for entry in value.split(",") if entry.strip())


def describe_settings(settings: Settings) -> list[tuple[str, str, str]]:
    """Every setting as (environment variable, value in force, one line of help), in reading order."""
    # Inherited fields come first in pydantic's order, and last in ours.
    ordered = sorted(Settings.model_fields.items(), key=lambda item: item[0] in ChannelSettings.model_fields)
    told = [(f"{PREFIX}{name.upper()}", str(getattr(settings, name)), f.description or "") for name, f in ordered]
    return [
        *told,
        (CONFIG_VARIABLE, str(config_file()), "配置文件（TOML）；其中的名称与上面相同，去掉 JIEDU_ 并用小写"),
    ]


def _refuse_unknown_variables() -> None:
    allowed = [f"{PREFIX}{name.upper()}" for name in Settings.model_fields] + [CONFIG_VARIABLE]
    unknown = sorted(name for name in os.environ if name.upper().startswith(PREFIX) and name.upper() not in allowed)
    if unknown:
        raise SettingsError("\n".join(_unknown(name, allowed) for name in unknown))


def _unknown(name: str, allowed: list[str]) -> str:
    near = difflib.get_close_matches(name.upper() if name.upper().startswith(PREFIX) else name.lower(), allowed, n=1)
    hint = f"；是不是 {near[0]}？" if near else "。"
    return f"不认识的设置 {name}{hint}运行 jiedu settings 可查看全部设置"


def _problem(item: ErrorDetails) -> str:
    name = str(item["loc"][0]) if item["loc"] else "?"
    if item["type"] == "extra_forbidden":
        return _unknown(name, [*Settings.model_fields])
    field = Settings.model_fields[name]
    allowed = _ALLOWED.get(item["type"], item["msg"]).format(**item.get("ctx", {}))
    # A secret that was written in the wrong form is a secret still.
    shown = "所填的值" if field.annotation is SecretStr else repr(str(item["input"])[:60])
    return (
        f"设置 {name}（{PREFIX}{name.upper()}）不能是 {shown}：{allowed}。"
        f"它的作用：{field.description}；默认值 {field.default}"
    )
