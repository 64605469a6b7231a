"""The guard before everything: tells Streamlit who is here, refuses foreign websockets, sets security headers."""

import secrets
from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from challenge.errors import NotSignedInError
from challenge.services.accounts import read_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web.cookie import token_in

IDENTITY = b"x-uid"
"""Header that Streamlit trusts as the visitor's identity: only ours, never the browser's."""

SECURITY_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}

NEEDS_SESSION = ("/_stcore/upload_file", "/media")
"""Where files of signed-in people go in and out."""

CLOSED = ("/_stcore/metrics", "/_stcore/agent")
"""Streamlit's own inside; nobody outside needs it."""


class Guard:
    """Pure ASGI middleware: unlike the HTTP kind it also sees websockets."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass under the identity of its session, or refuse it."""
        if scope["type"] not in {"http", "websocket"}:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        websocket = scope["type"] == "websocket"
        session = await self._session_of(headers) if websocket or scope["path"].startswith(NEEDS_SESSION) else None
        if scope["path"].startswith(CLOSED) or (scope["path"].startswith(NEEDS_SESSION) and session is None):
            await _refuse(send, 404)
            return
        if websocket and not same_origin(headers):
            await send({"type": "websocket.close", "code": 4403})
            return
        identity = f"session-{session}" if session else f"visitor-{secrets.token_hex(8)}"
        kept = [(name, value) for name, value in scope["headers"] if name != IDENTITY]
        await self.app({**scope, "headers": [*kept, (IDENTITY, identity.encode())]}, receive, _with_headers(send))

    async def _session_of(self, headers: Headers) -> int | None:
        token = token_in(headers.get("cookie", ""))
        if token is None:
            return None
        try:
            database = open_database(settings().database_url)
            return (await run_in_threadpool(read_session, database, token)).session_id
        except NotSignedInError:
            return None


def same_origin(headers: Headers) -> bool:
    """Whether a request says that it comes from a page of this host."""
    origin = urlsplit(headers.get("origin", ""))
    return bool(origin.netloc) and origin.netloc in {headers.get("host", ""), urlsplit(settings().public_url).netloc}


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in SECURITY_HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b""})
