"""Joining from a link: the first screen with what to know, then, behind the sign-in, a team and a name."""

import re
from dataclasses import asdict, dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from challenge.domain.disclosure import Visibility
from challenge.errors import (
    AlreadyJoinedError,
    ChallengeError,
    CompanyWithdrawnError,
    ConsentMissingError,
    LinkRenewedError,
    LinkUnknownError,
    NotFoundError,
    NotSignedInError,
    RegistrationOverError,
)
from challenge.services.accounts import choose_locale
from challenge.services.addresses import normal_address
from challenge.services.consents import CONSENT_VERSION, give_consent
from challenge.services.entrance import Door, check_address, read_door, read_join, takes_part
from challenge.services.joining import CreateTeam, JoinTeam, PlaceMe, join_team
from challenge.services.permissions import Actor
from challenge.services.sessions import read_session
from challenge.services.sign_in import ask_code
from challenge.settings import settings
from challenge.store.ids import MOST_ID
from challenge.web.client import client_of
from challenge.web.forms import browser_of, checked_form
from challenge.web.plain import LOCALE, SEE_OTHER, go_on, locale_of, say, show
from challenge.web.sign_in import REFUSED, database
from challenge.wording.nicknames import suggest_nickname
from challenge.wording.text import LOCALES

SHUT: dict[type[ChallengeError], tuple[str, int]] = {
    LinkUnknownError: ("unknown", 404),
    LinkRenewedError: ("renewed", 410),
    RegistrationOverError: ("over", 410),
    CompanyWithdrawnError: ("withdrawn", 410),
}
"""Links that open nothing: what their page is called, and its status."""
PLACE_ME, CREATE, TEAM = "place_me", "create", "team:"


@dataclass(frozen=True, slots=True)
class Typed:
    """What was chosen and typed on the last screen, kept through every refusal."""

    choice: str = PLACE_ME
    team_name: str = ""
    seats: str = ""
    visibility: str = Visibility.NICKNAME
    nickname: str = ""
    name: str = ""


async def show_door(request: Request) -> Response:
    """The first screen, or on to where somebody is already."""
    return await _first_screen(request)


async def take_door(request: Request) -> Response:
    """Send a code to the address; for whoever is signed in, keep that they agreed, and go on."""
    actor, email = await run_in_threadpool(_actor, request), ""
    try:
        form = await checked_form(request)
        email = str(form.get("email", ""))
        door = await run_in_threadpool(read_door, database(), _token(request))
        if actor is not None:
            await run_in_threadpool(give_consent, database(), actor, door.edition.id)
            return go_on(request, f"/join/{_token(request)}/team")
        await run_in_threadpool(_ask, request, door, email)
    except ChallengeError as refusal:
        return await _first_screen(request, refusal, email)
    return go_on(request, "/sign-in/code")


async def show_team(request: Request) -> Response:
    """The last screen: a team, and how to appear."""
    return await _last_screen(request)


async def take_team(request: Request) -> Response:
    """Join, then home."""
    typed = None
    try:
        typed = _read(await checked_form(request))
        await run_in_threadpool(_join, request, typed)
    except AlreadyJoinedError:
        return RedirectResponse("/", SEE_OTHER)
    except (ConsentMissingError, NotSignedInError):
        return go_on(request, f"/join/{_token(request)}")
    except ChallengeError as refusal:
        return await _last_screen(request, refusal, typed)
    return RedirectResponse("/", SEE_OTHER)


async def _first_screen(request: Request, refusal: ChallengeError | None = None, email: str = "") -> Response:
    actor = await run_in_threadpool(_actor, request)
    try:
        if actor is not None and await run_in_threadpool(takes_part, database(), actor, _token(request)):
            return RedirectResponse("/", SEE_OTHER)
        door = await run_in_threadpool(read_door, database(), _token(request))
    except ChallengeError as shut:
        return _closed(request, shut)
    return show(
        request,
        "join_door.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        door=door,
        here=f"/join/{_token(request)}",
        email=email,
        signed_in=actor is not None,
        version=CONSENT_VERSION,
    )


