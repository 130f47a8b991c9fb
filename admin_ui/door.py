"""What stands between the browser and Gradio: only what our pages need passes, and no script but theirs runs.

Gradio offers more over HTTP than pages use (a proxy, editors of its own code, histories kept elsewhere): all of it is
closed. Its pages carry scripts inline; each response gets a nonce of its own for them, so that markup which somehow
got into a page could still not run anything.
"""

import re
import secrets
from html import escape
from importlib.resources import files

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from admin_ui.pages import PAGES
from admin_ui.site import PATH
from admin_ui.words import text

_GET = re.compile(
    rf"{PATH}/(?:(?:{'|'.join(page.path for page in PAGES if page.path) or '-'})?|config|theme\.css|favicon\.ico"
    r"|(?:assets|static|svelte)/[\w.@/-]+"
    # A file by its path on this machine, never an address elsewhere.
    r"|gradio_api/(?:info|app_id|startup-events|queue/data|upload_progress|heartbeat/\w+|file=/[^:]+))/?"
)
_POST = re.compile(rf"{PATH}/gradio_api/(?:queue/join|upload|reset|cancel)/?")
_SCRIPT = re.compile(rb"<script(?=[\s>])")
# Pictures for other networks, Gradio's own address, and a manifest that is not ours to give.
_FOREIGN = re.compile(rb'<(?:meta[^>]*?(?:og:|twitter:)|link rel="manifest")[^>]*>', re.DOTALL)


class Door:
    """Lets requests through to the application behind, and their pages back with a policy of their own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        script = files("admin_ui").joinpath("session.js").read_text("utf-8")
        ended, way = (escape(text(f"frame.{key}")) for key in ("sign_in_ended", "sign_in_way"))
        self._script = f'<script data-ended="{ended}" data-way="{way}">{script}</script>'.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not _passes(scope["method"], scope["path"]):
            await PlainTextResponse("", status_code=404)(scope, receive, send)
            return
        held: list[Message] = []
        body = bytearray()

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                held.append(message)
            elif held and message["type"] == "http.response.body":
                body.extend(message.get("body", b""))
                if not message.get("more_body", False):
                    await self._shut_in(held[0], bytes(body), send)
            else:
                await send(message)

        # Pages come to us unpacked: the server around us packs them.
        scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._app(scope, receive, told)

    async def _shut_in(self, start: Message, page: bytes, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        page = _FOREIGN.sub(b"", page).replace(b'lang="en"', b'lang="zh-CN"', 1)
        # Without one the browser asks for /favicon.ico, which is not there.
        page = page.replace(b"</head>", b'<link rel="icon" href="data:,"></head>', 1)
        page = page.replace(b"</body>", self._script + b"</body>", 1)
        page = _SCRIPT.sub(f'<script nonce="{nonce}"'.encode(), page)
        headers = MutableHeaders(scope=start)
        headers["Content-Length"] = str(len(page))
        headers["Content-Security-Policy"] = policy(nonce)
        headers["X-Frame-Options"] = "DENY"
        headers["Cache-Control"] = "no-store"
        await send(start)
        await send({"type": "http.response.body", "body": page})


def policy(nonce: str) -> str:
    """Our own host only; scripts ours or with the nonce, so none that text of a document could bring.

    Gradio evaluates the templates of its HTML components, which are fixed (unsafe-eval), and writes styles inline.
    """
    return (
        f"default-src 'none'; script-src 'self' 'unsafe-eval' 'nonce-{nonce}'; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "base-uri 'self'; form-action 'self'; frame-ancestors 'none'"
    )


def _passes(method: str, path: str) -> bool:
    if method in ("GET", "HEAD"):
        return path == PATH or _GET.fullmatch(path) is not None
    return method == "POST" and _POST.fullmatch(path) is not None


def _is_page(start: Message) -> bool:
    return str(MutableHeaders(scope=start).get("content-type", "")).startswith("text/html")
