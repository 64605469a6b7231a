"""Logos of sponsors: public, and kept by browsers because their address changes with them."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.errors import NotFoundError
from challenge.services.sponsors import read_sponsor_logo
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.store.ids import MOST_ID
from challenge.web.logos import KEPT


async def show_sponsor_logo(request: Request) -> Response:
    """A sponsor's logo as PNG; not found for any other address."""
    sponsor_id, fingerprint = request.path_params["sponsor_id"], request.path_params["fingerprint"]
    if sponsor_id > MOST_ID:
        return Response(status_code=404)
    database = open_database(settings().database_url)
    try:
        png = await run_in_threadpool(read_sponsor_logo, database, sponsor_id, fingerprint)
    except NotFoundError:
        return Response(status_code=404)
    return Response(png, media_type="image/png", headers=KEPT)


ROUTES = [Route("/sponsor/{sponsor_id:int}/{fingerprint}.png", show_sponsor_logo, methods=["GET"])]
