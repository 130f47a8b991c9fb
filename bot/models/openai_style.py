"""Any server that speaks the OpenAI chat protocol (vLLM, Ollama, Qwen, DeepSeek), through LangChain."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import httpx
from pydantic import SecretStr

from bot.errors import BotError, ModelError, ModelFault
from bot.models.deadline import BoundedTransport

# Longer than any answer that is shown: what a model writes beyond is chatter, and costs time.
LONGEST_TOKENS = 800

MISSING = "生成模式需要 langchain-openai：请运行 pip install 'jiedu[llm]'"


@dataclass(frozen=True)
class ServerAddress:
    """Where the model is. url: up to and with /v1. model: its name there. proxy: "" for a direct connection.

    options: further fields of the request that a server wants, such as {"enable_thinking": false}.
    """

    url: str
    model: str
    key: str = field(default="", repr=False)
    proxy: str = ""
    options: Mapping[str, object] = field(default_factory=dict)


class OpenAIStyleModel:
    """One chat model behind a URL. Nothing but that URL is ever contacted, whatever the environment says."""

    def __init__(self, address: ServerAddress) -> None:
        """Opens no connection. Raises BotError when langchain-openai is not installed."""
        try:
            from langchain_openai import ChatOpenAI  # noqa: PLC0415 - optional, heavy
        except ImportError as error:
            raise BotError(MISSING) from error
        self._address = address
        # The environment could send questions through a proxy, to an organisation or to a tracing service abroad
        # (OPENAI_…, LANGSMITH_…, HTTPS_PROXY). Only what the settings name counts, and headers that describe this
        # machine or an organisation stay here.
        transport = BoundedTransport(proxy=address.proxy or None, kept_back=("x-stainless-", "openai-"))
        self._http = httpx.Client(transport=transport, trust_env=False)
        self._chat = ChatOpenAI(
            model=address.model,
            base_url=address.url,
            api_key=SecretStr(address.key or "none"),
            openai_proxy=None,
            http_client=self._http,
            http_socket_options=(),
            max_retries=0,
            temperature=0,
            # Not max_tokens: LangChain renames that to a field which older servers do not know.
            extra_body={"max_tokens": LONGEST_TOKENS, **address.options},
            use_responses_api=False,
            stream_usage=False,
        )

    @property
    def name(self) -> str:
        return self._address.model

    def write(self, *, instructions: str, material: str, seconds: float) -> str:
        """See LanguageModel."""
        from langsmith import tracing_context  # noqa: PLC0415 - optional, heavy

        messages = [("system", instructions), ("human", material)]
        try:
            with tracing_context(enabled=False):
                reply = self._chat.invoke(messages, timeout=seconds)
        # Whatever its libraries raise, a model that gave no text is one thing: the answer is then a quotation.
        except Exception as error:
            raise _translated(error) from error
        finished = reply.response_metadata.get("finish_reason")
        text = reply.content if isinstance(reply.content, str) else ""
        if finished != "stop" or not text.strip():
            # Cut at the limit of tokens, blocked by a filter, a call of a tool, or nothing: no whole text.
            raise ModelError(f"{self.name} gave no whole text ({finished})", fault=ModelFault.NONSENSE)
        return text

    def close(self) -> None:
        """Connections are given back."""
        self._http.close()


def _translated(error: Exception) -> ModelError:
    import openai  # noqa: PLC0415 - optional, heavy

    name = type(error).__name__
    if isinstance(error, openai.APITimeoutError | httpx.TimeoutException):
        return ModelError(f"no answer in time ({name})", fault=ModelFault.LATE)
    if isinstance(error, openai.APIStatusError):
        return ModelError(f"the server answered {error.status_code}", fault=ModelFault.REFUSED)
    if isinstance(error, openai.APIConnectionError | httpx.TransportError):
        return ModelError(f"no connection, or it broke off ({name})", fault=ModelFault.UNREACHABLE)
    return ModelError(f"not the answer of a chat server ({name})", fault=ModelFault.NONSENSE)
