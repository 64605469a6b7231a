"""Pages as visitors meet them: the first one, one of many open ones, and what the server needs for it."""

import asyncio
import sys
import time
from statistics import median, quantiles

import psutil
from websockets.asyncio.client import ClientConnection

from benchmarks.figures import Line, demo
from benchmarks.page_session import ENTRANCE, open_page, run_page
from benchmarks.server import Server

WARM, FIRST = 4, 15
SESSIONS, EVERY_SECONDS, FOR_SECONDS = 100, 4.0, 40.0
OPENING_AT_ONCE = 4


def page_figures() -> list[Line]:
    """Start, first page, a hundred open pages, memory before and with them."""
    with demo() as (database, _, path):
        database.close()
        with Server(f"sqlite:///{path}", path.with_name("server.log")) as server:
            cookie = server.sign_in("participant")
            return [("start", server.start_seconds, "s", 5), *asyncio.run(_measure(server, cookie))]


async def _measure(server: Server, cookie: str) -> list[Line]:
    for _ in range(WARM):
        await _first(server, cookie)
    idle = server.rss()
    first = [await _first(server, cookie) for _ in range(FIRST)]
    pages = await _open_all(server, cookie)
    psutil.cpu_percent()
    served, own, began = server.cpu_seconds(), time.process_time(), time.perf_counter()
    runs = await asyncio.gather(*(_keep_asking(page, number, began) for number, page in enumerate(pages)))
    wall = time.perf_counter() - began
    busy = f"server {(server.cpu_seconds() - served) / wall:.0%}, client {(time.process_time() - own) / wall:.0%}"
    times = [taken for run in runs for taken in run]
    whole = f"whole machine {psutil.cpu_percent() / 100:.0%} of {psutil.cpu_count()}"
    print(f"{len(times)} runs, p50 {median(times) * 1000:.0f} ms, of one core: {busy}; {whole}", file=sys.stderr)
    crowded = server.rss()
    await asyncio.gather(*(page.close() for page in pages))
    return [
        ("page_first", median(first) * 1000, "ms", 300),
        ("page_p95_100", quantiles(times, n=20)[-1] * 1000, "ms", 150),
        ("rss_idle", idle, "MB", 300),
        ("rss_per_session", (crowded - idle) / SESSIONS, "MB", 0.5),
    ]


async def _first(server: Server, cookie: str) -> float:
    """Seconds from connecting to the end of the first run."""
    started = time.perf_counter()
    page = await open_page(server, cookie)
    await run_page(page, ENTRANCE)
    taken = time.perf_counter() - started
    await page.close()
    return taken


async def _open_all(server: Server, cookie: str) -> list[ClientConnection]:
    doors = asyncio.Semaphore(OPENING_AT_ONCE)

    async def arrive() -> ClientConnection:
        async with doors:
            page = await open_page(server, cookie)
            await run_page(page, ENTRANCE)
            return page

    return await asyncio.gather(*(arrive() for _ in range(SESSIONS)))


async def _keep_asking(page: ClientConnection, number: int, began: float) -> list[float]:
    """Runs of one session, spread evenly among the others; the next is asked when the one before has ended."""
    times = []
    due = began + EVERY_SECONDS * number / SESSIONS
    while max(due, time.perf_counter()) < began + FOR_SECONDS:
        await asyncio.sleep(max(0.0, due - time.perf_counter()))
        times.append(await run_page(page))
        due += EVERY_SECONDS
    return times
