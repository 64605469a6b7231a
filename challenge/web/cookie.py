"""The session cookie: its name, and how routes set and end it."""

from starlette.responses import Response

from challenge.settings import settings

KEPT_SECONDS = 400 * 24 * 3600
"""As long as browsers allow: how long a session lives is the server's to say."""


def set_session(response: Response, token: str, *, shared: bool = False) -> None:
    """Give the browser its session: unreadable for scripts, not sent from other sites' forms.

    On a shared device it goes with the window.
    """
    response.set_cookie(
        settings().cookie_name,
        token,
        max_age=None if shared else KEPT_SECONDS,
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
