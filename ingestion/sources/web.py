"""A document at a web address, fetched from the public internet only, with bounded size, time and redirects."""

import time
from collections.abc import Iterator
from pathlib import PurePosixPath

import httpx

from ingestion.blocks import RawDocument
from ingestion.errors import IngestionError, Refused, Unreadable
from ingestion.limits import DEFAULT_LIMITS, MIB, Limits
from ingestion.readers.words import one_line
from ingestion.sources.addresses import Resolve, Target, check_address, resolve_by_system
from ingestion.sources.source import Unavailable

_REDIRECTS = 5
_TIMEOUT_SECONDS = 20.0
_TOTAL_SECONDS = 60.0
_HEADERS = {"User-Agent": "jiedu", "Accept": "text/html,application/pdf,*/*;q=0.5"}


class WebSource:
    """One address. resolve and transport are given by tests; a proxy is never used, it would resolve names anew."""

    def __init__(
        self,
        address: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        resolve: Resolve = resolve_by_system,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._address = address.strip()
        self._limits = limits
        self._resolve = resolve
        self._transport = transport

    def fetch(self) -> Iterator[RawDocument | Unavailable]:
        try:
            yield self._document()
        except IngestionError as error:
            yield Unavailable(self._address, str(error))

    def _document(self) -> RawDocument:
        deadline = time.monotonic() + _TOTAL_SECONDS
        address = self._address
        with httpx.Client(
            transport=self._transport, timeout=_TIMEOUT_SECONDS, follow_redirects=False, trust_env=False
        ) as client:
            for _ in range(_REDIRECTS + 1):
                # Every redirect is checked like the first address.
                target = check_address(address, self._resolve)
                try:
                    found = self._visit(client, target, deadline)
                except (httpx.HTTPError, httpx.InvalidURL) as error:
                    raise Unreadable(
                        f"网址“{address[:200]}”无法打开（{type(error).__name__}），请稍后再试或保存网页后提交"
                    ) from error
                if isinstance(found, bytes):
                    name = one_line(PurePosixPath(target.url.path).name) or target.host
                    return RawDocument(found, name[:200], self._address, url=self._address)
                address = found
        raise Unreadable(f"网址“{self._address[:200]}”跳转超过 {_REDIRECTS} 次，请提交最终网址")

    def _visit(self, client: httpx.Client, target: Target, deadline: float) -> bytes | str:
        """The body, or the address of the redirect."""
        request = client.build_request(
            "GET",
            target.pinned_url,
            headers={**_HEADERS, "Host": target.url.netloc.decode("ascii")},
            # The certificate is checked against the name people know, not against the pinned number.
            extensions={"sni_hostname": target.url.raw_host.decode("ascii")},
        )
        response = client.send(request, stream=True)
        try:
            if response.is_redirect:
                return str(target.url.join(response.headers["location"]))
            if response.status_code != httpx.codes.OK:
                raise Unreadable(f"网址“{target.url}”返回错误 {response.status_code}，请检查网址或保存网页后提交")
            return self._body(response, target, deadline)
        finally:
            response.close()

    def _body(self, response: httpx.Response, target: Target, deadline: float) -> bytes:
        body = bytearray()
        for chunk in response.iter_bytes(64 * 1024):
            body += chunk
            if len(body) > self._limits.file_bytes:
                raise Refused(f"网址“{target.url}”的内容超过 {self._limits.file_bytes // MIB} MB 的上限，不予接收")
            if time.monotonic() > deadline:
                raise Unreadable(f"网址“{target.url}”在 {_TOTAL_SECONDS:.0f} 秒内没有下载完，请保存网页后提交")
        return bytes(body)
