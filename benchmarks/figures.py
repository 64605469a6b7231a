"""What all benchmarks share: a figure, a filled demo of their own, and how they time and print."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from math import floor, log10
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from challenge.demo import ACTIVITIES, PEOPLE, fill_demo
from challenge.services.seeding import Seeded
from challenge.store.database import Database

Line = tuple[str, float, str, float]
"""Name, value, unit, limit."""
DIGITS = 3


@contextmanager
def demo(*, people: int = PEOPLE, activities: int = ACTIVITIES) -> Iterator[tuple[Database, Seeded, Path]]:
    """A SQLite file of its own holding the demo edition."""
    with empty() as (database, path):
        yield database, fill_demo(database, people=people, activities=activities), path


@contextmanager
def empty() -> Iterator[tuple[Database, Path]]:
    """A SQLite file of its own with the tables of this release."""
    with TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "bench.db"
        database = Database(f"sqlite:///{path}")
        database.migrate()
        yield database, path
        database.close()


def seconds(work: Callable[[], Any]) -> float:
    """How long a piece of work takes, once."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def quietly(bench: Callable[[], Line | list[Line]]) -> list[Line]:
    """A bench's figures; whatever else it has to say goes beside them."""
    with redirect_stdout(sys.stderr):
        figures = bench()
    return figures if isinstance(figures, list) else [figures]


def written(line: Line) -> str:
    """A figure as one line: name, value, unit, limit."""
    name, value, unit, limit = line
    digits = max(0, DIGITS - 1 - floor(log10(abs(value)))) if value else 0
    return f"{name:<16}{value:>12.{digits}f}  {unit:<13}{limit:>6g}"
