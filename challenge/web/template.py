"""The template to fill in: a table for whoever is signed in, in either language, as text or as a workbook."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.services.template import template_csv, template_xlsx
from challenge.web.downloads import send_download
from challenge.wording.text import LOCALES

FORMATS: dict[str, tuple[Callable[[str], bytes], str]] = {
    "csv": (template_csv, "text/csv; charset=utf-8"),
    "xlsx": (template_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
NAMES = {"fr": "mes-activites", "en": "my-activities"}


async def send_template(request: Request) -> Response:
    """The table with its two example rows; to strangers there is nothing here."""
    locale, kind = request.path_params["locale"], request.path_params["kind"]
    if locale not in LOCALES or kind not in FORMATS:
        return Response(status_code=404)
    make, media_type = FORMATS[kind]
    return await send_download(
        request, lambda _database, _actor: make(locale), name=f"{NAMES[locale]}.{kind}", media_type=media_type
    )


ROUTES = [Route("/template/{locale}.{kind}", send_template, methods=["GET"])]
