"""Health: whether this process serves and its database answers."""

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from challenge.settings import settings
from challenge.store.database import open_database


async def show_health(_request: Request) -> JSONResponse:
    """200 while the database answers."""
    await run_in_threadpool(open_database(settings().database_url).ask)
    return JSONResponse({"status": "ok"})


ROUTES = [Route("/healthz", show_health)]
