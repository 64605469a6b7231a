"""The guard before everything: says who is here, refuses what is not ours to answer, ends pages with their session."""

import secrets
from functools import partial

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import ASGIApp, Receive, Scope, Send

from challenge.errors import NotSignedInError
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.ui.protocol import owner_of
from challenge.web.answers import (
    CLOSED_DOOR,
    FAULT,
    FOREIGN_ORIGIN,
    NO_SESSION,
    NOT_YOURS,
    OVER_QUOTA,
    TOO_LARGE,
    Answer,
    RefusedError,
)
from challenge.web.open_pages import OpenPage, OpenPages
from challenge.web.origins import same_origin
from challenge.web.rooms import CLOSED, FROM_ELSEWHERE, NEEDS_SESSION, within
from challenge.web.uploads_quota import (
    QuotaSpentError,
    TooLargeError,
    Upload,
    UploadsQuota,
    counted,
    size_check,
)

IDENTITY = b"x-uid"
"""Header that Streamlit trusts as the visitor's identity: only ours, never the browser's."""
UPLOAD = NEEDS_SESSION[0]
LONGEST_PATH = 1_000
"""Nothing of ours is as deep as that; a number of thousands of digits is no number to anybody."""
NO_LETTER = "\x00"
"""Stands in no name of ours, and PostgreSQL refuses to look for it."""
READING = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing."""


class Guard:
    """Pure ASGI middleware: unlike the HTTP kind it also sees websockets, and ends with the process."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.pages = OpenPages()
        self.quota = UploadsQuota()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request pass under the identity of its session, or refuse it."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._connect(scope, receive, send)
        else:
            try:
                await self.app(scope, receive, send)
            finally:
                await self.pages.close()

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        answer = Answer(scope, send)
        try:
            await self._pass(scope, receive, answer)
        except RefusedError as refused:
            await answer.refuse(refused.refusal)
        except TooLargeError:
            await answer.refuse(TOO_LARGE)
        except QuotaSpentError:
            await answer.refuse(OVER_QUOTA)
        except Exception:
            await answer.refuse(FAULT)
            raise

    async def _pass(self, scope: Scope, receive: Receive, answer: Answer) -> None:
        path, method = scope["path"], scope["method"]
        if within(path, CLOSED) or len(path) > LONGEST_PATH or NO_LETTER in path:
            raise RefusedError(CLOSED_DOOR)
        if method not in READING and not within(path, FROM_ELSEWHERE) and not same_origin(Headers(scope=scope)):
            raise RefusedError(FOREIGN_ORIGIN)
        session = await _session_of(scope) if within(path, NEEDS_SESSION) else None
        if session is None and within(path, NEEDS_SESSION):
            raise RefusedError(NO_SESSION)
        if session is not None and within(path, (UPLOAD,)):
            await self._upload(scope, receive, answer, session)
        elif method in READING:
            await self.app(_identified(scope, session), receive, answer.send)
        else:
            check_size = size_check(method, path)
            check_size(_announced(scope))
            await self.app(_identified(scope, session), counted(receive, check_size), answer.send)

    async def _upload(self, scope: Scope, receive: Receive, answer: Answer, session: int) -> None:
        """Into an own page only, and within the quota."""
        page_id = scope["path"].removeprefix(f"{UPLOAD}/").partition("/")[0]
        if owner_of(page_id) != _identity(session):
            raise RefusedError(NOT_YOURS)
        if scope["method"] != "PUT":
            await self.app(_identified(scope, session), receive, answer.send)
            return
        upload: Upload = self.quota.admit(session, _announced(scope))
        try:
            await self.app(_identified(scope, session), counted(receive, upload.count), answer.send)
        finally:
            upload.end()

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A websocket from a page of this site only; that of a session ends with it."""
        answer = Answer(scope, send)
        if not same_origin(Headers(scope=scope)):
            await answer.refuse(FOREIGN_ORIGIN)
            return
        session = await _session_of(scope)
        inner = _identified(scope, session)
        if session is None:
            await self.app(inner, receive, send)
            return
        page = OpenPage(receive, send)
        self.pages.enter(session, page)
        try:
            await self.app(inner, page.receive, page.send)
        finally:
            self.pages.leave(session, page)


async def _session_of(scope: Scope) -> int | None:
    """The row of a live session whose cookie comes along; opening something is no sign of life."""
    token = HTTPConnection(scope).cookies.get(settings().cookie_name)
    if not token:
        return None
    try:
        read = partial(read_session, sign_of_life=False)
        return (await run_in_threadpool(read, open_database(settings().database_url), token)).session_id
    except NotSignedInError:
        return None


def _identity(session: int | None) -> str:
    """What Streamlit takes as the visitor: the session row, or somebody nobody else can be."""
    return f"visitor-{secrets.token_hex(16)}" if session is None else f"session-{session}"


def _identified(scope: Scope, session: int | None) -> Scope:
    kept = [(name, value) for name, value in scope["headers"] if name.lower() != IDENTITY]
    return {**scope, "headers": [*kept, (IDENTITY, _identity(session).encode())]}


def _announced(scope: Scope) -> int:
    """Bytes that a request says it brings; none where it says nothing, and the most where it says nonsense."""
    words = Headers(scope=scope).get("content-length", "0")
    return int(words) if words.isascii() and words.isdigit() else 1 << 62
