"""The addresses of a server of Strava's shape."""

import asyncio
import json
import secrets
from base64 import b64encode
from urllib.parse import parse_qsl, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.strava.strava_shape import FIELDS, check, like
from tests.strava.strava_world import CLIENT_ID, CLIENT_SECRET, Asked, Consent

FULL = "Error 403: Limit of connected athletes exceeded"
MOST_PER_PAGE = 200
BASIC = "Basic " + b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()


def routes_of(world):
    """Every address, each behind the counting of requests and the troubles it is told to make."""
    pages = {
        ("GET", "/oauth/authorize"): authorize,
        ("POST", "/oauth/token"): token,
        ("POST", "/oauth/deauthorize"): deauthorize,
        ("POST", "/oauth/revoke"): revoke,
        ("GET", "/api/v3/athlete"): athlete,
        ("GET", "/api/v3/athlete/activities"): activities,
        ("GET", "/api/v3/activities/{id:int}"): activity,
        ("GET", "/api/v3/push_subscriptions"): subscriptions,
        ("POST", "/api/v3/push_subscriptions"): subscribe,
        ("DELETE", "/api/v3/push_subscriptions/{id:int}"): unsubscribe,
    }

    async def control(request):
        return await _control(world, request)

    return [
        Route("/control", control, methods=["POST"]),
        *(Route(path, _watched(world, page), methods=[method]) for (method, path), page in pages.items()),
    ]


def _watched(world, page):
    async def answer(request):
        log = world.log
        path = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        authorization = request.headers.get("authorization", "")
        consent = world.holder_of(authorization.removeprefix("Bearer "))
        counted = path.startswith("/api/v3/")
        too_many = counted and world.count_request(request.method)
        made = await _trouble(world, request.url.path)
        if made is None and too_many:
            made = fault(429, "Rate Limit Exceeded", "Application", "rate limit", "exceeded")
        made = made or await page(world, request, consent)
        if counted:
            made.headers.update(world.rate_headers() | dict(made.headers))
        named = consent.athlete if consent else None
        log.append(Asked(request.method, path, made.status_code, named, authorization))
        return made

    return answer


async def _trouble(world, path):
    trouble = world.trouble_of(path)
    if trouble is None:
        return None
    if trouble.hold:
        await run_in_threadpool(world.closing.wait, 30)
    if trouble.drip:
        return StreamingResponse(_drops(world), trouble.status, trouble.headers)
    body = b"" if trouble.body is None else trouble.body
    return Response(body, trouble.status, trouble.headers, media_type="application/json")


async def _drops(world):
    while not world.closing.is_set():
        yield b" "
        await asyncio.sleep(0.05)  # the drip itself


def fault(status, message, resource, field, code):
    """A refusal as Strava words it."""
    said = {"message": message, "errors": [{"resource": resource, "field": field, "code": code}]}
    check("Fault", said)
    return JSONResponse(said, status)


UNKNOWN_TOKEN = ("Authorization Error", "Athlete", "access_token", "invalid")
NO_SCOPE = ("Authorization Error", "AccessToken", "activity:read_permission", "missing")


async def authorize(world, request, _consent):
    """The page of consent, answered at once or shown; leads back with a code, or with a refusal."""
    asked = request.query_params
    if asked.get("client_id") != str(CLIENT_ID):
        return fault(400, "Bad Request", "Application", "client_id", "invalid")
    person = world.consenting or next(iter(world.athletes))
    if person not in world.consents and len(world.consents) >= world.places:
        return HTMLResponse(f"<h1>{FULL}</h1>", 403)
    said = asked.get("answer", world.answer)
    if said == "ask":
        return HTMLResponse(_page(asked))
    if said == "refuse":
        return _back(asked, error="access_denied")
    scopes = frozenset(asked["scope"].split(",")) - world.left_out | {"read"}
    code = secrets.token_hex(20)
    world.codes[code] = Consent(person, scopes)
    return _back(asked, code=code, scope=",".join(sorted(scopes)))


def _page(asked):
    links = {said: urlencode([*asked.multi_items(), ("answer", said)]) for said in ("allow", "refuse")}
    rows = [f'<p><a id="{said}" href="/oauth/authorize?{query}">{said}</a></p>' for said, query in links.items()]
    return f"<!doctype html><html lang=en><title>Strava</title><h1>Authorize</h1>{''.join(rows)}</html>"


def _back(asked, **said):
    query = urlencode({"state": asked.get("state", "")} | said)
    return RedirectResponse(f"{asked['redirect_uri']}?{query}", 302)


async def token(world, request, _consent):
    """Tokens for a code that is used once, or for the newest refresh token."""
    asked = await _form(request)
    if (asked.get("client_id"), asked.get("client_secret")) != (str(CLIENT_ID), CLIENT_SECRET):
        return fault(401, "Authorization Error", "Application", "", "invalid")
    if asked.get("grant_type") == "authorization_code":
        consent = world.codes.pop(asked.get("code"), None)
        if consent is None:
            return fault(400, "Bad Request", "AuthorizationCode", "", "expired")
        if consent.athlete not in world.consents and len(world.consents) >= world.places:
            return fault(403, FULL, "Application", "athletes", "exceeded")
        world.consents[consent.athlete] = consent
        more = {"athlete": {"id": consent.athlete, "resource_state": 2, "firstname": "Marianne"}}
        check("SummaryAthlete", more["athlete"])
    else:
        spoken = asked.get("refresh_token")
        consent = next((held for held in world.consents.values() if spoken and held.refresh == spoken), None)
        if consent is None:
            return fault(400, "Bad Request", "RefreshToken", "refresh_token", "invalid")
        more = {}
    return JSONResponse({"token_type": "Bearer", "expires_in": 21600} | world.renew(consent) | more)


