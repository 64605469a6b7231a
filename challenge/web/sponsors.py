"""Logos of sponsors: public, and kept by browsers because their address changes with them."""

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.sponsors import read_sponsor_logo
from challenge.web.logos import send_logo


async def show_sponsor_logo(request: Request) -> Response:
    """A sponsor's logo as PNG; not found for any other address."""
    return await send_logo(request, read_sponsor_logo, "sponsor_id")


ROUTES = [Route("/sponsor/{sponsor_id:int}/{fingerprint}.png", show_sponsor_logo, methods=["GET"])]
