"""Benchmarks of the importers: prints one line per figure, `name value unit limit`."""

import io
import random
import time
import zipfile
from datetime import UTC, datetime, timedelta

import fitdecode
import pyfitparsernative

from challenge.imports.registry import read_file

Line = tuple[str, float, str, float]
"""Name, value, unit, limit."""
START = datetime(2025, 3, 1, 7, tzinfo=UTC)
FIT_RECORDS = 27_000
ZIP_FILES, ZIP_POINTS = 100, 3_600


def fit_1mb() -> Line:
    """Our reading of a FIT file of about 1 MB as a share of fitdecode's time for the same bytes."""
    data = _fit()
    ours = min(_seconds(lambda: list(read_file("ride.fit", io.BytesIO(data)))) for _ in range(3))
    theirs = min(_seconds(lambda: list(fitdecode.FitReader(data))) for _ in range(2))
    return "fit_1mb", ours / theirs, "ratio", 0.15


def zip_100() -> Line:
    """Seconds for a zip of 100 different GPX files of 10 km each."""
    data = _zip()
    return "zip_100", _seconds(lambda: _check(list(read_file("export.zip", io.BytesIO(data))))), "s", 6.0


def _seconds(work) -> float:  # noqa: ANN001 any piece of work
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _check(readings) -> None:  # noqa: ANN001 those of the zip
    assert len(readings) == ZIP_FILES
    assert all(9_000 < reading.measures[0].distance_m < 11_000 for reading in readings)


def _fit() -> bytes:
    def stamp(second: int) -> str:
        return (START + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S")

    messages = [{"message_type": "file_id", "type": "activity", "manufacturer": "garmin", "time_created": stamp(0)}]
    messages += [
        {
            "message_type": "record",
            "timestamp": stamp(second),
            "position_lat": 580_000_000 + 300 * second,
            "position_long": 28_000_000 + 200 * second,
            "distance": second * 5.0,
            "enhanced_altitude": 100 + second % 300 / 5,
            "enhanced_speed": 5.0,
            "heart_rate": 120 + second % 40,
            "cadence": 80,
            "power": 180 + second % 90,
            "temperature": 18,
            "speed": 5.0,
            "altitude": 100 + second % 300 / 5,
            "accumulated_power": second * 180,
        }
        for second in range(FIT_RECORDS)
    ]
    messages.append(
        {
            "message_type": "session",
            "start_time": stamp(0),
            "timestamp": stamp(FIT_RECORDS),
            "sport": "cycling",
            "total_timer_time": float(FIT_RECORDS),
            "total_elapsed_time": float(FIT_RECORDS),
            "total_distance": FIT_RECORDS * 5.0,
        }
    )
    return pyfitparsernative.write_fit_bytes(messages)


def _zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(ZIP_FILES):
            archive.writestr(f"outing-{number}.gpx", _gpx(number))
    return packed.getvalue()


def _gpx(number: int) -> str:
    noise = random.Random(number)
    start = START + timedelta(days=number)
    points = "\n".join(
        f'<trkpt lat="{45 + second * 2.5e-5 + noise.uniform(-2e-6, 2e-6):.7f}" lon="{5 + number / 100:.7f}">\n'
        f" <ele>{200 + second % 600 / 10:.1f}</ele>\n"
        f" <time>{(start + timedelta(seconds=second)).strftime('%Y-%m-%dT%H:%M:%SZ')}</time>\n"
        " <extensions>\n  <gpxtpx:TrackPointExtension>\n"
        f"   <gpxtpx:hr>{noise.randrange(110, 160)}</gpxtpx:hr>\n"
        "  </gpxtpx:TrackPointExtension>\n </extensions>\n</trkpt>"
        for second in range(ZIP_POINTS)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="bench" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n <trk>\n  <type>running</type>\n'
        f"  <trkseg>\n{points}\n  </trkseg>\n </trk>\n</gpx>\n"
    )


if __name__ == "__main__":
    for figure in (fit_1mb, zip_100):
        name, value, unit, limit = figure()
        print(f"{name} {value:.3f} {unit} {limit}")
