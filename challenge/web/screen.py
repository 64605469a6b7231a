"""The projected screen of an edition: one page without login that draws itself from the live stream."""

import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from challenge.errors import NotFoundError
from challenge.settings import settings
from challenge.web.hub import hub
from challenge.wording.qr import qr_svg
from challenge.wording.templating import render
from challenge.wording.text import LOCALES, sentences, text

WORKER = Path(__file__).parent / "static" / "live" / "service_worker.js"


async def show_screen(request: Request) -> Response:
    """The screen in the language of its hall; not found for a draft."""
    slug = request.path_params["edition"]
    try:
        channel = await hub().channel(slug)
    except NotFoundError:
        return Response(status_code=404)
    snapshot = json.loads(channel.snapshot.body)
    locale, address = snapshot["stage"]["locale"], settings().public_url
    facts = {
        "edition": slug,
        "snapshot": snapshot,
        "words": {name: sentences(name, "screen.") for name in LOCALES},
        "code": qr_svg(address, label=text(locale, "screen.join_code")),
        "address": address.partition("://")[2].rstrip("/"),
    }
    return HTMLResponse(render("screen.html", locale, **facts))


async def show_worker(_request: Request) -> Response:
    """The service worker, from within the only place it looks after."""
    return FileResponse(WORKER, media_type="text/javascript")


ROUTES = [
    Route("/screen/worker.js", show_worker, methods=["GET"]),
    Route("/screen/{edition}", show_screen, methods=["GET"]),
]
