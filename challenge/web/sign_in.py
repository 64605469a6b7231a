"""Sign-in and sign-out: plain pages that ask for an address, then for its code, and set or end the session cookie."""

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import ChallengeError, DemoClosedError, EditionNotOpenError, SecondStepMissingError
from challenge.services.accounts import choose_locale
from challenge.services.consents import CONTACT_VERSION
from challenge.services.demo_entries import DEMO_ENTRIES, demo_is_open, enter_demo
from challenge.services.editions import EditionView, edition_open_to_companies
from challenge.services.sessions import read_session, sign_out
from challenge.services.sign_in import ask_code, awaited_address, check_code
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.store.team_models import RoleKind
from challenge.web.browsers import browser_name
from challenge.web.client import client_of
from challenge.web.cookie import end_session, set_session
from challenge.web.forms import browser_of, check_origin, checked_form, safe_next
from challenge.web.origins import same_origin
from challenge.web.outbox import sits_here
from challenge.web.plain import SEE_OTHER, go_on, locale_of, say, show
from challenge.wording.text import LOCALES

REFUSED = 422
AFTER_COMPANY = "/register"
"""Where a company's contact goes on once the address is proved."""


def database() -> Database:
    """The database of this process."""
    return open_database(settings().database_url)


async def show_sign_in(request: Request) -> Response:
    """The page that asks for an address, with the demo entries where the demo is open."""
    return await _sign_in_page(request)


async def take_sign_in(request: Request) -> Response:
    """Send a code to the address, or enter the demo as one of its roles."""
    try:
        if "entry" in await request.form():
            check_origin(request)
            return await _enter_demo(request)
        form = await checked_form(request)
        email, path = str(form.get("email", "")), safe_next(str(form.get("next", "/")))
        await run_in_threadpool(_ask, request, email, path)
    except ChallengeError as refusal:
        form = await request.form()
        return await _sign_in_page(request, refusal, str(form.get("email", "")), str(form.get("next", "/")))
    return go_on(request, "/sign-in/code")


async def _sign_in_page(
    request: Request, refusal: ChallengeError | None = None, email: str = "", path: str | None = None
) -> Response:
    is_open = await run_in_threadpool(demo_is_open, database(), allowed=settings().demo)
    return show(
        request,
        "sign_in.html",
        status=REFUSED if refusal else 200,
        entries=DEMO_ENTRIES if is_open else (),
        problem=say(request, refusal) if refusal else None,
        email=email,
        next_path=safe_next(path if path is not None else request.query_params.get("next", "/")),
        outbox=shows_outbox(request),
    )


def _ask(request: Request, email: str, path: str, consent: tuple[int, str] | None = None) -> None:
    ask_code(
        database(),
        email=email,
        browser=browser_of(request),
        client=client_of(request.scope),
        next_path=path,
        locale=locale_of(request),
        consent=consent,
    )


async def _enter_demo(request: Request) -> Response:
    form = await request.form()
    wished, locale = str(form.get("entry", "")), str(form.get("locale", ""))
    if wished not in DEMO_ENTRIES:
        raise DemoClosedError
    token = await run_in_threadpool(_enter_as, RoleKind(wished), locale, _browser(request), _session(request))
    response = RedirectResponse("/", SEE_OTHER)
    set_session(response, token)
    return response


def _enter_as(kind: RoleKind, locale: str, browser: str, old: str | None) -> str:
    """Enter the demo and go on in the language of the page one came from."""
    token = enter_demo(database(), kind, allowed=settings().demo, browser=browser)
    if locale in LOCALES:
        choose_locale(database(), read_session(database(), token).actor, locale)
    if old:
        sign_out(database(), old)
    return token


async def show_code(request: Request) -> Response:
    """The page that asks for the six digits."""
    return await _code_page(request)


async def take_code(request: Request) -> Response:
    """Open a session for the right digits and go on to where the visitor wanted to."""
    try:
        form = await checked_form(request)
        shared = form.get("shared") == "yes"
        entered = await run_in_threadpool(
            check_code,
            database(),
            code=str(form.get("code", "")),
            browser=browser_of(request),
            client=client_of(request.scope),
            browser_name=_browser(request),
            shared=shared,
        )
    except ChallengeError as refusal:
        return await _code_page(request, refusal)
    return await begin_session(request, entered.token, entered.next_path, shared=shared)


async def _code_page(request: Request, refusal: ChallengeError | None = None) -> Response:
    address = await run_in_threadpool(awaited_address, database(), browser=browser_of(request))
    return show(
        request,
        "sign_in_code.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        address=address,
        outbox=shows_outbox(request),
    )


async def begin_session(request: Request, token: str, path: str, *, shared: bool) -> Response:
    """Give the browser its new session, end the one it had, and go on, by way of the second step where one is due."""
    old = _session(request)
    if old:
        await run_in_threadpool(sign_out, database(), old)
    response = RedirectResponse(await run_in_threadpool(_way_on, token, safe_next(path)), SEE_OTHER)
    set_session(response, token, shared=shared)
    return response


def _way_on(token: str, path: str) -> str:
    try:
        actor = read_session(database(), token).actor
    except SecondStepMissingError:
        return f"/sign-in/second?next={quote(path)}"
    return "/sign-in/authenticator" if actor.second_step_due else path


async def show_company_start(request: Request) -> Response:
    """The page on which a company's contact begins: what it takes, and their address."""
    return await _company_page(request)


async def take_company_start(request: Request) -> Response:
    """Send a code to the contact; it opens the registration."""
    try:
        form = await checked_form(request)
        edition = await run_in_threadpool(edition_open_to_companies, database())
        if edition is None:
            raise EditionNotOpenError
        consent = (edition.id, CONTACT_VERSION)
        await run_in_threadpool(_ask, request, str(form.get("email", "")), AFTER_COMPANY, consent)
    except ChallengeError as refusal:
        return await _company_page(request, refusal, str((await request.form()).get("email", "")))
    return go_on(request, "/sign-in/code")


async def _company_page(request: Request, refusal: ChallengeError | None = None, email: str = "") -> Response:
    edition: EditionView | None = await run_in_threadpool(edition_open_to_companies, database())
    return show(
        request,
        "company_start.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        edition=edition,
        email=email,
    )


async def take_sign_out(request: Request) -> Response:
    """End the session of this browser."""
    response = RedirectResponse("/", SEE_OTHER)
    token = _session(request)
    if token and same_origin(request.headers):
        await run_in_threadpool(sign_out, database(), token)
        end_session(response)
    return response


def shows_outbox(request: Request) -> bool:
    """Whether the mails of this installation are read on its own outbox page."""
    return settings().smtp_url is None and sits_here(request)


def _session(request: Request) -> str | None:
    return request.cookies.get(settings().cookie_name)


def _browser(request: Request) -> str:
    return browser_name(request.headers.get("user-agent", ""))


ROUTES = [
    Route("/sign-in", show_sign_in, methods=["GET"]),
    Route("/sign-in", take_sign_in, methods=["POST"]),
    Route("/sign-in/code", show_code, methods=["GET"]),
    Route("/sign-in/code", take_code, methods=["POST"]),
    Route("/sign-in/company", show_company_start, methods=["GET"]),
    Route("/sign-in/company", take_company_start, methods=["POST"]),
    Route("/sign-out", take_sign_out, methods=["POST"]),
]