async def deauthorize(world, request, consent):
    """The way until 1 June 2027: an access token."""
    spoken = (await _form(request)).get("access_token", "")
    held = consent or world.holder_of(spoken)
    if held is None:
        return fault(401, *UNKNOWN_TOKEN)
    world.end_consent(held.athlete)
    return JSONResponse({"access_token": spoken})


async def revoke(world, request, _consent):
    """RFC 7009: an access or refresh token and the application's own keys; an unknown token is no error."""
    if request.headers.get("authorization") != BASIC:
        return fault(401, "Authorization Error", "Application", "", "invalid")
    spoken = (await _form(request)).get("token")
    for held in list(world.consents.values()):
        if spoken in {*held.access, held.refresh}:
            world.end_consent(held.athlete)
    return Response(status_code=200)


async def athlete(world, _request, consent):
    """The athlete whose token it is."""
    if consent is None:
        return fault(401, *UNKNOWN_TOKEN)
    check("DetailedAthlete", world.athletes[consent.athlete])
    return JSONResponse(world.athletes[consent.athlete])


async def activities(world, request, consent):
    """A page of activities: the earliest first where a moment is named, else the newest."""
    refused = _unread(consent)
    if refused:
        return refused
    asked = request.query_params
    after, before = int(asked.get("after", 0)), int(asked.get("before", 10**11))
    page, size = int(asked.get("page", 1)), min(int(asked.get("per_page", 30)), MOST_PER_PAGE)
    with world.lock:
        mine = [one for one in world.activities.values() if _shown(one, consent) and after < one["at"] < before]
    mine.sort(key=lambda one: one["at"], reverse="after" not in asked)
    found = [_told("SummaryActivity", one) for one in mine[(page - 1) * size : page * size]]
    return JSONResponse(found)


async def activity(world, request, consent):
    """One activity with all its details."""
    refused = _unread(consent)
    if refused:
        return refused
    found = world.activities.get(request.path_params["id"])
    if found is None or not _shown(found, consent):
        return fault(404, "Record Not Found", "Activity", "id", "not found")
    return JSONResponse(_told("DetailedActivity", found))


def _unread(consent):
    if consent is None:
        return fault(401, *UNKNOWN_TOKEN)
    return None if consent.scopes & {"activity:read", "activity:read_all"} else fault(401, *NO_SCOPE)


def _shown(found, consent):
    mine = found["fields"]["athlete"]["id"] == consent.athlete
    return mine and (not found["only_me"] or "activity:read_all" in consent.scopes)


def _told(kind, found):
    fields = {name: value for name, value in found["fields"].items() if name in FIELDS[kind]}
    answer = like(kind, **fields)
    if not found["odd"]:
        check(kind, answer)
    return answer


async def subscriptions(world, request, _consent):
    """The subscription of the application."""
    if request.query_params.get("client_secret") != CLIENT_SECRET:
        return fault(401, "Authorization Error", "Application", "", "invalid")
    return JSONResponse([{"id": number, "callback_url": address} for number, address in world.subscriptions.items()])


async def subscribe(world, request, _consent):
    """A subscription, where the address gives the challenge back."""
    asked = await _form(request)
    if asked.get("client_secret") != CLIENT_SECRET:
        return fault(401, "Authorization Error", "Application", "", "invalid")
    if world.subscriptions:
        return fault(400, "Bad Request", "PushSubscription", "", "already exists")
    from tests.strava.strava_server import send  # noqa: PLC0415  that file builds these routes

    word = secrets.token_hex(16)
    said = {"hub.mode": "subscribe", "hub.challenge": word, "hub.verify_token": asked.get("verify_token", "")}
    try:
        status, body = await run_in_threadpool(send, "GET", f"{asked['callback_url']}?{urlencode(said)}")
        given = json.loads(body).get("hub.challenge") if status == 200 else None
    except (OSError, ValueError):
        given = None
    if given != word:
        return fault(400, "Bad Request", "PushSubscription", "callback url", "GET to callback URL does not return 200")
    number = next(world.numbers)
    world.subscriptions[number] = asked["callback_url"]
    return JSONResponse({"id": number}, 201)


async def unsubscribe(world, request, _consent):
    """End the subscription."""
    asked = await _form(request)
    if CLIENT_SECRET not in {asked.get("client_secret"), request.query_params.get("client_secret")}:
        return fault(401, "Authorization Error", "Application", "", "invalid")
    if world.subscriptions.pop(request.path_params["id"], None) is None:
        return fault(404, "Record Not Found", "PushSubscription", "id", "not found")
    return Response(status_code=204)


async def _form(request):
    return dict(parse_qsl((await request.body()).decode()))


async def _control(world, request):
    """Call a function of the world, or read or set a value: {"call": "add_activity", "with": {...}}, {"set": {...}}."""
    asked = await request.json()
    for name, value in asked.get("set", {}).items():
        setattr(world, name, frozenset(value) if isinstance(value, list) else value)
    said = getattr(world, asked["call"])(**asked.get("with", {})) if "call" in asked else None
    return JSONResponse(json.loads(json.dumps(said, default=vars)))
