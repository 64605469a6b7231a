"""The list of companies to take along: for organisers of the edition, as a workbook or as text."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.company_lists import companies_as_csv, companies_as_xlsx
from challenge.services.permissions import Actor
from challenge.store.database import Database
from challenge.web.downloads import send_download
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
    return await send_download(
        request,
        lambda database, actor: write(database, actor, name, actor.locale or wished),
        name=f"companies.{kind}",
        media_type=media_type,
    )


ROUTES = [Route("/documents/companies/{edition}.{kind}", send_companies, methods=["GET"])]
