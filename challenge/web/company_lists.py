"""The list of companies to take along: for organisers of the edition, as a workbook or as text."""

from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.errors import NotAllowedError, NotFoundError, NotSignedInError
from challenge.services.company_lists import companies_as_csv, companies_as_xlsx
from challenge.services.permissions import Actor
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.wording.text import match_locale

Writer = Callable[[Database, Actor, str, str], bytes]
FORMATS: dict[str, tuple[Writer, str]] = {
    "xlsx": (companies_as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (companies_as_csv, "text/csv; charset=utf-8"),
}


async def send_companies(request: Request) -> Response:
    """The list in the reader's language; not found for everybody who is outside of the edition."""
    name, kind = request.path_params["edition"], request.path_params["kind"]
    if kind not in FORMATS:
        return Response(status_code=404)
    write, media_type = FORMATS[kind]
    wished = match_locale(request.headers.get("accept-language"))
    try:
        written = await run_in_threadpool(_write, write, request.cookies.get(settings().cookie_name, ""), name, wished)
    except (NotSignedInError, NotFoundError):
        return Response(status_code=404)
    except NotAllowedError:
        return Response(status_code=403)
    headers = {
        "content-disposition": f'attachment; filename="companies.{kind}"',
        "cache-control": "no-store",
        "x-content-type-options": "nosniff",
    }
    return Response(written, media_type=media_type, headers=headers)


def _write(write: Writer, token: str, edition: str, wished: str) -> bytes:
    database = open_database(settings().database_url)
    actor = read_session(database, token).actor
    return write(database, actor, edition, actor.locale or wished)


ROUTES = [Route("/documents/companies/{edition}.{kind}", send_companies, methods=["GET"])]
