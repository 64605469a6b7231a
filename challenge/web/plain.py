"""Plain pages: server-rendered, without JavaScript, in the reader's language, each with a token for its forms."""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse

from challenge.errors import ChallengeError
from challenge.web.forms import ensure_browser_cookie, form_token
from challenge.wording.facts import spoken
from challenge.wording.templating import render
from challenge.wording.text import LOCALES, match_locale, text

SEE_OTHER = 303
LOCALE = "lang"


def locale_of(request: Request) -> str:
    """The language chosen in the address or form, or the browser's."""
    wished = request.query_params.get(LOCALE)
    return wished if wished in LOCALES else match_locale(request.headers.get("accept-language"))


def show_public(request: Request, template: str, **facts: object) -> HTMLResponse:
    """A page without forms, the same for everybody who reads its language."""
    locale = locale_of(request)
    return HTMLResponse(render(template, locale, other=_other(locale), **facts))


def show(request: Request, template: str, *, status: int = 200, **facts: object) -> HTMLResponse:
    """A page from its template; forms on it find their `token`."""
    locale = locale_of(request)
    shared = {"token": form_token(request), "other": _other(locale)}
    response = HTMLResponse(render(template, locale, **(shared | facts)), status)
    response.headers["cache-control"] = "no-store"
    ensure_browser_cookie(response, request)
    return response


def _other(locale: str) -> str:
    return next(name for name in LOCALES if name != locale)


def go_on(request: Request, path: str) -> RedirectResponse:
    """On to another page, in the same language."""
    chosen = request.query_params.get(LOCALE)
    asked = f"{path}{'&' if '?' in path else '?'}{LOCALE}={chosen}" if chosen in LOCALES else path
    return RedirectResponse(asked, SEE_OTHER)


def say(request: Request, refusal: ChallengeError) -> str:
    """A refusal in the reader's words."""
    locale = locale_of(request)
    return text(locale, refusal.code, **{name: spoken(fact, locale) for name, fact in refusal.facts.items()})
