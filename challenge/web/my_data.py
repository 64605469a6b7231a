"""My data to take along: a download for whoever the session belongs to, asked for on a page of this site."""

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.my_data import export_my_data
from challenge.web.downloads import send_download
from challenge.web.origins import same_origin
from challenge.wording.text import match_locale

ASKED_BY_THE_PERSON = frozenset({"same-origin", "none"})
"""Values of Sec-Fetch-Site: a page of ours, or an address typed or kept by the person."""


async def send_my_data(request: Request) -> Response:
    """Everything kept about the person of this session, as a zip; to everybody else there is nothing here."""
    if not is_asked_by_the_person(request.headers):
        raise HTTPException(403)
    locale = match_locale(request.headers.get("accept-language"))
    return await send_download(
        request,
        lambda database, actor: export_my_data(database, actor, locale=locale),
        name="my-data.zip",
        media_type="application/zip",
    )


def is_asked_by_the_person(headers: Headers) -> bool:
    """Whether no other site triggered a request; a browser that says nothing of it is refused."""
    said = headers.get("sec-fetch-site")
    if said is not None:
        return said in ASKED_BY_THE_PERSON
    comes_from = headers.get("origin") or headers.get("referer", "")
    return same_origin(Headers({"origin": comes_from, "host": headers.get("host", "")}))


ROUTES = [Route("/my-data.zip", send_my_data, methods=["GET"])]
