"""The outbox page: without a mail server, mails are read here, by whoever sits at this machine and nobody else."""

from urllib.parse import urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.outbox import read_outbox
from challenge.services.postman import is_loopback
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web.plain import show

FORWARDED = ("x-forwarded-for", "x-forwarded-host", "x-real-ip", "forwarded", "via")
"""Headers that say that a proxy stands between."""


async def show_outbox(request: Request) -> Response:
    """Mails that wait, newest first; not found for everybody who is not at this machine."""
    if settings().smtp_url is not None or not sits_here(request):
        return Response(status_code=404)
    mails = await run_in_threadpool(read_outbox, open_database(settings().database_url))
    return show(request, "outbox.html", mails=mails)


def sits_here(request: Request) -> bool:
    """Whether a request comes from this machine itself, asks for it by a name of its own, and no proxy brought it.

    A site with a public address has no such visitors: there, a proxy beside it may pass on strangers as local.
    """
    hosts = (
        request.client.host if request.client else "",
        urlsplit(f"//{request.headers.get('host', '')}").hostname or "",
        urlsplit(settings().public_url).hostname or "",
    )
    return all(map(is_loopback, hosts)) and not any(name in request.headers for name in FORWARDED)


ROUTES = [Route("/outbox", show_outbox, methods=["GET"])]