async def _last_screen(request: Request, refusal: ChallengeError | None = None, typed: Typed | None = None) -> Response:
    actor = await run_in_threadpool(_actor, request)
    if actor is None:
        return go_on(request, f"/join/{_token(request)}")
    try:
        if await run_in_threadpool(takes_part, database(), actor, _token(request)):
            return RedirectResponse("/", SEE_OTHER)
        choices = await run_in_threadpool(read_join, database(), actor, _token(request))
    except ChallengeError as shut:
        return _closed(request, shut)
    if not choices.consented:
        return go_on(request, f"/join/{_token(request)}")
    straight = choices.straight_to
    first = Typed(
        choice=f"{TEAM}{straight.id}" if straight else PLACE_ME,
        nickname=suggest_nickname(locale_of(request)),
        name=choices.name,
    )
    return show(
        request,
        "join_team.html",
        status=REFUSED if refusal else 200,
        problem=say(request, refusal) if refusal else None,
        door=choices.door,
        here=f"/join/{_token(request)}/team",
        straight=straight,
        others=[team for team in choices.free if team is not straight],
        may_found=choices.may_found,
        sizes=range(choices.door.edition.team_least, choices.door.edition.team_most + 1),
        typed=typed or first,
    )


def _closed(request: Request, shut: ChallengeError) -> Response:
    name, status = SHUT.get(type(shut), SHUT[LinkUnknownError])
    return show(request, "join_shut.html", status=status, name=name, why=say(request, shut))


def _ask(request: Request, door: Door, email: str) -> None:
    check_address(door, normal_address(email))
    chosen = request.query_params.get(LOCALE)
    ask_code(
        database(),
        email=email,
        browser=browser_of(request),
        client=client_of(request.scope),
        next_path=f"/join/{_token(request)}/team" + (f"?{LOCALE}={chosen}" if chosen in LOCALES else ""),
        locale=locale_of(request),
        consent=(door.edition.id, CONSENT_VERSION),
    )


def _join(request: Request, typed: Typed) -> None:
    actor = _actor(request)
    if actor is None:
        raise NotSignedInError
    join_team(
        database(),
        actor,
        _token(request),
        choice=_choice(typed),
        nickname=typed.nickname,
        name=typed.name,
        visibility=Visibility(typed.visibility),
        locale=locale_of(request),
    )
    if request.query_params.get(LOCALE) in LOCALES:
        choose_locale(database(), actor, locale_of(request))


def _read(form: FormData) -> Typed:
    """What was sent; what no page of ours offers is taken as not chosen."""
    sent = Typed(**{name: str(form.get(name, default)) for name, default in asdict(Typed()).items()})
    if sent.visibility not in set(Visibility):
        raise NotFoundError
    return sent


def _choice(typed: Typed) -> PlaceMe | JoinTeam | CreateTeam:
    if typed.choice == CREATE:
        return CreateTeam(typed.team_name, _number(typed.seats))
    if typed.choice.startswith(TEAM):
        return JoinTeam(_number(typed.choice.removeprefix(TEAM)))
    return PlaceMe()


def _number(words: str) -> int:
    """A whole number as a page of ours sends it; nothing has the number 0."""
    number = int(words) if re.fullmatch(r"[0-9]{1,19}", words) else 0
    return number if number <= MOST_ID else 0


def _actor(request: Request) -> Actor | None:
    try:
        return read_session(database(), request.cookies.get(settings().cookie_name, "")).actor
    except NotSignedInError:
        return None


def _token(request: Request) -> str:
    return str(request.path_params["token"])


ROUTES = [
    Route("/join/{token}", show_door, methods=["GET"]),
    Route("/join/{token}", take_door, methods=["POST"]),
    Route("/join/{token}/team", show_team, methods=["GET"]),
    Route("/join/{token}/team", take_team, methods=["POST"]),
]
