"""Calls of WeChat's API: wechatpy's forms of requests, with our token, our time limits and our reading of errors."""

import threading
from collections.abc import Callable
from typing import Any

import requests
from wechatpy import WeChatClient
from wechatpy.exceptions import WeChatClientException

from channels.errors import DeliveryError, WindowClosed
from channels.platform_tokens import Granted, PlatformTokens
from channels.wechat.codes import Verdict, verdict

# To connect, and between two pieces of an answer.
SECONDS = (3.0, 5.0)
# The platform promises room for 512; anything far beyond is not a token.
TOKEN_LIMIT = 2048


class ApiError(DeliveryError):
    """The platform answered with an error code."""

    def __init__(self, code: int, message: str) -> None:
        permanent = verdict(code) is Verdict.NEVER
        super().__init__(f"WeChat answered {code}: {message[:200]}", permanent=permanent, is_refused=True)
        self.code = code

    @property
    def verdict(self) -> Verdict:
        """What to do about it."""
        return verdict(self.code)


class _Forms(WeChatClient):  # type: ignore[misc]  # wechatpy has no types
    """wechatpy's client without its own token: it knows no stable_token, and asks for a new one without end."""

    def __init__(self, appid: str, secret: str, api_url: str) -> None:
        super().__init__(appid, secret, timeout=SECONDS, auto_retry=False)
        self.API_BASE_URL = f"{api_url}/cgi-bin/"
        self.token = ""
        # The proxies of the environment are for browsers; an office that needs one names a relay as api_url.
        self._http.trust_env = False

    @property
    def access_token(self) -> str:
        return self.token


class WeChatApi:
    """One account's calls; used by several threads."""

    def __init__(self, appid: str, secret: str, api_url: str, tokens: Callable[["WeChatApi"], PlatformTokens]) -> None:
        """tokens: makes the holder of the token, which asks for it by grant()."""
        self._appid = appid
        self._secret = secret
        self._api_url = api_url
        self._tokens = tokens(self)
        self._local = threading.local()

    def send_text(self, person: str, text: str) -> None:
        """A customer-service message. Raises ApiError, WindowClosed, DeliveryError."""
        self._call(lambda forms: forms.message.send_text(person, text))

    def send_card(self, person: str, *, title: str, description: str, url: str) -> None:
        """A customer-service message with one card. Raises as send_text."""
        article = {"title": title, "description": description, "url": url, "image": ""}
        self._call(lambda forms: forms.message.send_articles(person, [article]))

    def create_menu(self, menu: dict[str, object]) -> None:
        """The account's menu is this one. Raises as send_text."""
        self._call(lambda forms: forms.menu.create(menu))

    def grant(self, *, is_forced: bool) -> Granted:
        """The stable token (R§10.8). Raises ApiError, DeliveryError."""
        body = {
            "grant_type": "client_credential",
            "appid": self._appid,
            "secret": self._secret,
            "force_refresh": is_forced,
        }
        # Parameters that are no dict: wechatpy would add the token that is only being asked for.
        answer = _translated(lambda: self._forms("").post("stable_token", data=body, params=()))
        token, seconds = answer.get("access_token"), answer.get("expires_in")
        if not isinstance(token, str) or not 0 < len(token) <= TOKEN_LIMIT or not isinstance(seconds, int):
            raise DeliveryError("WeChat gave no token", permanent=False)
        return Granted(token, max(0, min(seconds, 7200)))

    # Any: what wechatpy gives back has no types.
    def _call(self, call: Callable[[Any], Any]) -> None:
        token = self._tokens.current()
        try:
            _translated(lambda: call(self._forms(token)))
        except ApiError as error:
            if error.verdict is not Verdict.NEW_TOKEN:
                raise _told(error) from None
            self._again(call, self._tokens.replace(token))

    def _again(self, call: Callable[[Any], Any], token: str) -> None:
        try:
            _translated(lambda: call(self._forms(token)))
        except ApiError as error:
            raise _told(error) from None

    def _forms(self, token: str) -> _Forms:
        # One a thread: its connection stays open for the next message.
        forms: _Forms | None = getattr(self._local, "forms", None)
        if forms is None:
            forms = self._local.forms = _Forms(self._appid, self._secret, self._api_url)
        forms.token = token
        return forms


def _told(error: ApiError) -> DeliveryError:
    if error.verdict is Verdict.NEXT_MESSAGE:
        return WindowClosed(str(error))
    if error.verdict is Verdict.NO_RIGHT:
        return WindowClosed(str(error), is_account=True)
    return error


def _translated(call: Callable[[], Any]) -> dict[str, Any]:
    """What the platform answered. The errors of wechatpy and requests name the address with the token: none goes on."""
    try:
        answer = call()
    except WeChatClientException as error:
        if error.errcode is None:
            status = getattr(error.response, "status_code", "?")
            raise DeliveryError(f"WeChat answered with HTTP status {status}", permanent=False) from None
        raise ApiError(int(error.errcode), str(error.errmsg)) from None
    except (requests.RequestException, ValueError) as error:
        raise DeliveryError(f"WeChat did not answer ({type(error).__name__})", permanent=False) from None
    if not isinstance(answer, dict):
        raise DeliveryError("WeChat answered with something that is not JSON", permanent=False)
    return answer
