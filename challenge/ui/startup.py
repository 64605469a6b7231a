"""Start-up: options in force, tables up to date, the demo filled; and the chores done in the background."""

import asyncio
import gc
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from starlette.concurrency import run_in_threadpool
from streamlit import config

from challenge.demo import fill_demo
from challenge.errors import OptionsNotInForceError
from challenge.services.appeals import forget_appeal_files
from challenge.services.freezes import take_due_freezes
from challenge.services.looking_back import look_back
from challenge.services.news import write_news
from challenge.services.outbox import tidy_outbox, work_off
from challenge.services.postman import mail_server
from challenge.services.review import settle_undecided
from challenge.services.seeding import is_empty
from challenge.services.strava_erasure import erase_due
from challenge.services.strava_work import work_for_strava
from challenge.services.upload_workers import start_readers, tidy_uploads
from challenge.services.weeks import close_weeks
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.wording.text import DEFAULT, LOCALES, catalogue, text

PAUSE_SECONDS = 15
"""How long something that did not work is left alone."""
RELIED_ON = {
    "server.fileWatcherType": "none",
    "runner.postScriptGC": False,
    "server.trustedUserHeaders": {"x-uid": "uid"},
    "server.enableXsrfProtection": True,
    "server.enableCORS": True,
    "server.baseUrlPath": "",
    "server.maxUploadSize": 50,
    "server.enableStaticServing": False,
    "server.scriptHealthCheckEnabled": False,
    "server.enableAgentApi": False,
    "global.developmentMode": False,
    "client.showErrorDetails": "none",
    "client.showErrorLinks": False,
    "logger.enableRich": False,
    "browser.gatherUsageStats": False,
}
"""Options without which the app is slow, its sessions are open, or the guard watches other doors than Streamlit's."""

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
    await run_in_threadpool(take_due_freezes, database)  # its hour came while no server ran: nobody sees later ranks
    for locale in LOCALES:
        catalogue(locale)
    gc.collect()
    gc.freeze()  # what was loaded by now stays for good: scanning it again held every open page up for a moment
    print(text(DEFAULT, "start.ready", address=settings().public_url), flush=True)  # noqa: T201  the operator reads it


@asynccontextmanager
async def background() -> AsyncIterator[None]:
    """Do every chore in its turn, beside the server; raises ValueError when the mail server's address is wrong."""
    mail_server()
    tasks = [asyncio.create_task(_do_for_ever(*chore)) for chore in CHORES]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _do_for_ever(work: Callable[[], Awaitable[None]], every_seconds: float, trouble: str) -> None:
    while True:
        try:
            await work()
        except Exception:
            log.exception(trouble)
            await asyncio.sleep(PAUSE_SECONDS)
        await asyncio.sleep(every_seconds)


async def _freeze_when_due() -> None:
    await run_in_threadpool(take_due_freezes, open_database(settings().database_url))


async def _settle() -> None:
    await run_in_threadpool(settle_undecided, open_database(settings().database_url))


async def _look_back() -> None:
    await run_in_threadpool(look_back, open_database(settings().database_url))


async def _forget_files() -> None:
    await run_in_threadpool(forget_appeal_files, open_database(settings().database_url))


async def _close_weeks() -> None:
    await run_in_threadpool(close_weeks, open_database(settings().database_url))


async def _write_news() -> None:
    await run_in_threadpool(write_news, open_database(settings().database_url))


async def _tidy_mails() -> None:
    await run_in_threadpool(tidy_outbox, open_database(settings().database_url))


async def _read_uploads() -> None:
    await run_in_threadpool(start_readers, open_database(settings().database_url))


async def _tidy_uploads() -> None:
    await run_in_threadpool(tidy_uploads, open_database(settings().database_url))


async def _work_for_strava() -> None:
    await run_in_threadpool(work_for_strava, open_database(settings().database_url))


async def _erase_figures() -> None:
    await run_in_threadpool(erase_due, open_database(settings().database_url))


async def _send_mails() -> None:
    server = mail_server()
    if server is not None and not await work_off(open_database(settings().database_url), server):
        await asyncio.sleep(PAUSE_SECONDS)


CHORES: tuple[tuple[Callable[[], Awaitable[None]], float, str], ...] = (
    (_freeze_when_due, 1, "boards that were to be frozen could not be; trying again"),
    (_look_back, 3600, "what people usually do could not be looked at; trying again"),
    (_settle, 60, "what is held could not be settled; trying again"),
    (_forget_files, 3600, "files of appeals could not be deleted; trying again"),
    (_close_weeks, 60, "the weeks that ended could not be published; trying again"),
    (_write_news, 30, "the good news could not be written; trying again"),
    (_tidy_mails, 60, "the outbox could not be tidied; trying again"),
    (_read_uploads, 1, "large uploads that wait could not be read; trying again"),
    (_tidy_uploads, 60, "large uploads could not be tidied; trying again"),
    (_work_for_strava, 2, "what Strava told could not be worked off; trying again"),
    (_erase_figures, 1800, "figures that may be kept no longer could not be erased; trying again"),
    (_send_mails, 1, "mails could not be sent; trying again"),
)
"""What is done, how many seconds later again, and what the log says when it does not work."""
