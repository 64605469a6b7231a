"""Forms of the plain pages: a token that only this browser's page knows, and where one may go on to afterwards.

A form of a plain page carries `token`, a keyed hash of the cookie that names the browser: another site can neither read
nor guess it. The two forms that Streamlit draws (sign-out, demo entries) have none, because a Streamlit page is never
told a cookie made after it was opened; for them the Origin and SameSite=Lax decide (`check_origin`).
"""

import re
from urllib.parse import unquote, urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from challenge.errors import ForgedRequestError
from challenge.services.sealing import keyed_hash, new_token, same
from challenge.settings import settings
from challenge.web.origins import same_origin

BROWSER, TOKEN = "browser", "token"
BROWSER_DAYS = 30
"""How long a form may stay open; every plain page begins anew."""
MADE_BY_US = re.compile(r"[\w-]{43}", re.ASCII)
"""What a browser's cookie looks like; anything else is replaced."""
MOST_FIELDS = 100

PATH = re.compile(r"/[\w~.%/?=&+:@,;-]*", re.ASCII)
LONGEST_PATH = 200
UNSAFE = re.compile(r"//|\\|[\x00-\x20\x7f]|(^|/)\.{1,2}(/|$)")
"""What a browser or a proxy may read as another site, or as another path than is written."""


def browser_of(request: Request) -> str:
    """The name this browser goes by: its cookie, or a new one that `ensure_browser_cookie` gives it."""
    known = getattr(request.state, BROWSER, None) or request.cookies.get(settings().cookie(BROWSER), "")
    request.state.browser = known if MADE_BY_US.fullmatch(known) else new_token()
    return str(request.state.browser)


def form_token(request: Request) -> str:
    """The hidden field `token` of a form on this page; answer it through `ensure_browser_cookie`."""
    return keyed_hash("form", browser_of(request))


def ensure_browser_cookie(response: Response, request: Request) -> None:
    """Give the browser of this request the name that its forms are bound to."""
    response.set_cookie(
        settings().cookie(BROWSER),
        browser_of(request),
        max_age=BROWSER_DAYS * 24 * 3600,
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )


def check_origin(request: Request) -> None:
    """Raise ForgedRequestError unless a page of this site sends the request."""
    if not same_origin(request.headers):
        raise ForgedRequestError


async def checked_form(request: Request, *, most_files: int = 0) -> FormData:
    """What was filled in; raises ForgedRequestError unless this site's page in this browser sent it."""
    check_origin(request)
    form = await request.form(max_files=most_files, max_fields=MOST_FIELDS)
    check_token(request, str(form.get(TOKEN, "")))
    return form


def check_token(request: Request, told: str) -> None:
    """Raise ForgedRequestError unless a token is that of a page of ours in this browser."""
    known = request.cookies.get(settings().cookie(BROWSER), "")
    if not MADE_BY_US.fullmatch(known) or not same(told, keyed_hash("form", known)):
        raise ForgedRequestError


def safe_next(path: str) -> str:
    """A path of this site to go on to, or the front page for everything else."""
    if len(path) > LONGEST_PATH or not PATH.fullmatch(path) or urlsplit(path).netloc:
        return "/"
    return "/" if UNSAFE.search(_decoded(path.partition("?")[0])) else path


def _decoded(path: str) -> str:
    """A path as it reads when everything that is encoded, even twice, is decoded."""
    while (plain := unquote(path)) != path:
        path = plain
    return path
