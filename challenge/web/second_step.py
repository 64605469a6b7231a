"""The second step: digits of the authenticator app at sign-in, and the page that sets the app up."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import ChallengeError, NotAllowedError, NotSignedInError, SecondStepMissingError
from challenge.services.permissions import Actor
from challenge.services.second_step import begin_authenticator, confirm_authenticator, pass_second_step
from challenge.services.sessions import read_session
from challenge.settings import settings
from challenge.web.forms import checked_form, safe_next
from challenge.web.plain import SEE_OTHER, say, show
from challenge.web.sign_in import REFUSED, database
from challenge.wording.qr import qr_svg


async def show_second_step(request: Request) -> Response:
    """The page that asks for the digits of the app."""
    if not await run_in_threadpool(_step_is_due, _token(request)):
        return RedirectResponse("/", SEE_OTHER)
    return _ask(request, request.query_params.get("next", "/"))


async def take_second_step(request: Request) -> Response:
    """Complete the sign-in."""
    path = "/"
    try:
        form = await checked_form(request)
        path = safe_next(str(form.get("next", "/")))
        await run_in_threadpool(pass_second_step, database(), _token(request), str(form.get("code", "")))
    except NotSignedInError:
        return RedirectResponse("/sign-in", SEE_OTHER)
    except ChallengeError as refusal:
        return _ask(request, path, refusal)
    return RedirectResponse(path, SEE_OTHER)


def _ask(request: Request, path: str, refusal: ChallengeError | None = None) -> Response:
    return show(
        request,
        "second_step.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        next_path=safe_next(path),
    )


async def show_authenticator(request: Request) -> Response:
    """The page that sets up one's app: its secret as QR code and in letters."""
    return await _set_up(request)


async def take_authenticator(request: Request) -> Response:
    """Put the app in force; shows the recovery codes, once."""
    try:
        form = await checked_form(request)
        actor = await run_in_threadpool(_actor, _token(request))
        codes = await run_in_threadpool(
            confirm_authenticator, database(), actor, _token(request), str(form.get("code", ""))
        )
    except NotSignedInError:
        return RedirectResponse("/sign-in?next=/sign-in/authenticator", SEE_OTHER)
    except ChallengeError as refusal:
        return await _set_up(request, refusal)
    return show(request, "recovery_codes.html", codes=codes)


async def _set_up(request: Request, refusal: ChallengeError | None = None) -> Response:
    try:
        actor = await run_in_threadpool(_actor, _token(request))
        made = await run_in_threadpool(begin_authenticator, database(), actor)
    except NotSignedInError:
        return RedirectResponse("/sign-in?next=/sign-in/authenticator", SEE_OTHER)
    except NotAllowedError:  # one is in force already
        return RedirectResponse("/", SEE_OTHER)
    return show(
        request,
        "authenticator.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        secret=" ".join(made.secret[start : start + 4] for start in range(0, len(made.secret), 4)),
        qr=qr_svg(made.address, label="otpauth"),
        address=made.address,
        required=actor.second_step_due,
    )


def _actor(token: str) -> Actor:
    return read_session(database(), token).actor


def _step_is_due(token: str) -> bool:
    try:
        read_session(database(), token)
    except SecondStepMissingError:
        return True
    except NotSignedInError:
        return False
    return False


def _token(request: Request) -> str:
    return request.cookies.get(settings().cookie_name, "")


ROUTES = [
    Route("/sign-in/second", show_second_step, methods=["GET"]),
    Route("/sign-in/second", take_second_step, methods=["POST"]),
    Route("/sign-in/authenticator", show_authenticator, methods=["GET"]),
    Route("/sign-in/authenticator", take_authenticator, methods=["POST"]),
]
