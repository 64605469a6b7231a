"""Large uploads: files of gigabytes in pieces, streamed to disk, taken up again where a connection broke.

A piece says where it begins (`upload-offset`); only what follows the bytes that are here is taken, so two tabs cannot
spoil a file. Everything but reading asks for Origin, session and the token that `GET /uploads` tells our own pages.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TypeVar

from anyio import CancelScope
from pydantic import BaseModel, ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from challenge.errors import (
    ChallengeError,
    ForgedRequestError,
    NoRoomError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    UploadEndedError,
    UploadOffsetError,
    UploadOpenError,
    UploadSizeError,
    UploadsSpentError,
)
from challenge.services.large_uploads import (
    PIECE_BYTES,
    Piece,
    Upload,
    arriving_piece,
    begin_upload,
    cancel_upload,
    find_upload,
    own_upload,
)
from challenge.services.permissions import Actor, Place
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.store.ids import MOST_ID
from challenge.web.forms import check_origin, check_token, ensure_browser_cookie, form_token
from challenge.web.plain import say

OFFSET, LENGTH, TOKEN = "upload-offset", "upload-length", "x-token"
GATHERED = 256 * 1024
"""Bytes in memory before they go to disk."""
SILENCE_SECONDS = 20
"""How long a piece may bring nothing before its place is free for another try."""

STATUS: dict[type[ChallengeError], int] = {
    NotSignedInError: 401,
    ForgedRequestError: 403,
    NotAllowedError: 403,
    NotFoundError: 404,
    UploadOffsetError: 409,
    UploadOpenError: 409,
    UploadEndedError: 410,
    UploadSizeError: 413,
    UploadsSpentError: 429,
    NoRoomError: 507,
}
Found = TypeVar("Found")
NO_STORE = {"cache-control": "no-store"}


@dataclass(frozen=True, slots=True)
class _Asker:
    database: Database
    actor: Actor
    place: Place


class _Announced(BaseModel):
    name: str
    size: int


async def show_own(request: Request) -> Response:
    """How one's newest upload stands, how large a piece is, and the token for everything that changes something."""

    def read(asker: _Asker) -> Upload | None:
        return own_upload(asker.database, asker.actor, asker.place)

    upload = await _asked(request, read)
    if isinstance(upload, Response):
        return upload
    facts = {"token": form_token(request), "piece": PIECE_BYTES, "upload": _told(upload)}
    response = JSONResponse(facts, headers=NO_STORE)
    ensure_browser_cookie(response, request)
    return response


async def begin(request: Request) -> Response:
    """Announce a file by its name and size."""
    try:
        announced = _Announced.model_validate_json(await request.body())
    except ValidationError:
        return JSONResponse({"error": "unreadable"}, 422)

    def begun(asker: _Asker) -> Upload:
        return begin_upload(asker.database, asker.actor, asker.place, name=announced.name, whole_bytes=announced.size)

    return _answer(await _asked(request, begun, changes=True), 201)


async def show_one(request: Request) -> Response:
    """How far one upload has come."""
    number = _number(request)
    return _answer(await _asked(request, lambda asker: find_upload(asker.database, asker.actor, asker.place, number)))


async def cancel(request: Request) -> Response:
    """Give an upload up."""
    number = _number(request)

    def cancelled(asker: _Asker) -> Upload:
        cancel_upload(asker.database, asker.actor, asker.place, number)
        return find_upload(asker.database, asker.actor, asker.place, number)

    return _answer(await _asked(request, cancelled, changes=True))


async def take_piece(request: Request) -> Response:
    """Write a piece to disk as it comes; what has come when the connection breaks stays."""
    said, number = request.headers.get(OFFSET, ""), _number(request)
    if not (said.isascii() and said.isdigit()) or len(said) > len(str(MOST_ID)):
        return JSONResponse({"error": "unreadable"}, 422)
    with ExitStack() as held:

        def begun(asker: _Asker) -> Piece:
            return held.enter_context(arriving_piece(asker.database, asker.actor, asker.place, number, int(said)))

        piece = await _asked(request, begun, changes=True)
        if isinstance(piece, Response):
            return piece
        refused: Response | None = None
        try:
            async for data in _gathered(request):
                await run_in_threadpool(piece.write, data)
        except ChallengeError as refusal:
            refused = _refused(request, refusal)
        except (ClientDisconnect, TimeoutError):
            refused = Response(status_code=408)
        try:
            with CancelScope(shield=True):
                await run_in_threadpool(held.close)
        except ChallengeError as refusal:
            refused = _refused(request, refusal)
    return refused or Response(status_code=204, headers={OFFSET: str(piece.offset), **NO_STORE})


async def _gathered(request: Request) -> AsyncIterator[bytes]:
    """The body in pieces worth a write; raises TimeoutError where nothing comes for a while."""
    waiting, stream = bytearray(), request.stream()
    try:
        while True:
            async with asyncio.timeout(SILENCE_SECONDS):
                waiting += await anext(stream)
            if len(waiting) >= GATHERED:
                yield bytes(waiting)
                waiting.clear()
    except StopAsyncIteration:
        yield bytes(waiting)
    except (ClientDisconnect, TimeoutError):
        yield bytes(waiting)
        raise


async def _asked(request: Request, work: Callable[[_Asker], Found], *, changes: bool = False) -> Found | Response:
    """What a service says to whoever the session belongs to, or its refusal."""
    try:
        if changes:
            check_origin(request)
            check_token(request, request.headers.get(TOKEN, ""))
        return await run_in_threadpool(lambda: work(_asker(request.cookies.get(settings().cookie_name, ""))))
    except ChallengeError as refusal:
        return _refused(request, refusal)


def _asker(token: str) -> _Asker:
    database = open_database(settings().database_url)
    actor = read_session(database, token).actor
    own = actor.participation
    if own is None:
        raise NotFoundError
    return _Asker(database, actor, Place(own.edition_id, own.entry_id, own.team_id, own.participation_id))


def _refused(request: Request, refusal: ChallengeError) -> Response:
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), 422)
    headers = dict(NO_STORE)
    if isinstance(refusal, UploadOffsetError):
        headers[OFFSET] = str(refusal.facts["offset"])
    return JSONResponse({"error": refusal.code, "says": say(request, refusal)}, status, headers)


def _answer(upload: Upload | Response, status: int = 200) -> Response:
    if isinstance(upload, Response):
        return upload
    headers = {OFFSET: str(upload.arrived_bytes), LENGTH: str(upload.whole_bytes), **NO_STORE}
    return JSONResponse(_told(upload), status, headers)


def _told(upload: Upload | None) -> dict[str, object] | None:
    if upload is None:
        return None
    return {
        "id": str(upload.id),
        "name": upload.name,
        "state": upload.state,
        "whole": upload.whole_bytes,
        "arrived": upload.arrived_bytes,
        "percent": upload.read_percent,
    }


def _number(request: Request) -> int:
    """The number in the address; one that no database takes is nobody's."""
    number = int(request.path_params["upload_id"])
    return number if number <= MOST_ID else 0


ROUTES = [
    Route("/uploads", show_own, methods=["GET"]),
    Route("/uploads", begin, methods=["POST"]),
    Route("/uploads/{upload_id:int}", show_one, methods=["GET"]),
    Route("/uploads/{upload_id:int}", take_piece, methods=["PATCH"]),
    Route("/uploads/{upload_id:int}", cancel, methods=["DELETE"]),
]
