"""Sends to Weibo: the active reply of 粉丝服务平台, and what its refusals mean.

Source: open.weibo.com/wiki Send_Customer_Service_Message and Error_code, read 2026-11-23.
"""

from enum import Enum

import httpx
from pydantic import BaseModel, ConfigDict, ValidationError

from channels.errors import DeliveryError, WindowClosed
from channels.weibo.payloads import text_data

API = "https://m.api.weibo.com"
TIMEOUT_SECONDS = 10.0
# The platform or the line to it: system trouble, and the limits on how often an app, an address or a user may call.
_PASSING = {10001, 10002, 10003, 10004, 10009, 10010, 10011, 10022, 10023, 10024}
# The access token: used up, expired, revoked, rejected, permission withdrawn, invalid.
_TOKEN = {10006, 21301, 21314, 21315, 21316, 21317, 21319, 21327, 21332}
# The person does not follow the account and has not written to it lately.
_CLOSED = {20301}
# The same words to the same person: they have them, from an attempt whose success was not recorded.
_HAS_IT = 20306


class Refusal(Enum):
    """Why Weibo did not take a message."""

    PASSING = "passing"  # trying again later may help
    TOKEN = "token"  # an operator must renew the access token; until then nothing can be sent  # noqa: S105 - no secret
    CLOSED = "closed"  # nothing is taken for this person until they write again
    FINAL = "final"  # this message will never be taken


class _Refused(BaseModel):
    model_config = ConfigDict(extra="ignore")

    error_code: int
    error: str = ""


def refusal_of(error_code: int) -> Refusal:
    """What an error code asks for; a code that is not known is final, so that nobody is written to over and over."""
    if error_code in _PASSING:
        return Refusal.PASSING
    if error_code in _CLOSED:
        return Refusal.CLOSED
    return Refusal.TOKEN if error_code in _TOKEN else Refusal.FINAL


class WeiboClient:
    """Writes to people in the name of one account."""

    def __init__(self, http: httpx.Client, *, access_token: str, api: str = API) -> None:
        """http: closed by who made it. api: another address only in tests."""
        self._http = http
        self._access_token = access_token
        self._url = f"{api.rstrip('/')}/2/messages/reply.json"

    def reply(self, receiver_id: int, text: str) -> None:
        """The platform has taken the message. Raises DeliveryError saying whether trying again can help."""
        form = {
            "access_token": self._access_token,
            "type": "text",
            "data": text_data(text),  # encoded once, by being a form
            "receiver_id": str(receiver_id),
            # Replies stay out of the private mailbox of the account's editors, which they would flood.
            "save_sender_box": "0",
        }
        try:
            answer = self._http.post(self._url, data=form, timeout=TIMEOUT_SECONDS)
        except httpx.HTTPError as error:
            raise DeliveryError(f"Weibo was not reached ({type(error).__name__})", permanent=False) from error
        _check(answer)


def _check(answer: httpx.Response) -> None:
    refused = _refused(answer)
    if refused is None and answer.is_success:
        return
    if refused is None:
        passing = answer.status_code >= 500 or answer.status_code == httpx.codes.TOO_MANY_REQUESTS
        raise DeliveryError(f"Weibo answered {answer.status_code}", permanent=not passing)
    if refused.error_code == _HAS_IT:
        return
    refusal = refusal_of(refused.error_code)
    if refusal is Refusal.CLOSED:
        raise WindowClosed(f"Weibo refused with {refused.error_code} {refused.error[:200]}")
    hint = "：请更新微博 access_token" if refusal is Refusal.TOKEN else ""
    raise DeliveryError(
        f"Weibo refused with {refused.error_code} {refused.error[:200]}{hint}",
        permanent=refusal is not Refusal.PASSING,
        is_refused=True,
    )


def _refused(answer: httpx.Response) -> _Refused | None:
    try:
        return _Refused.model_validate_json(answer.content)
    except ValidationError:
        return None
