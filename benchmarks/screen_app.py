"""The app as it is served, except that the demo's stream tells of a hundred companies that overtake each other."""

import asyncio
import json
from datetime import UTC, datetime
from random import Random

from starlette.concurrency import run_in_threadpool
from starlette.types import Receive, Scope, Send

from app import app as served
from challenge.services.editions import utc_now
from challenge.services.live import build_snapshot, find_live
from challenge.settings import settings
from challenge.store.database import open_database

COMPANIES = 100
EVERY_SECONDS = 1
STREAM = "/live/demo/events"
HEAD = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/event-stream")]}
FIRST_REVISION = 1_000_000
"""Newer than anything that is committed meanwhile."""


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer the stream with snapshots made up, everything else as ever."""
    if scope["type"] != "http" or scope["path"] != STREAM:
        await served(scope, receive, send)
        return
    snapshot = json.loads(await run_in_threadpool(_present))
    random = Random(1)
    shares = [random.randrange(20, 80) for _ in range(COMPANIES)]
    await send(HEAD)
    for number in range(10_000):
        shares = [min(89, max(5, share + random.randrange(-4, 5))) for share in shares]
        facts = json.dumps(snapshot | _race(shares, FIRST_REVISION + number))
        event = f"id: {FIRST_REVISION + number}\nevent: snapshot\ndata: {facts}\n\n"
        await send({"type": "http.response.body", "body": event.encode(), "more_body": True})
        await asyncio.sleep(EVERY_SECONDS)


def _present() -> bytes:
    database = open_database(settings().database_url)
    return build_snapshot(database, find_live(database, "demo")).body


def _race(shares: list[int], revision: int) -> dict[str, object]:
    """A hundred companies of one size in the order of their shares."""
    ordered = sorted(enumerate(shares), key=lambda pair: -pair[1])
    rows = [_row(rank, number, share) for rank, (number, share) in enumerate(ordered, 1)]
    now = utc_now()
    stage = {"scene": "race", "board": "small", "since": datetime(now.year, 1, 1, tzinfo=UTC).isoformat()}
    stage |= {"message": "", "countdown_to": None, "locale": "fr", "celebrations": 0, "celebrated_at": None}
    return {"revision": revision, "at": now.isoformat(), "companies": rows, "stage": stage | {"reveal": None}}


def _row(rank: int, number: int, share: int) -> dict[str, object]:
    figures = {"regularity": share, "points": share * 100, "mean": share * 5, "micro_euros": share * 90_000_000}
    face = {"initials": f"C{number % 10}", "colour": f"#{number * 2:02x}5f8f", "logo": None}
    return {"rank": rank, "name": f"Compagnie {number + 1}", "class": "small", "headcount": 40} | figures | face
