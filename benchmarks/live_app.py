"""The app as it is served, with one more door: activities recorded in the server's own process, when a bench asks."""

import time
from datetime import timedelta
from functools import cache
from itertools import count

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse
from starlette.types import Receive, Scope, Send

from app import app as served
from benchmarks.ingest_one import actors_of
from challenge.domain.measure import Measure
from challenge.services.activities import record_activities
from challenge.services.editions import public_edition, utc_now
from challenge.services.permissions import Actor
from challenge.settings import settings
from challenge.store.activity_models import DayTotal, Source
from challenge.store.database import Database, open_database
from challenge.store.team_models import Participation

CHANGE = "/bench/change"
WALKERS = 200
_numbers = count()


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Record as many activities as the query says, in a thread as pages do; answers when each was committed."""
    if scope["type"] == "http" and scope["path"] == CHANGE:
        committed = await run_in_threadpool(_change, int(scope["query_string"] or b"1"))
        await JSONResponse(committed)(scope, receive, send)
    else:
        await served(scope, receive, send)


def _change(number: int) -> list[tuple[int, float]]:
    """Revision and moment of each commit, on the clock that all processes share."""
    database = open_database(settings().database_url)
    walkers, changes, moments = _walkers(database), list[tuple[int, float]](), list[float]()
    database.after_commit.insert(0, lambda: moments.append(time.perf_counter()))
    for place in (next(_numbers) for _ in range(number)):
        _walk(database, walkers[place % len(walkers)], place)
        changes.append((public_edition(database).revision, moments[-1]))
    del database.after_commit[0]
    return changes


@cache
def _walkers(database: Database) -> list[Actor]:
    """Some who have not moved these days: what was multiplied is no day that could be settled again."""
    lately = select(DayTotal.participation_id).where(DayTotal.day >= utc_now().date() - timedelta(days=1))
    with database.reading() as connection:
        some = select(Participation.id).where(Participation.id.not_in(lately)).order_by(Participation.id).limit(WALKERS)
        return actors_of(database, list(connection.scalars(some)))


def _walk(database: Database, actor: Actor, number: int) -> None:
    walk = Measure("walk", utc_now() - timedelta(hours=1), 1_800, distance_m=2_500)
    admitted = record_activities(database, actor, actor.participation, [(Source.MANUAL, f"bench:{number}", walk)])
    assert not admitted[0].repeated
