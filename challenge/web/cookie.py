"""The session cookie: its name, and how routes set and end it."""

from http.cookies import SimpleCookie

from starlette.responses import Response

from challenge.services.accounts import SESSION_LENGTH
from challenge.settings import settings


def set_session(response: Response, token: str) -> None:
    """Give the browser its session: unreadable for scripts, not sent from other sites' forms."""
    response.set_cookie(
        settings().cookie_name,
        token,
        max_age=int(SESSION_LENGTH.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=settings().secure_cookies,
        path="/",
    )


def end_session(response: Response) -> None:
    """Take the session from the browser."""
    response.delete_cookie(
        settings().cookie_name, httponly=True, samesite="lax", secure=settings().secure_cookies, path="/"
    )


def token_in(header: str) -> str | None:
    """The session token of a Cookie header."""
    found = SimpleCookie(header).get(settings().cookie_name)
    return found.value if found else None
