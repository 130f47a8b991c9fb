"""The city's single sign-on, any OpenID Connect provider: where to send a browser, and whom it brings back.

Authorization code with PKCE (S256), state and nonce. The provider is asked over plain httpx; what it signs is
checked by joserfc and authlib. Nothing it says grants a role: it only tells which of our users this is.
"""

import time
from dataclasses import dataclass

import httpx
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from pydantic import BaseModel, ConfigDict, JsonValue, ValidationError

from governance.sso_visits import SsoVisit
from service.errors import ServiceError
from service.settings import Settings

_SECONDS = 8.0
_KEPT_SECONDS = 3600.0
_LEEWAY_SECONDS = 60
_LIMIT_BYTES = 512 * 1024
# Signatures made with a key pair of the provider; never "none", nor a secret shared with us.
_ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "ES256", "ES384", "EdDSA"]


class SsoError(ServiceError):
    """The city's sign-on did not answer, or answered something that cannot be trusted; for the log."""


class _Provider(BaseModel):
    """The parts of a provider's own description that are used."""

    model_config = ConfigDict(extra="ignore")
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class _Tokens(BaseModel):
    model_config = ConfigDict(extra="ignore")
    id_token: str


@dataclass(frozen=True, slots=True)
class _Known:
    provider: _Provider
    keys: KeySet
    until: float


class SingleSignOn:
    """Speaks with one provider; its description and keys are kept for an hour."""

    def __init__(self, settings: Settings, client: httpx.Client | None = None) -> None:
        """client: how to reach the provider; no proxy of the environment is used unless it is given."""
        self._settings = settings
        self._client = client or httpx.Client(timeout=_SECONDS, trust_env=False, follow_redirects=False)
        self._known: _Known | None = None

    @property
    def is_configured(self) -> bool:
        """Whether the settings name a provider, a client and the address to come back to."""
        settings = self._settings
        return bool(settings.sso_issuer and settings.sso_client_id and settings.public_url)

    @property
    def return_url(self) -> str:
        """Where the provider sends the browser back to; to be registered there."""
        return f"{self._settings.public_url.rstrip('/')}/login/sso/return"

    def departure(self, visit: SsoVisit) -> str:
        """The address at the provider to send a browser to. Raises SsoError when the provider cannot be reached."""
        uri: str = prepare_grant_uri(
            self._provider().provider.authorization_endpoint,
            client_id=self._settings.sso_client_id,
            response_type="code",
            redirect_uri=self.return_url,
            scope="openid profile",
            state=visit.state,
            nonce=visit.nonce,
            code_challenge=create_s256_code_challenge(visit.verifier),
            code_challenge_method="S256",
        )
        return uri

    def arrival(self, visit: SsoVisit, code: str) -> str:
        """The name under which the provider knows whoever came back with this code. Raises SsoError."""
        known = self._provider()
        token = self._exchange(known.provider, visit, code)
        claims = self._checked(known, token.id_token, visit)
        name = claims.get(self._settings.sso_claim)
        if not isinstance(name, str) or not name:
            raise SsoError(f"the identity token carries no {self._settings.sso_claim}")
        return name

    def _exchange(self, provider: _Provider, visit: SsoVisit, code: str) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.return_url,
            "client_id": self._settings.sso_client_id,
            "code_verifier": visit.verifier,
        }
        secret = self._settings.sso_client_secret.get_secret_value()
        auth = httpx.BasicAuth(self._settings.sso_client_id, secret) if secret else None
        return _Tokens.model_validate(self._asked("POST", provider.token_endpoint, data=form, auth=auth))

    def _checked(self, known: _Known, id_token: str, visit: SsoVisit) -> dict[str, JsonValue]:
        try:
            token = jwt.decode(id_token, known.keys, algorithms=_ALGORITHMS)
            claims = CodeIDToken(
                token.claims,
                token.header,
                options={
                    "iss": {"essential": True, "value": known.provider.issuer},
                    "aud": {"essential": True, "value": self._settings.sso_client_id},
                    "nonce": {"essential": True, "value": visit.nonce},
                },
                params={"nonce": visit.nonce, "client_id": self._settings.sso_client_id},
            )
            claims.validate(now=int(time.time()), leeway=_LEEWAY_SECONDS)
        except (JoseError, ValueError, KeyError, TypeError) as error:
            self._known = None  # the provider may have changed its keys: they are fetched anew next time
            raise SsoError(f"the identity token is not good: {error}") from error
        return dict(claims)

    def _provider(self) -> _Known:
        known = self._known
        if known and known.until > time.monotonic():
            return known
        issuer = self._settings.sso_issuer
        address = f"{issuer.rstrip('/')}/.well-known/openid-configuration"
        try:
            provider = _Provider.model_validate(self._asked("GET", address))
            if provider.issuer.rstrip("/") != issuer.rstrip("/"):
                raise SsoError(f"{address} calls itself {provider.issuer}")
            keys = KeySet.import_key_set(self._asked("GET", provider.jwks_uri))  # type: ignore[arg-type] # checked there
        except (ValidationError, JoseError, ValueError, KeyError, TypeError) as error:
            raise SsoError(f"{issuer} does not describe itself as OpenID Connect asks: {error}") from error
        self._known = _Known(provider, keys, time.monotonic() + _KEPT_SECONDS)
        return self._known

    def _asked(
        self, method: str, address: str, *, data: dict[str, str] | None = None, auth: httpx.BasicAuth | None = None
    ) -> JsonValue:
        try:
            with self._client.stream(method, address, data=data, auth=auth) as answer:
                body = b""
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > _LIMIT_BYTES:
                        raise SsoError(f"{address} answered more than {_LIMIT_BYTES} bytes")
                if answer.status_code != httpx.codes.OK:
                    raise SsoError(f"{address} answered {answer.status_code}")
            found: JsonValue = httpx.Response(200, content=body).json()
        except httpx.HTTPError as error:
            raise SsoError(f"{address} does not answer: {error}") from error
        except ValueError as error:
            raise SsoError(f"{address} did not answer JSON") from error
        return found
