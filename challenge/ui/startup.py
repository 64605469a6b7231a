"""Start-up: options in force, tables up to date, the demo filled; and the one background task."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.concurrency import run_in_threadpool
from streamlit import config

from challenge.demo import fill_demo
from challenge.errors import OptionsNotInForceError
from challenge.services.review import settle_undecided
from challenge.services.seeding import is_empty
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.wording.text import DEFAULT, LOCALES, catalogue, text

SETTLE_EVERY_SECONDS = 60
RELIED_ON = {
    "server.fileWatcherType": "none",
    "runner.postScriptGC": False,
    "server.trustedUserHeaders": {"x-uid": "uid"},
}
"""Options of .streamlit/config.toml without which the app is slow or its sessions are open."""

log = logging.getLogger("challenge")


def check_options() -> None:
    """Raise OptionsNotInForceError unless the options of the project's own config.toml hold."""
    for name, wanted in RELIED_ON.items():
        if config.get_option(name) != wanted:
            raise OptionsNotInForceError(option=name)


async def prepare() -> None:
    """Bring everything into the state in which the first visitor may come."""
    check_options()
    database = open_database(settings().database_url)
    await run_in_threadpool(database.migrate)
    if settings().demo and await run_in_threadpool(is_empty, database):
        await run_in_threadpool(fill_demo, database)
    for locale in LOCALES:
        catalogue(locale)
    print(text(DEFAULT, "start.ready", address=settings().public_url), flush=True)  # noqa: T201  the operator reads it


@asynccontextmanager
async def background() -> AsyncIterator[None]:
    """Settle what is undecided at a lock date, once a minute."""
    task = asyncio.create_task(_settle_for_ever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _settle_for_ever() -> None:
    while True:
        try:
            await run_in_threadpool(settle_undecided, open_database(settings().database_url))
        except Exception:
            log.exception("what is held could not be settled; trying again")
        await asyncio.sleep(SETTLE_EVERY_SECONDS)
