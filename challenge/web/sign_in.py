"""Sign-in and sign-out: plain pages and posts that set and end the session cookie."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import ChallengeError, DemoClosedError, NotAllowedError
from challenge.services.accounts import (
    DEMO_ENTRIES,
    choose_locale,
    demo_is_open,
    enter_demo,
    read_session,
    sign_out,
)
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.store.models import RoleKind
from challenge.web.cookie import end_session, set_session
from challenge.web.guard import same_origin
from challenge.wording.templating import render
from challenge.wording.text import LOCALES, match_locale

SEE_OTHER = 303


async def show_sign_in(request: Request) -> Response:
    """The page with the demo entries."""
    is_open = await run_in_threadpool(demo_is_open, open_database(settings().database_url), allowed=settings().demo)
    entries = DEMO_ENTRIES if is_open else ()
    return HTMLResponse(render("sign_in.html", _locale_of(request), entries=entries, error=None))


async def take_sign_in(request: Request) -> Response:
    """Enter the demo as one of its roles."""
    try:
        token = await _enter(request)
    except ChallengeError as error:
        page = render("sign_in.html", _locale_of(request), entries=(), error=error)
        return HTMLResponse(page, status_code=403)
    response = RedirectResponse("/", SEE_OTHER)
    set_session(response, token)
    return response


async def _enter(request: Request) -> str:
    if not same_origin(request.headers):
        raise NotAllowedError
    form = await request.form()
    wished = str(form.get("entry", ""))
    if wished not in DEMO_ENTRIES:
        raise DemoClosedError
    return await run_in_threadpool(_enter_as, RoleKind(wished), str(form.get("locale", "")))


def _enter_as(kind: RoleKind, locale: str) -> str:
    """Enter the demo and go on in the language of the page one came from."""
    database = open_database(settings().database_url)
    token = enter_demo(database, kind, allowed=settings().demo)
    if locale in LOCALES:
        choose_locale(database, read_session(database, token).actor, locale)
    return token


async def take_sign_out(request: Request) -> Response:
    """End the session of this browser."""
    response = RedirectResponse("/", SEE_OTHER)
    token = request.cookies.get(settings().cookie_name)
    if token and same_origin(request.headers):
        await run_in_threadpool(sign_out, open_database(settings().database_url), token)
        end_session(response)
    return response


def _locale_of(request: Request) -> str:
    wished = request.query_params.get("lang")
    return wished if wished in LOCALES else match_locale(request.headers.get("accept-language"))


ROUTES = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", take_sign_in, methods=["POST"]),
    Route("/sign-out", take_sign_out, methods=["POST"]),
]
