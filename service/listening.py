"""The sockets we listen on: opened before anything is loaded, so that a taken port is known at once."""

import errno
import socket

from service.errors import PortTaken

BACKLOG = 256
_SIX_FOR_FOUR = {"127.0.0.1": "::1", "localhost": "::1", "0.0.0.0": "::"}  # noqa: S104 - a comparison, not a choice


def open_sockets(host: str, port: int, *, ipv6: bool) -> list[socket.socket]:
    """Sockets bound and listening, one an address. Raises PortTaken, then none stays open."""
    opened: list[socket.socket] = []
    try:
        for address in addresses(host, ipv6=ipv6):
            opened.append(_listen(address, port))
    except OSError as error:
        for one in opened:
            one.close()
        raise PortTaken(_why(error, host, port)) from error
    return opened


def addresses(host: str, *, ipv6: bool) -> list[str]:
    """The addresses meant by a host: "::" is everything, and with ipv6 the counterpart of a host is added."""
    if host == "::":
        return ["0.0.0.0", "::"]  # noqa: S104 - the operator asked for every address
    return [host, _SIX_FOR_FOUR[host]] if ipv6 and host in _SIX_FOR_FOUR else [host]


def local_url(sockets: list[socket.socket]) -> str:
    """An address of ours that this machine reaches."""
    host, port = sockets[0].getsockname()[:2]
    if host in ("0.0.0.0", "::"):  # noqa: S104 - a comparison
        host = "127.0.0.1" if host == "0.0.0.0" else "::1"  # noqa: S104
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listen(address: str, port: int) -> socket.socket:
    family, kind, protocol, _, bound = socket.getaddrinfo(address, port, type=socket.SOCK_STREAM)[0]
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        listener.bind(bound)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    return listener


def _why(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"端口 {port} 已被其他程序占用。请关闭那个程序，或换一个端口：JIEDU_PORT={port + 1} make run"
    if error.errno == errno.EACCES:
        return f"没有权限监听端口 {port}。请用 1024 以上的端口，例如 JIEDU_PORT=8000"
    return f"不能监听 {host} 端口 {port}：{error.strerror or error}。请检查 JIEDU_HOST 和 JIEDU_IPV6"
