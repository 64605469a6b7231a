"""GPX: the tracks of a file as outings; routes and waypoints are plans, not activities."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from challenge.domain.evidence import Evidence
from challenge.domain.recorded import Recorded
from challenge.errors import NoActivityError
from challenge.imports.markup import name_of
from challenge.imports.points import Floats, check_dates, check_times, points_of
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.sport_words import is_indoor, sport_of_word
from challenge.imports.track import recorded_of
from challenge.imports.trackpoints import Shape, enclosing, runs
from challenge.imports.up_to_damage import each_recorded, found_by

SHAPE = Shape("trkpt", "time", ("@lat", "@lon", "ele"), places=("trkseg", "trk"))
ONE_OUTING_SECONDS = 4 * 3600
"""Pieces of one sport closer together than this are one outing with a pause; a night parts two."""


@dataclass(slots=True)
class _Track:
    """A track while it is read."""

    sport: str | None = None
    indoor: bool | None = None
    runs: list[Floats] = field(default_factory=list)
    """Its rows, in one table or several."""

    @property
    def rows(self) -> Floats:
        """All of its rows in the order of the file."""
        return np.concatenate(self.runs)


def read_gpx(data: bytes, _: Context = NOTHING_KNOWN, /) -> Found:
    """Outings of a GPX file; raises NoActivityError, NoTimesError, TooManyPointsError and the others of a track."""
    tracks: list[_Track] = []
    return found_by(lambda: _collect(data, tracks), lambda: _recorded(tracks))


def _collect(data: bytes, tracks: list[_Track]) -> None:
    current = None
    for element, rows in runs(data, SHAPE, ("type",)):
        track = enclosing(element, "trk")
        if track is not None and track is not current:
            current = track
            tracks.append(_Track())
        if rows is not None and tracks:
            tracks[-1].runs.append(rows)
        elif name_of(element) == "type" and track is not None and element.getparent() is track:
            tracks[-1].sport, tracks[-1].indoor = sport_of_word(element.text), is_indoor(element.text)


def _recorded(tracks: Sequence[_Track]) -> tuple[Recorded, ...]:
    tracks = [track for track in tracks if track.runs]
    if not tracks:
        raise NoActivityError
    everything = points_of(np.concatenate([rows for track in tracks for rows in track.runs]))
    check_times(everything)
    check_dates(everything)
    return each_recorded(_outings(tracks), _outing)


def _outing(track: _Track) -> Recorded:
    return recorded_of(points_of(track.rows), track.sport, evidence=Evidence(indoor=track.indoor))


def _outings(tracks: Sequence[_Track]) -> list[_Track]:
    """Pieces joined where they follow each other closely in the same sport."""
    pieces = [piece for track in tracks for piece in _pieces(track)]
    outings: list[_Track] = []
    end = 0.0
    for piece in sorted(pieces, key=_first):
        times = piece.rows[:, 0]
        if outings and outings[-1].sport == piece.sport and times.min() - end <= ONE_OUTING_SECONDS:
            outings[-1].runs.extend(piece.runs)
            end = max(end, times.max())
        else:
            outings.append(piece)
            end = times.max()
    return [outing for outing in outings if sum(map(len, outing.runs)) > 1]


def _first(track: _Track) -> list[float]:
    """The earliest row, by which tracks are put in order."""
    rows = track.rows
    return min(rows[rows[:, 0] == rows[:, 0].min()].tolist())


def _pieces(track: _Track) -> list[_Track]:
    """A track cut where nothing was recorded for hours; the rows of a piece stay in the order of the file."""
    rows = track.rows
    timed = rows[np.isfinite(rows[:, 0])]
    if not len(timed):
        return []
    times = np.sort(timed[:, 0])
    cuts = times[1:][np.diff(times) > ONE_OUTING_SECONDS]
    if not len(cuts):
        return [_Track(track.sport, track.indoor, [timed])]
    numbers = np.searchsorted(cuts, timed[:, 0], side="right")
    order = np.argsort(numbers, kind="stable")
    pieces = np.split(timed[order], np.flatnonzero(np.diff(numbers[order])) + 1)
    return [_Track(track.sport, track.indoor, [piece]) for piece in pieces]
