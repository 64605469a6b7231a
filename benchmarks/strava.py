"""Strava: how fast an event is accepted and stored, and how many requests activities cost."""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from statistics import quantiles
from typing import Any

from sqlalchemy import func, insert, select

from benchmarks.figures import Line, demo
from benchmarks.server import Server
from challenge.services.editions import utc_now
from challenge.services.strava_inbox import store_events, work_off_inbox
from challenge.services.strava_sync import look_through
from challenge.services.strava_tokens import sealed
from challenge.settings import settings
from challenge.store.activity_models import Activity, Source
from challenge.store.database import Database
from challenge.store.source_models import StravaAthlete, StravaEvent
from challenge.store.team_models import Participation
from challenge.strava.oauth import Tokens
from challenge.strava.webhook import read_event
from tests.strava.strava_server import StravaServer, strava_server

AT_ONCE, ROUNDS = 100, 10
ACTIVITIES = 1_000
PEOPLE, RECORDED = 65, 400
A_DAY = 50
APART = timedelta(minutes=25)
SECRET = {"CHALLENGE_SECRET_KEY": "of the benchmark"}


def webhook_ack_p95() -> Line:
    """From the first byte of an event to the answer that says it is stored, a hundred at the same moment."""
    with _connected() as (database, strava, athlete, _, path):
        url = database.engine.url.render_as_string(hide_password=False)
        with Server(url, path.parent / "server.log", **strava.environment, **SECRET) as server:
            waits = asyncio.run(_deliver(server.host, strava, athlete))
        with database.reading() as connection:
            stored = connection.scalar(select(func.count()).select_from(StravaEvent))
        assert stored == AT_ONCE * ROUNDS, stored
    p95 = quantiles(waits, n=20)[-1] * 1000
    print(f"webhook: {p95:.0f} ms at 95 %, {max(waits) * 1000:.0f} ms at most", file=sys.stderr)
    return "webhook_ack_p95", p95, "ms", 100


def strava_requests() -> list[Line]:
    """Requests to Strava's API: for new activities that a webhook tells of, and for a first look at old ones."""
    with _connected() as (database, strava, athlete, account_id, _):
        numbers = _move(strava, athlete)
        events = [
            read_event(json.dumps(strava.event(athlete, number, at=1_795_000_000 + number % 10_000)).encode())
            for number in numbers
        ]
        store_events(database, [event for event in events if event])
        while work_off_inbox(database):
            pass
        told = len(strava.asked("/api/v3/"))
        assert _recorded(database) == ACTIVITIES
    with _connected() as (database, strava, athlete, account_id, _):
        _move(strava, athlete)
        look_through(database, account_id, interactive=False, now=utc_now())
        looked = len(strava.asked("/api/v3/"))
        assert _recorded(database) == ACTIVITIES
    return [("strava_requests", told, "requests", ACTIVITIES), ("strava_first_sync", looked, "requests", 6)]


@contextmanager
def _connected() -> Iterator[tuple[Database, StravaServer, int, int, Any]]:
    """A demo edition in which somebody connected a server of Strava's shape, which sets no limits here."""
    with strava_server() as strava, demo(people=PEOPLE, activities=RECORDED) as (database, seeded, path):
        os.environ.update(strava.environment | SECRET)
        settings.cache_clear()
        strava.limits = {kind: [10**6, 10**6] for kind in strava.limits}
        athlete = strava.add_athlete()
        granted = strava.grant(athlete)
        granted["expires_at"] = datetime.fromtimestamp(granted["expires_at"], UTC)
        with database.transaction() as connection:
            account_id = connection.scalars(
                select(Participation.account_id).where(Participation.id == seeded.participations[0])
            ).one()
            row = {"account_id": account_id, "athlete_id": athlete, "sealed_tokens": sealed(Tokens(**granted))}
            row |= {"expires_at": granted["expires_at"], "scopes": "activity:read,read", "connected_at": utc_now()}
            connection.execute(insert(StravaAthlete).values(row))
        yield database, strava, athlete, account_id, path


def _move(strava: StravaServer, athlete: int) -> list[int]:
    """A thousand activities of the last three weeks, none beside another."""
    midnight = utc_now().replace(hour=0, minute=0, second=0, microsecond=0)
    starts = (
        midnight - timedelta(days=1 + number // A_DAY) + APART * (number % A_DAY) + timedelta(seconds=number)
        for number in range(ACTIVITIES)
    )
    return [
        strava.add_activity(athlete, started_at=start, moving_time=300 + number % 7, elapsed_time=320, distance=800.0)
        for number, start in enumerate(starts)
    ]


def _recorded(database: Database) -> int:
    with database.reading() as connection:
        return connection.scalar(select(func.count()).where(Activity.source == Source.STRAVA)) or 0


async def _deliver(host: str, strava: StravaServer, athlete: int) -> list[float]:
    """Every connection sends an event at the same moment, round after round; how long each answer took."""
    name, port = host.split(":")
    connections = [await asyncio.open_connection(name, int(port)) for _ in range(AT_ONCE)]
    waits: list[float] = []
    for round_number in range(ROUNDS + 1):
        bodies = [
            json.dumps(strava.event(athlete, 1 + round_number * AT_ONCE + number)).encode() for number in range(AT_ONCE)
        ]
        if round_number == ROUNDS:  # the last one again: repeats are stored once
            bodies = [json.dumps(strava.event(athlete, 1 + number)).encode() for number in range(AT_ONCE)]
        spent = await asyncio.gather(
            *(_send(reader, writer, host, body) for (reader, writer), body in zip(connections, bodies, strict=True))
        )
        waits += spent if round_number else []  # the first round opens what is opened once
    for _, writer in connections:
        writer.close()
    return waits


async def _send(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, host: str, body: bytes) -> float:
    head = f"POST /strava/webhook HTTP/1.1\r\nhost: {host}\r\ncontent-length: {len(body)}\r\n\r\n"
    started = time.perf_counter()
    writer.write(head.encode() + body)
    answer = await reader.readuntil(b"\r\n\r\n")
    spent = time.perf_counter() - started
    assert answer.startswith(b"HTTP/1.1 200"), answer
    return spent
