"""The evening as a PDF: for the organisers, since it holds the real result; made anew each time and never kept."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import NotAllowedError, NotFoundError, NotSignedInError
from challenge.services.evening_paper import evening_paper
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.web.plain import SEE_OTHER


async def send_evening(request: Request) -> Response:
    """The evening of an edition page by page; whoever is not signed in does so first."""
    name, token = request.path_params["edition"], request.cookies.get(settings().cookie_name, "")
    try:
        pdf = await run_in_threadpool(_made, token, name)
    except NotSignedInError:
        return RedirectResponse(f"/sign-in?next={request.url.path}", SEE_OTHER)
    except NotFoundError:
        return Response(status_code=404)
    except NotAllowedError:
        return Response(status_code=403)
    headers = {
        "content-disposition": 'attachment; filename="evening.pdf"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(pdf, media_type="application/pdf", headers=headers)


def _made(token: str, slug: str) -> bytes:
    database = open_database(settings().database_url)
    return evening_paper(database, read_session(database, token).actor, slug)


ROUTES = [Route("/documents/evening/{edition}.pdf", send_evening, methods=["GET"])]
