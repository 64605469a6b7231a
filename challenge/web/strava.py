"""Strava's routes: the way there and back, the way out, and the webhook that Strava calls."""

from dataclasses import dataclass

import structlog
from limits import parse
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from challenge.errors import (
    ChallengeError,
    ForgedRequestError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
    StravaFullError,
    StravaOffError,
    TooManyAttemptsError,
)
from challenge.services.attempts import count_attempt
from challenge.services.permissions import Actor, Place
from challenge.services.sessions import read_session
from challenge.services.strava_connecting import WayBack, begin_connecting, finish_connecting
from challenge.services.strava_leaving import disconnect_strava
from challenge.services.strava_state import StravaState, read_strava
from challenge.services.strava_subscribing import answer_to_challenge
from challenge.settings import settings
from challenge.strava.webhook import BODY_LIMIT, read_event
from challenge.web.client import client_of
from challenge.web.forms import checked_form
from challenge.web.plain import SEE_OTHER, say, show
from challenge.web.sign_in import REFUSED, database
from challenge.web.strava_letterbox import Letterbox

SOURCES = "/sources"
EVENTS = parse("6000 per minute")
"""From one address: Strava has few, and tells of hundreds of people at once."""
LONGEST_WORD = 200
STATUS: dict[type[ChallengeError], int] = {NotFoundError: 404, NotAllowedError: 403, ForgedRequestError: 403}
LETTERBOX = Letterbox()

log = structlog.get_logger("challenge.strava")


@dataclass(frozen=True, slots=True)
class _Asker:
    session_id: int
    actor: Actor
    place: Place


async def show_connect(request: Request) -> Response:
    """What connecting means, and the button; the other ways to log where no place is left."""
    try:
        asker = await run_in_threadpool(_asker, request)
        return await _connect_page(request, asker)
    except ChallengeError as refusal:
        return _elsewhere(request, refusal)


async def take_connect(request: Request) -> Response:
    """Lead to Strava: by a page, because our policy lets no form lead to another site."""
    try:
        form = await checked_form(request)
        asker = await run_in_threadpool(_asker, request)
        address = await run_in_threadpool(_begin, asker, private=form.get("private") == "yes")
    except ChallengeError as refusal:
        return _elsewhere(request, refusal)
    response = show(request, "strava_going.html", address=address)
    response.headers["refresh"] = f"0; url={address}"
    return response


def _begin(asker: _Asker, *, private: bool) -> str:
    return begin_connecting(database(), asker.actor, asker.place, asker.session_id, private=private)


async def come_back(request: Request) -> Response:
    """Connect whoever Strava leads back, or say why not and which ways are left."""
    said = {name: request.query_params.get(name, "")[:LONGEST_WORD] for name in ("state", "code", "scope", "error")}
    try:
        asker = await run_in_threadpool(_asker, request)
        await run_in_threadpool(finish_connecting, database(), asker.actor, asker.session_id, WayBack(**said))
    except ChallengeError as refusal:
        return _elsewhere(request, refusal)
    return RedirectResponse(SOURCES, SEE_OTHER)


async def show_disconnect(request: Request) -> Response:
    """What disconnecting means, before it is done."""
    try:
        asker = await run_in_threadpool(_asker, request)
        if (await run_in_threadpool(read_strava, database(), asker.actor)).link is None:
            return RedirectResponse(SOURCES, SEE_OTHER)
    except ChallengeError as refusal:
        return _elsewhere(request, refusal)
    return show(request, "strava_leave.html")


async def take_disconnect(request: Request) -> Response:
    """End the connection; every detail vanishes at once."""
    try:
        await checked_form(request)
        asker = await run_in_threadpool(_asker, request)
        await run_in_threadpool(disconnect_strava, database(), asker.actor)
    except ChallengeError as refusal:
        return _elsewhere(request, refusal)
    return RedirectResponse(SOURCES, SEE_OTHER)


async def answer_strava(request: Request) -> Response:
    """Say that the webhook is ours, to Strava alone."""
    answer = answer_to_challenge(request.query_params) if settings().strava_on else None
    return JSONResponse(answer) if answer else Response(status_code=403)


async def take_event(request: Request) -> Response:
    """Store what Strava says, and answer at once; everything else is done afterwards."""
    if not settings().strava_on:
        return Response(status_code=404)
    try:
        count_attempt(EVENTS, client_of(request.scope))
        event = read_event(await _body(request))
        if event is None:
            return Response(status_code=400)
        await LETTERBOX.drop(event)
    except TooManyAttemptsError:
        return Response(status_code=429)
    except ClientDisconnect:
        return Response(status_code=400)
    except Exception as failure:  # noqa: BLE001  whatever it was, Strava tells it again
        log.warning("an event could not be stored", why=type(failure).__name__)
        return Response(status_code=503)
    return Response(status_code=200)


async def _body(request: Request) -> bytes:
    """What comes, no further than an event can be long."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_LIMIT:
            break
    return body


def _asker(request: Request) -> _Asker:
    """Whoever asks, with the participation that activities are for; raises NotFoundError for who takes no part."""
    session = read_session(database(), request.cookies.get(settings().cookie_name, ""))
    own = session.actor.participation
    if own is None:
        raise NotFoundError
    place = Place(own.edition_id, own.entry_id, own.team_id, own.participation_id)
    return _Asker(session.session_id, session.actor, place)


async def _connect_page(request: Request, asker: _Asker) -> Response:
    state: StravaState = await run_in_threadpool(read_strava, database(), asker.actor)
    if not state.is_on:
        raise StravaOffError
    if not state.is_offered:
        raise StravaFullError
    return show(request, "strava_connect.html", again=state.link is not None)


def _elsewhere(request: Request, refusal: ChallengeError) -> Response:
    """Why it did not work, and what works instead; whoever is not signed in signs in first."""
    if isinstance(refusal, NotSignedInError):
        return RedirectResponse("/sign-in?next=/strava/connect", SEE_OTHER)
    status = next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), REFUSED)
    return show(request, "strava_not.html", status=status, why=say(request, refusal))


EVENTS_ROUTE = [Route("/strava/webhook", take_event, methods=["POST"])]
"""Answered before everything that other pages need: Strava waits, and tells of many things at once."""

ROUTES = [
    Route("/strava/connect", show_connect, methods=["GET"]),
    Route("/strava/connect", take_connect, methods=["POST"]),
    Route("/strava/callback", come_back, methods=["GET"]),
    Route("/strava/disconnect", show_disconnect, methods=["GET"]),
    Route("/strava/disconnect", take_disconnect, methods=["POST"]),
    Route("/strava/webhook", answer_strava, methods=["GET"]),
    *EVENTS_ROUTE,
]
