"""A zip of 500 files of every format to its readings: seconds, and the memory of the process that reads it."""

from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from benchmarks.figures import Line
from benchmarks.fresh import in_fresh_process
from benchmarks.mixed_zip import write_mixed_zip
from challenge.imports.large import read_large
from challenge.imports.large_reading import LargeReading, Window

FILES = 500
EDITION = Window(date(2026, 10, 26), date(2026, 11, 22), ZoneInfo("Europe/Paris"))


def zip_500() -> list[Line]:
    """Read in a process of its own, as an upload is."""
    with TemporaryDirectory(prefix="bench-") as folder:
        path = Path(folder) / "activities.zip"
        write_mixed_zip(path, FILES)
        readings, seconds, peak = in_fresh_process(read_zip, path)
    _check(readings)
    return [("zip_500_s", seconds, "s", 20), ("zip_500_mb", peak, "MB", 300)]


def read_zip(path: Path) -> list[LargeReading]:
    """All readings of a zip on disk, nobody told meanwhile."""
    return list(read_large(path, path.name, EDITION, lambda _: None))


def _check(readings: list[LargeReading]) -> None:
    assert len(readings) == FILES
    assert all(9_900 < reading.measures[0].distance_m < 10_100 for reading in readings)
    assert all(reading.measures[0].sport == "run" for reading in readings)
