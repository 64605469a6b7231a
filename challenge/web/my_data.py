"""My data to take along: a download for whoever the session belongs to, asked for on a page of this site."""

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.errors import NotAllowedError, NotFoundError, NotSignedInError
from challenge.services.my_data import export_my_data
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web.origins import same_origin
from challenge.wording.text import match_locale

ASKED_BY_THE_PERSON = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site: a page of ours, or an address typed or kept by the person."""


async def send_my_data(request: Request) -> Response:
    """Everything kept about the person of this session, as a zip; to everybody else there is nothing here."""
    if not is_asked_by_the_person(request.headers):
        raise HTTPException(403)
    token = request.cookies.get(settings().cookie_name)
    if not token:
        raise HTTPException(404)
    locale = match_locale(request.headers.get("accept-language"))
    try:
        packed = await run_in_threadpool(_pack, token, locale)
    except (NotSignedInError, NotFoundError):
        raise HTTPException(404) from None
    except NotAllowedError:
        raise HTTPException(403) from None
    disposition = 'attachment; filename="my-data.zip"'
    headers = {"content-disposition": disposition, "cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(packed, media_type="application/zip", headers=headers)


def is_asked_by_the_person(headers: Headers) -> bool:
    """Whether no other site triggered a request; a browser that says nothing of it is refused."""
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said in ASKED_BY_THE_PERSON
    comes_from = headers.get("origin") or headers.get("referer", "")
    return same_origin(Headers({"origin": comes_from, "host": headers.get("host", "")}))


def _pack(token: str, locale: str) -> bytes:
    database = open_database(settings().database_url)
    return export_my_data(database, read_session(database, token).actor, locale=locale)


ROUTES = [Route("/my-data.zip", send_my_data, methods=["GET"])]
