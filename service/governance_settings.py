"""The settings of those who govern: signing in, the city's sign-on, and the rules of time."""

from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings


class GovernanceSettings(BaseSettings):
    """What an operator may set for the people who work with the system."""

    clocks_file: Path | None = Field(
        default=None, description="本市的时限规则文件（TOML），其中写到的规则代替默认规则；不填则全部用默认规则"
    )
    audit_folder: Path | None = Field(
        default=None,
        description="审计检查点的文件夹，最好在另一台机器或介质上；不填则为数据目录里的 audit",
    )
    password_min_length: int = Field(default=10, ge=8, le=64, description="工作人员密码的最短长度")
    password_max_days: int = Field(default=90, ge=0, le=3650, description="密码使用多少天后必须修改，0 表示不限")
    sign_in_tries: int = Field(default=5, ge=3, le=20, description="密码连续输错多少次后锁定；锁定时间逐次加倍")
    session_minutes: int = Field(default=30, ge=5, le=480, description="登录后多久没有操作自动退出（分钟）")
    session_hours: int = Field(default=10, ge=1, le=24, description="一次登录最长的时间（小时）")
    sso_issuer: str = Field(
        default="",
        pattern=r"^(https?://[^\s?#]+)?$",
        description="统一身份认证（OpenID Connect）的颁发者网址，不填则只用本系统的密码登录；同时须填 public_url",
    )
    sso_client_id: str = Field(default="", description="在统一身份认证登记的客户端编号")
    sso_client_secret: SecretStr = Field(default=SecretStr(""), description="该客户端的密钥，没有则不填")
    sso_claim: str = Field(
        default="sub",
        min_length=1,
        description="统一身份认证返回的哪一项与用户的统一身份名（jiedu users add --sso）对应",
    )
