"""Which web addresses may be fetched: public ones only, judged after the name has been resolved."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import httpx

from ingestion.errors import Refused, Unreadable

# Host and port to the network addresses the name has now.
Resolve = Callable[[str, int], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: the URL people know, and the one network address that may be connected to for it."""

    url: httpx.URL
    host: str
    network_address: str

    @property
    def pinned_url(self) -> httpx.URL:
        """The URL with the checked network address, so that a second look-up cannot lead elsewhere."""
        return self.url.copy_with(host=self.network_address)


def resolve_by_system(host: str, port: int) -> list[str]:
    """What the system's resolver says. Raises OSError."""
    return [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def check_address(address: str, resolve: Resolve) -> Target:
    """Raises Refused for other schemes, credentials and addresses that are not public, Unreadable for unknown hosts."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as error:
        raise Refused(f"网址“{address[:200]}”的写法不正确，请检查后重新提交") from error
    if url.scheme not in {"http", "https"} or not url.host:
        raise Refused(f"网址“{address[:200]}”不是 http 或 https 网页，不予抓取")
    if url.userinfo:
        raise Refused("网址中带有用户名或密码，不予抓取，请提交不带口令的公开网址")
    try:
        found = list(
            dict.fromkeys(resolve(url.raw_host.decode("ascii"), url.port or (443 if url.scheme == "https" else 80)))
        )
    except (OSError, UnicodeError) as error:
        raise Unreadable(f"找不到网址“{address[:200]}”的主机“{url.host}”，请检查网址或稍后再试") from error
    # All of them: a name with one public and one private address is a known trick.
    if not found or not all(is_public(one) for one in found):
        raise Refused(f"网址“{address[:200]}”指向内部网络或本机，不予抓取，请提交公开网址")
    return Target(url, url.host, found[0])


def is_public(network_address: str) -> bool:
    """Whether the address belongs to the public internet; addresses that wrap another one are judged by that one."""
    try:
        parsed = ipaddress.ip_address(network_address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(parsed, ipaddress.IPv6Address):
        inner = parsed.ipv4_mapped or parsed.sixtofour or _behind_nat64(parsed)
        if inner is not None:
            return is_public(str(inner))
        if parsed.teredo is not None:
            return False
    return parsed.is_global and not parsed.is_multicast


def _behind_nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in ipaddress.ip_network("64:ff9b::/96") else None
