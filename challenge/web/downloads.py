"""Downloads: what only its reader may take along, made anew each time and kept by no browser."""

from collections.abc import Callable
from typing import TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from challenge.errors import NotAllowedError, NotFoundError, NotSignedInError
from challenge.services.permissions import Actor
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import Database, open_database

Made = TypeVar("Made")
Maker = Callable[[Database, Actor], Made]


async def send_download(
    request: Request, make: Maker[bytes], *, name: str, media_type: str, to_strangers: Response | None = None
) -> Response:
    """A file for whoever is signed in; refused to insiders without the right, and to outsiders there is nothing."""
    content = await make_for_reader(request, make, to_strangers=to_strangers)
    return content if isinstance(content, Response) else as_download(content, name, media_type)


async def make_for_reader(
    request: Request, make: Maker[Made], *, to_strangers: Response | None = None
) -> Made | Response:
    """What is made for whoever is signed in, or the answer that refuses it."""
    try:
        return await run_in_threadpool(_made, make, request.cookies.get(settings().cookie_name, ""))
    except NotSignedInError:
        return to_strangers or Response(status_code=404)
    except NotFoundError:
        return Response(status_code=404)
    except NotAllowedError:
        return Response(status_code=403)


def as_download(content: bytes, name: str, media_type: str) -> Response:
    """A file to keep, never shown in the browser itself."""
    headers = {"content-disposition": f'attachment; filename="{name}"', "cache-control": "no-store"}
    return Response(content, media_type=media_type, headers=headers)


def _made(make: Maker[Made], token: str) -> Made:
    database = open_database(settings().database_url)
    return make(database, read_session(database, token).actor)
