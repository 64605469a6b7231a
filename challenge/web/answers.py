"""Answers: every one with the policy's headers, and what a refusal of the guard says and logs."""

from dataclasses import dataclass

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import Message, Scope, Send

from challenge.errors import ForgedRequestError
from challenge.web.policy import put_headers
from challenge.web.rooms import told
from challenge.web.uploads_quota import MINUTES
from challenge.wording.text import match_locale, text

STARTS = ("http.response.start", "websocket.http.response.start")
FAULTS_FROM = 400
OWN_CODES = 4000
"""Where websockets leave codes to applications; the status is added."""

log = structlog.get_logger("challenge.guard")


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a request is refused: its status, what the log calls it, and what the reader is told."""

    status: int
    kind: str
    key: str | None = None
    """Catalogue key of a sentence; most refusals meet no reader."""
    retry_seconds: int | None = None


CLOSED_DOOR = Refusal(404, "closed")
NO_SESSION = Refusal(404, "no session")
NOT_YOURS = Refusal(404, "another's page")
FOREIGN_ORIGIN = Refusal(403, "foreign origin", ForgedRequestError().code)
TOO_LARGE = Refusal(413, "too large")
OVER_QUOTA = Refusal(429, "upload quota", retry_seconds=MINUTES * 60)
FAULT = Refusal(500, "fault")


class RefusedError(Exception):
    """A request goes no further."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.kind)
        self.refusal = refusal


class Answer:
    """What goes back for one request; a refusal only where nothing was answered yet."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope, self._send = scope, send
        self._begun = False

    async def send(self, message: Message) -> None:
        """Pass a message on, the first one with the headers that every answer carries."""
        if message["type"] in STARTS:
            self._begun = True
            put_headers(MutableHeaders(scope=message), self._scope["path"], found=message["status"] < FAULTS_FROM)
        await self._send(message)

    async def refuse(self, refusal: Refusal) -> None:
        """Say no, and tell the log why."""
        log.warning("refused", kind=refusal.kind, status=refusal.status, path=told(self._scope["path"]))
        websocket = self._scope["type"] == "websocket"
        if websocket and "websocket.http.response" not in self._scope.get("extensions", {}):
            await self._send({"type": "websocket.close", "code": OWN_CODES + refusal.status})
        elif not self._begun:
            start, body = (f"{'websocket.' if websocket else ''}http.response.{part}" for part in ("start", "body"))
            await self.send({"type": start, "status": refusal.status, "headers": _headers(refusal)})
            await self.send({"type": body, "body": self._words(refusal).encode()})

    def _words(self, refusal: Refusal) -> str:
        wished = Headers(scope=self._scope).get("accept-language")
        return text(match_locale(wished), refusal.key) if refusal.key else ""


def _headers(refusal: Refusal) -> list[tuple[bytes, bytes]]:
    again = [] if refusal.retry_seconds is None else [(b"retry-after", str(refusal.retry_seconds).encode())]
    return [(b"content-type", b"text/plain; charset=utf-8"), *again]
