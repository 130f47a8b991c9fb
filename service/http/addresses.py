"""From where a request comes, when proxies stand in between."""

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

from service.networks import Network

Address = IPv4Address | IPv6Address

# All devices of one household or office share this much of an IPv6 address.
_SITE_BITS = 64


def caller_address(peer: str | None, forwarded: Iterable[str], trusted: Sequence[Network]) -> str | None:
    """The address a request is counted under: the nearest that is no trusted proxy; None when all are trusted.

    peer: who opened the connection; what is no network address (a local socket) is trusted. forwarded: the
    addresses of X-Forwarded-For, the nearest last; only what a trusted proxy added is believed.
    """
    opened_by = _parsed(peer or "")
    if opened_by is not None and not _is_trusted(opened_by, trusted):
        return _site(opened_by)
    for told in reversed(list(forwarded)):
        address = _parsed(told)
        if address is None:
            return "unknown"
        if not _is_trusted(address, trusted):
            return _site(address)
    return None


def _is_trusted(address: Address, trusted: Sequence[Network]) -> bool:
    return any(address in network for network in trusted)


def _site(address: Address) -> str:
    return str(IPv6Network((address, _SITE_BITS), strict=False)) if isinstance(address, IPv6Address) else str(address)


def _parsed(address: str) -> Address | None:
    try:
        found = ip_address(address.strip())
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found
