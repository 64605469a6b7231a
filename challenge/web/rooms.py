"""Rooms of the address space: which paths are ours, which are closed, and what a path is called in a log."""

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.routing import Route

OURS = (
    "/sign-in",
    "/sign-out",
    "/join",
    "/live",
    "/screen",
    "/strava",
    "/assets",
    "/documents",
    "/healthz",
    "/metrics",
    "/my-data",
    "/my-data.zip",
    "/outbox",
    "/logo",
    "/sponsor",
    "/what-my-employer-sees",
    "/uploads",
    "/import",
    "/appeals",
    "/template",
)
"""Where our own routes live; the Streamlit shell answers nothing there."""

PUBLIC = ("/assets", "/healthz", "/live", "/logo", "/screen", "/sponsor", "/what-my-employer-sees")
"""Ours, and the same for everybody: browsers may keep it."""

NEEDS_SESSION = ("/_stcore/upload_file", "/media")
"""Where files of signed-in people go in and out."""

CLOSED = (
    "/_stcore/metrics",
    "/_stcore/agent",
    "/_stcore/script-health-check",
    "/auth",
    "/oauth2callback",
    "/component",
)
"""Doors of Streamlit that nobody outside needs: figures, agents, its own sign-in, components of the first kind."""

FROM_ELSEWHERE = ("/strava/webhook", "/import")
"""What other servers and phones post to; these prove themselves otherwise than by an Origin."""

STREAMLITS = ("/_stcore/stream", "/_stcore/upload_file", "/_stcore/host-config", "/_stcore/health", "/media", "/static")


def within(path: str, rooms: tuple[str, ...]) -> bool:
    """Whether a path is one of some rooms or lies inside of one."""
    return any(path == room or path.startswith(f"{room}/") for room in rooms)


def told(path: str) -> str:
    """A path as logs may keep it: the room, and never the token, name or number that follows it."""
    for room in (*CLOSED, *STREAMLITS, *OURS):
        if path == room:
            return room
        if path.startswith(f"{room}/"):
            return f"{room}/{{token}}"
    return "/" if path == "/" else "/{page}"


async def show_nothing(_request: Request) -> None:
    """Not found; raises HTTPException."""
    raise HTTPException(404)


NOTHING_ELSE = [
    Route(path, show_nothing, methods=["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    for room in OURS
    for path in (room, f"{room}/{{rest:path}}")
]
"""The last of our routes: an unknown path under our own prefixes is not found, where the shell would answer."""
