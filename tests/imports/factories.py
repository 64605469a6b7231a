"""Small files the tests write themselves."""

import io
import zipfile
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pyfitparsernative

from challenge.imports.reading import FileReading
from challenge.imports.registry import read_file

START = datetime(2026, 5, 4, 7, tzinfo=UTC)
METRE = 1 / 111_195.08
"""Degrees of latitude."""


def read(data: bytes | str, name: str = "upload") -> list[FileReading]:
    """All readings of an upload."""
    return list(read_file(name, io.BytesIO(data.encode() if isinstance(data, str) else data)))


def only(data: bytes | str, name: str = "upload") -> FileReading:
    """The one reading of an upload that is one file."""
    (reading,) = read(data, name)
    return reading


def measure(data: bytes | str):
    """The one measure of an upload that is one outing."""
    reading = only(data)
    assert reading.refused is None, reading.refused
    (found,) = reading.measures
    return found


def refusal(data: bytes | str) -> str:
    """Name of the refusal of an upload that is one file; empty where it was read."""
    refused = only(data).refused
    return type(refused).__name__ if refused else ""


def stamp(second: float, start: datetime = START) -> str:
    """A moment of the recording as files write it."""
    return (start + timedelta(seconds=second)).isoformat().replace("+00:00", "Z")


Step = tuple[float, float]
"""Second, metres north of the start."""


def steady(seconds: int, metres_per_second: float, since: int = 0, metres: float = 0) -> list[Step]:
    """A step a second at one speed."""
    return [(since + second, metres + second * metres_per_second) for second in range(seconds + 1)]


def points(steps: Iterable[Step], start: datetime = START, heights: Iterable[float] | None = None) -> str:
    """Track points of a GPX on one meridian."""
    lines = []
    height = iter(() if heights is None else heights)
    for second, metres in steps:
        altitude = f"<ele>{next(height)}</ele>" if heights is not None else ""
        lines.append(
            f'<trkpt lat="{45 + metres * METRE:.8f}" lon="5">{altitude}<time>{stamp(second, start)}</time></trkpt>'
        )
    return "".join(lines)


def gpx(*tracks: str, sport: str = "running") -> str:
    """A GPX of one track for each run of points."""
    body = "".join(f"<trk><type>{sport}</type><trkseg>{track}</trkseg></trk>" for track in tracks)
    return f'<?xml version="1.0"?><gpx version="1.1" xmlns="http://www.topografix.com/GPX/1/1">{body}</gpx>'


def tcx(*activities: str) -> str:
    """A TCX of activities."""
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">'
        f"<Activities>{''.join(activities)}</Activities></TrainingCenterDatabase>"
    )


def tcx_activity(sport: str, seconds: float, metres: float, steps: Iterable[Step] = (), since: int = 0) -> str:
    """One activity of one lap, its trackpoints with places and the distance so far."""
    track = "".join(
        f"<Trackpoint><Time>{stamp(second)}</Time><Position><LatitudeDegrees>{45 + way * METRE:.8f}</LatitudeDegrees>"
        f"<LongitudeDegrees>5</LongitudeDegrees></Position><DistanceMeters>{way}</DistanceMeters></Trackpoint>"
        for second, way in steps
    )
    return (
        f'<Activity Sport="{sport}"><Id>{stamp(since)}</Id><Lap StartTime="{stamp(since)}">'
        f"<TotalTimeSeconds>{seconds}</TotalTimeSeconds><DistanceMeters>{metres}</DistanceMeters>"
        f"<Track>{track}</Track></Lap></Activity>"
    )


def session(sport: str, since: int, seconds: int, metres: float, **more) -> dict:
    """One session of a FIT file."""
    return {
        "message_type": "session",
        "sport": sport,
        "start_time": stamp(since)[:19],
        "timestamp": stamp(since + seconds)[:19],
        "total_timer_time": float(seconds),
        "total_elapsed_time": float(seconds),
        "total_distance": float(metres),
        **more,
    }


def records(steps: Iterable[Step]) -> list[dict]:
    """Records of a FIT file with places and the distance so far."""
    return [
        {
            "message_type": "record",
            "timestamp": stamp(second)[:19],
            "position_lat": round((45 + metres * METRE) * 2**31 / 180),
            "position_long": round(5 * 2**31 / 180),
            "distance": float(metres),
        }
        for second, metres in steps
    ]


def fit(*messages: dict, kind: str = "activity", **named) -> bytes:
    """A FIT file of these messages, with what its device says of itself."""
    file_id = {"message_type": "file_id", "type": kind, "manufacturer": "garmin", "time_created": stamp(0)[:19]} | named
    return pyfitparsernative.write_fit_bytes([file_id, *messages])


def zipped(**members: bytes | str) -> bytes:
    """A zip of members; a double underscore in a name stands for its dot."""
    return packed({name.replace("__", "."): content for name, content in members.items()})


def packed(members: dict[str, bytes | str]) -> bytes:
    """A zip of members under these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
