"""The snapshot as JSON, read by many at once while it changes every second."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import quantiles
from threading import Event, Thread

from benchmarks.figures import Line, demo
from benchmarks.live_app import CHANGE
from benchmarks.live_readers import Readers
from benchmarks.million import multiply
from benchmarks.server import Server

CLIENTS, SECONDS, WARM_SECONDS = 50, 10.0, 2.0
PEOPLE, ACTIVITIES = 800, 200_000


def live_json_figures() -> list[Line]:
    """Answers a second, and how long one takes."""
    with demo(people=PEOPLE) as (database, _, path):
        multiply(database, ACTIVITIES)
        database.close()
        with Server(f"sqlite:///{path}", path.with_name("server.log"), module="benchmarks.live_app:app") as server:
            readers = Readers(server.host, "/live/demo.json", CLIENTS)
            with _changing(server):
                readers.read_for(WARM_SECONDS)
                taken = readers.read_for(SECONDS)
            readers.close()
    print(f"{len(taken)} answers, p50 {quantiles(taken, n=20)[9] * 1000:.1f} ms", file=sys.stderr)
    return [
        ("live_json_rps", len(taken) / SECONDS, "/s", 3_000),
        ("live_json_p95", quantiles(taken, n=20)[-1] * 1000, "ms", 50),
    ]


@contextmanager
def _changing(server: Server) -> Iterator[None]:
    """An activity is recorded every second."""
    over, changes = Event(), list[object]()

    def go_on() -> None:
        while not over.wait(1):
            changes.extend(server.read_json(CHANGE))

    thread = Thread(target=go_on)
    thread.start()
    yield
    over.set()
    thread.join()
    assert len(changes) >= SECONDS / 2, "it hardly changed"
