"""What the guard costs a page, and how soon an open page ends with its session."""

import asyncio
import sys
import time
from contextlib import suppress
from statistics import median, quantiles

from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from benchmarks.figures import Line, demo
from benchmarks.page_session import ENTRANCE, open_page, run_page
from benchmarks.server import Server
from challenge.services.sessions import read_session, sign_out
from challenge.store.database import Database
from challenge.web.open_pages import SESSION_ENDED

PAGES, WARM, RUNS, PATIENCE_SECONDS = 40, 10, 200, 10
MODULE = "benchmarks.guardless_app:app"


def guard_figures() -> list[Line]:
    """The two figures of the guard."""
    with demo() as (database, _, path):
        url = f"sqlite:///{path}"
        with (
            Server(url, path.with_name("guarded.log"), module=MODULE) as guarded,
            Server(url, path.with_name("bare.log"), module=MODULE, BENCH_WITHOUT_GUARD="1") as bare,
        ):
            cost = asyncio.run(_cost(guarded, bare))
        with Server(url, path.with_name("server.log")) as server:
            cookies = [server.sign_in("participant") for _ in range(PAGES)]
            revoked = asyncio.run(_revoke_all(server, database, cookies))
    return [("revoke_ms", quantiles(revoked, n=20)[-1] * 1000, "ms", 1_000), ("guard_cost", cost, "ratio", 1.1)]


async def _cost(guarded: Server, bare: Server) -> float:
    """The median of a rerun with the guard over that without, asked in turns."""
    pages: list[tuple[ClientConnection, list[float]]] = []
    for server in (guarded, bare):
        page = await open_page(server, server.sign_in("participant"))
        await run_page(page, ENTRANCE)
        pages.append((page, []))
    for number in range(WARM + RUNS):
        for page, times in pages if number % 2 else reversed(pages):
            times.append(await run_page(page))
    with_guard, without = (median(times[WARM:]) for _, times in pages)
    print(f"a rerun {with_guard * 1000:.2f} ms, without the guard {without * 1000:.2f} ms", file=sys.stderr)
    await asyncio.gather(*(page.close() for page, _ in pages))
    return with_guard / without


async def _revoke_all(server: Server, database: Database, cookies: list[str]) -> list[float]:
    """Seconds from the end of a session in the database to the close of its page, all pages open at once."""
    pages = []
    for cookie in cookies:
        page = await open_page(server, cookie)
        await run_page(page, ENTRANCE)
        pages.append(page)
    return [await _revoke(database, page, cookie) for page, cookie in zip(pages, cookies, strict=True)]


async def _revoke(database: Database, page: ClientConnection, cookie: str) -> float:
    token = cookie.partition("=")[2]
    assert read_session(database, token).session_id
    await asyncio.to_thread(sign_out, database, token)
    ended = time.perf_counter()
    async with asyncio.timeout(PATIENCE_SECONDS):
        with suppress(ConnectionClosed):
            while True:
                await page.recv()
    assert page.close_code == SESSION_ENDED
    return time.perf_counter() - ended
