"""The app that guard tests serve: a Streamlit page bare, or behind the guard where GUARDED is set."""

import os
from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from challenge.web.guard import Guard
from challenge.web.rooms import NOTHING_ELSE


async def stand(_request):
    return PlainTextResponse("stands")


async def fail(_request):
    raise ValueError("on purpose")


GUARDED = bool(os.environ.get("GUARDED"))
app = st.App(
    Path(__file__).with_name("little_page.py"),
    routes=[Route("/healthz", stand), Route("/documents/broken", fail), *(NOTHING_ELSE if GUARDED else ())],
    middleware=[Middleware(Guard)] if GUARDED else [],
)
