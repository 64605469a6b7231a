"""A zip of runs of ten kilometres, a point a second, in every format that watches and services write."""

import gzip
import random
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyfitparsernative

FIRST_DAY = date(2026, 10, 26)
DAYS = 28
SECONDS, METRES_PER_SECOND = 3_000, 10_000 / 3_000
METRE = 1 / 111_195.08
"""Degrees of latitude."""
SEMICIRCLE = 2**31 / 180
"""FIT counts places in them, so many to a degree."""


def write_mixed_zip(path: Path, files: int) -> None:
    """Write a zip of so many files, the formats in turn and each file a run of its own."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for number in range(files):
            ending, written = FORMATS[number % len(FORMATS)]
            archive.writestr(f"activities/{number}.{ending}", written(number))


def _start(number: int) -> datetime:
    day = FIRST_DAY + timedelta(days=number % DAYS)
    return datetime(day.year, day.month, day.day, 5, 0, 0, tzinfo=UTC) + timedelta(minutes=number)


def _points(number: int) -> list[tuple[str, float, float, float, int]]:
    """Time, latitude, metres so far, height and pulse of each second."""
    noise = random.Random(number)
    start = _start(number)
    return [
        (
            (start + timedelta(seconds=second)).strftime("%Y-%m-%dT%H:%M:%S"),
            45 + second * METRES_PER_SECOND * METRE + noise.uniform(-2e-6, 2e-6),
            second * METRES_PER_SECOND,
            200 + second % 600 / 10,
            noise.randrange(110, 160),
        )
        for second in range(SECONDS + 1)
    ]


def _gpx(number: int) -> bytes:
    points = "".join(
        f'   <trkpt lat="{latitude:.7f}" lon="5.1000000">\n    <ele>{height:.1f}</ele>\n    <time>{at}Z</time>\n'
        f"    <extensions>\n     <gpxtpx:TrackPointExtension>\n      <gpxtpx:hr>{pulse}</gpxtpx:hr>\n"
        "     </gpxtpx:TrackPointExtension>\n    </extensions>\n   </trkpt>\n"
        for at, latitude, _, height, pulse in _points(number)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<gpx version="1.1" creator="bench" '
        'xmlns="http://www.topografix.com/GPX/1/1" '
        'xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n <trk>\n  <type>running</type>\n'
        f"  <trkseg>\n{points}  </trkseg>\n </trk>\n</gpx>\n"
    ).encode()


def _tcx(number: int) -> bytes:
    points = "".join(
        f"<Trackpoint><Time>{at}Z</Time><Position><LatitudeDegrees>{latitude:.7f}</LatitudeDegrees>"
        f"<LongitudeDegrees>5.1</LongitudeDegrees></Position><AltitudeMeters>{height:.1f}</AltitudeMeters>"
        f"<DistanceMeters>{metres:.2f}</DistanceMeters><HeartRateBpm><Value>{pulse}</Value></HeartRateBpm>"
        "</Trackpoint>\n"
        for at, latitude, metres, height, pulse in _points(number)
    )
    start = _start(number).strftime("%Y-%m-%dT%H:%M:%SZ")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<TrainingCenterDatabase '
        'xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Running">'
        f'<Id>{start}</Id><Lap StartTime="{start}"><TotalTimeSeconds>{SECONDS}</TotalTimeSeconds>'
        f"<DistanceMeters>10000</DistanceMeters><Track>{points}</Track></Lap></Activity></Activities>"
        "</TrainingCenterDatabase>"
    ).encode()


def _fit(number: int) -> bytes:
    points = _points(number)
    records = [
        {
            "message_type": "record",
            "timestamp": at,
            "position_lat": round(latitude * SEMICIRCLE),
            "position_long": round(5.1 * SEMICIRCLE),
            "distance": metres,
            "enhanced_altitude": height,
            "heart_rate": pulse,
        }
        for at, latitude, metres, height, pulse in points
    ]
    session = {
        "message_type": "session",
        "sport": "running",
        "start_time": points[0][0],
        "timestamp": points[-1][0],
        "total_timer_time": float(SECONDS),
        "total_elapsed_time": float(SECONDS),
        "total_distance": 10_000.0,
    }
    kind = {"message_type": "file_id", "type": "activity", "manufacturer": "garmin", "time_created": points[0][0]}
    return pyfitparsernative.write_fit_bytes([kind, *records, session])


FORMATS: tuple[tuple[str, Callable[[int], bytes]], ...] = (
    ("gpx", _gpx),
    ("fit", _fit),
    ("tcx", _tcx),
    ("fit.gz", lambda number: gzip.compress(_fit(number), 1)),
    ("gpx.gz", lambda number: gzip.compress(_gpx(number), 1)),
)
