"""The ASGI application: the Streamlit shell, the HTTP routes beside it, and the guard before both."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from challenge.ui.startup import background, prepare
from challenge.web.guard import Guard
from challenge.web.hub import live
from challenge.web.live import ROUTES as LIVE
from challenge.web.logs import set_up_logs
from challenge.web.rooms import NOTHING_ELSE
from challenge.web.routes import ROUTES
from challenge.web.shortcut import Shortcut
from challenge.web.strava import EVENTS_ROUTE

ROOT = Path(__file__).parent

set_up_logs()


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Migrate, fill the demo when there is nothing yet, then serve beside the background work."""
    set_up_logs()  # once more: starting, Streamlit gave loggers handlers of their own
    await prepare()
    async with background(), live():
        yield None


app = st.App(
    ROOT / "challenge" / "ui" / "shell.py",
    routes=[
        *ROUTES,
        Mount("/assets", StaticFiles(directory=ROOT / "challenge" / "web" / "static")),
        *NOTHING_ELSE,
    ],
    middleware=[Middleware(Guard), Middleware(Shortcut, routes=[*LIVE, *EVENTS_ROUTE])],
    lifespan=lifespan,
)
