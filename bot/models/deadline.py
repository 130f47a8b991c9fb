"""HTTP that keeps to a time and a size whatever the other side does.

httpx counts a timeout from byte to byte: a server that sends one byte a second is never late by its clock.
"""

from collections.abc import Iterator
from time import monotonic
from typing import cast

import httpx

LONGEST_BYTES = 1024 * 1024


class BoundedTransport(httpx.BaseTransport):
    """A transport whose answers end with an error once the request's read timeout has passed since it was sent."""

    def __init__(self, *, proxy: str | None = None, kept_back: tuple[str, ...] = ()) -> None:
        """proxy: address of a proxy, None for a direct connection. kept_back: beginnings of headers not to send."""
        self._kept_back = kept_back
        self._inner = httpx.HTTPTransport(trust_env=False, proxy=proxy)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """See httpx.BaseTransport."""
        seconds = request.extensions.get("timeout", {}).get("read")
        ends_at = monotonic() + seconds if seconds is not None else None
        response = self._inner.handle_request(self._sent(request))
        body = _Bounded(cast(httpx.SyncByteStream, response.stream), ends_at)
        return httpx.Response(
            response.status_code, headers=response.headers, stream=body, extensions=response.extensions
        )

    def _sent(self, request: httpx.Request) -> httpx.Request:
        headers = [(name, value) for name, value in request.headers.items() if not name.startswith(self._kept_back)]
        return httpx.Request(
            request.method, request.url, headers=headers, stream=request.stream, extensions=request.extensions
        )

    def close(self) -> None:
        """See httpx.BaseTransport."""
        self._inner.close()


class _Bounded(httpx.SyncByteStream):
    def __init__(self, inner: httpx.SyncByteStream, ends_at: float | None) -> None:
        self._inner = inner
        self._ends_at = ends_at

    def __iter__(self) -> Iterator[bytes]:
        seen = 0
        for piece in self._inner:
            seen += len(piece)
            if self._ends_at is not None and monotonic() > self._ends_at:
                raise httpx.ReadTimeout("the answer took longer than it may")
            if seen > LONGEST_BYTES:
                raise httpx.ReadError("the answer is longer than any answer may be")
            yield piece

    def close(self) -> None:
        self._inner.close()
