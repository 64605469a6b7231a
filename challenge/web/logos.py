"""Logos of approved companies: public, and kept by browsers because their address changes with them."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.errors import NotFoundError
from challenge.services.logos import read_logo
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.store.ids import MOST_ID

KEPT = {"cache-control": "public, max-age=31536000, immutable", "x-content-type-options": "nosniff"}
"""A year: another logo has another address."""


async def show_logo(request: Request) -> Response:
    """A company's logo as PNG; not found for any other address."""
    return await send_logo(request, read_logo, "company_id")


async def send_logo(request: Request, read: Callable[[Database, int, str], bytes], whose: str) -> Response:
    """A logo that is kept under its owner's id and its own fingerprint."""
    owner_id, fingerprint = request.path_params[whose], request.path_params["fingerprint"]
    if owner_id > MOST_ID:
        return Response(status_code=404)
    try:
        png = await run_in_threadpool(read, open_database(settings().database_url), owner_id, fingerprint)
    except NotFoundError:
        return Response(status_code=404)
    return Response(png, media_type="image/png", headers=KEPT)


ROUTES = [Route("/logo/{company_id:int}/{fingerprint}.png", show_logo, methods=["GET"])]
