"""The ASGI application: the Streamlit shell, the HTTP routes beside it, and the guard before both."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from challenge.ui.startup import background, prepare
from challenge.web import health, sign_in
from challenge.web.guard import Guard

ROOT = Path(__file__).parent

logging.getLogger("uvicorn.access").disabled = True  # paths may hold tokens


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any] | None]:
    """Migrate, fill the demo when there is nothing yet, then serve beside the background work."""
    await prepare()
    async with background():
        yield None


app = st.App(
    ROOT / "challenge" / "ui" / "shell.py",
    routes=[
        *sign_in.ROUTES,
        *health.ROUTES,
        Mount("/assets", StaticFiles(directory=ROOT / "challenge" / "web" / "static")),
    ],
    middleware=[Middleware(Guard)],
    lifespan=lifespan,
)
