"""jiedu mcp: the tools for language models over standard input and output, started by the program that uses them."""

import anyio

from service.running import running_server
from service.settings import load_settings


def mcp() -> None:
    """以 MCP（标准输入输出）向大模型程序提供提问、查找和读文件。"""
    from service.mcp.server import make_server  # noqa: PLC0415 - heavy: the SDK takes a second to import
    from service.mcp.sources import WhoeverOwns  # noqa: PLC0415 - likewise

    settings = load_settings()
    source = WhoeverOwns(settings)
    server = make_server(source, base=(settings.public_url or running_server(settings.home) or "").rstrip("/"))
    try:
        anyio.run(server.run_stdio_async)
    finally:
        source.close()
