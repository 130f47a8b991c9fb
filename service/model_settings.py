"""The settings of generated mode, a part of service.settings.Settings."""

from pydantic import Field, JsonValue, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from service.errors import SettingsError

REQUIRED_TO_GENERATE = ("model_name", "model_filing_number", "model_url")


class ModelSettings(BaseSettings):
    """What an operator may set about the language model."""

    # Names that begin with model_ are ours here, not pydantic's.
    model_config = SettingsConfigDict(protected_namespaces=())
    generated: bool = Field(
        default=False,
        description="生成模式：由已备案的大模型依据原文写答复，逐句核对；关闭时只引用原文。"
        "运行中随时停用：jiedu generated stop",
    )
    model_name: str = Field(default="", description="向公众显示的模型名称，生成模式必填")
    model_filing_number: str = Field(default="", description="模型的备案号或上线编号，向公众显示，生成模式必填")
    model_url: str = Field(
        default="", description="模型服务的地址（OpenAI 接口，到 /v1 为止，如 http://127.0.0.1:8001/v1），生成模式必填"
    )
    model_id: str = Field(default="", description="模型在该服务中的名称，不填则与 model_name 相同")
    model_key: SecretStr = Field(default=SecretStr(""), description="模型服务的密钥，不需要则不填")
    model_seconds: float = Field(
        default=6, gt=0, le=120, description="等待模型的最长时间（秒），超过则改为只引用原文作答"
    )
    model_proxy: str = Field(default="", description="访问模型服务所经的代理，不填则直连（不使用环境变量中的代理）")
    model_options: dict[str, JsonValue] = Field(
        default={}, description='随每次请求发给模型服务的其他参数（JSON），如 {"enable_thinking": false}'
    )
    content_producer: str = Field(
        default="", description="生成内容元数据中的服务提供者名称或统一社会信用代码，不填则用模型名称和备案号"
    )


def check_generated(settings: ModelSettings) -> None:
    """Nothing when generated mode is off or may be on. Raises SettingsError naming what is missing (R§8.7)."""
    if not settings.generated:
        return
    missing = [name for name in REQUIRED_TO_GENERATE if not getattr(settings, name).strip()]
    if missing:
        named = "、".join(f"{name}（JIEDU_{name.upper()}）" for name in missing)
        raise SettingsError(
            f"生成模式不能启动：没有设置 {named}。"
            "向公众提供生成内容须使用已备案的模型，并公示模型名称和备案号或上线编号；"
            f"请补全这些设置，或把 generated（JIEDU_GENERATED）设为 false，只引用原文作答"
        )
    if not settings.model_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"设置 model_url（JIEDU_MODEL_URL）不能是 {settings.model_url[:60]!r}：应以 http:// 或 https:// 开头"
        )
