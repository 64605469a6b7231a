"""Coming in by a slip of paper: its code, then a PIN, chosen the first time and asked for from then on."""

from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from challenge.errors import ChallengeError, PinsDifferError
from challenge.services.consents import CONSENT_VERSION
from challenge.services.joining import way_in
from challenge.services.slip_entry import is_unused, open_slip, sign_in_by_slip
from challenge.web.browsers import browser_name
from challenge.web.client import client_of
from challenge.web.forms import checked_form
from challenge.web.plain import say, show
from challenge.web.sign_in import REFUSED, begin_session, database


async def show_slip(request: Request) -> Response:
    """The page that asks for the code of a slip."""
    return show(request, "slip.html", problem=None, code="")


async def take_slip(request: Request) -> Response:
    """From the code to the page that asks for its PIN, or lets it be chosen; from the PIN into a session."""
    code, asked = "", False
    try:
        form = await checked_form(request)
        code, pin = str(form.get("code", "")), form.get("pin")
        client, shared = client_of(request.scope), form.get("shared") == "yes"
        unused = await run_in_threadpool(is_unused, database(), code, client=client)
        asked = True
        if pin is None:
            return show(request, _page(unused=unused), problem=None, code=code)
        facts: dict[str, Any] = {
            "code": code,
            "pin": str(pin),
            "client": client,
            "browser_name": browser_name(request.headers.get("user-agent", "")),
            "shared": shared,
        }
        if not unused:
            token = await run_in_threadpool(sign_in_by_slip, database(), **facts)
        elif pin != form.get("again"):
            raise PinsDifferError
        else:
            token = await run_in_threadpool(open_slip, database(), consent_version=CONSENT_VERSION, **facts)
    except ChallengeError as refusal:
        page = _page(unused=unused) if asked else "slip.html"
        return show(request, page, status=REFUSED, problem=say(request, refusal), code=code)
    path = await run_in_threadpool(way_in, database(), token)
    return await begin_session(request, token, path, shared=shared)


def _page(*, unused: bool) -> str:
    return "slip_new.html" if unused else "slip_pin.html"


ROUTES = [
    Route("/sign-in/slip", show_slip, methods=["GET"]),
    Route("/sign-in/slip", take_slip, methods=["POST"]),
]
