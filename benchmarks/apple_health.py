"""A health export of a gigabyte to its readings: seconds, and the memory of the process that reads it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.figures import Line
from benchmarks.fresh import in_fresh_process
from benchmarks.health_export import write_health_export
from challenge.domain.measure import Kind
from challenge.imports.large import read_large
from challenge.imports.large_reading import LargeReading, Window

GIGABYTE = 1_000_000_000
EDITION = Window(date(2026, 10, 26), date(2026, 11, 22), ZoneInfo("Europe/Paris"))
DAYS = 28


def apple_health_1gb() -> list[Line]:
    """Read in a process of its own, as an upload is."""
    with TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "export.zip"
        write_health_export(path, GIGABYTE)
        readings, seconds, peak = in_fresh_process(read_export, path)
    _check(readings)
    return [("apple_health_1gb_s", seconds, "s", 90), ("apple_health_1gb_mb", peak, "MB", 200)]


def read_export(path: Path) -> list[LargeReading]:
    """All readings of an export on disk, nobody told meanwhile."""
    return list(read_large(path, "export.zip", EDITION, lambda _: None))


def _check(readings: list[LargeReading]) -> None:
    kinds = [one.measure.kind for reading in readings for one in reading.activities]
    assert kinds.count(Kind.DAY_STEPS) == DAYS
    assert kinds.count(Kind.OUTING) in {DAYS // 2, DAYS // 2 + 1}
    assert sum(reading.dropped for reading in readings) > 1_000
    assert not any(reading.refused or reading.damaged for reading in readings)
