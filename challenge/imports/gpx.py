"""GPX: the tracks of a file as outings; routes and waypoints are plans, not activities."""

from dataclasses import dataclass, field

from lxml import etree

from challenge.domain.measure import Measure
from challenge.errors import DamagedFileError, FileRefusedError, NoActivityError, TooManyPointsError, TooShortError
from challenge.imports.limits import MAX_POINTS
from challenge.imports.markup import elements, moment, name_of, number
from challenge.imports.points import UNKNOWN, Row, check_times, known, points_of
from challenge.imports.reading import Found
from challenge.imports.sport_words import sport_of_word
from challenge.imports.track import measure_of

NAMES = ("trk", "trkseg", "trkpt", "type")
ONE_OUTING_SECONDS = 4 * 3600
"""Tracks of one sport closer together than this are one outing, cut by pauses."""


@dataclass(slots=True)
class _Track:
    """A track while it is read."""

    sport: str | None = None
    rows: list[Row] = field(default_factory=list)

    def times(self) -> list[float]:
        return [row[0] for row in self.rows if known(row[0]) is not None]


def read_gpx(data: bytes) -> Found:
    """Outings of a GPX file; raises NoActivityError, NoTimesError, TooManyPointsError and the others of a track."""
    tracks: list[_Track] = []
    damaged = False
    try:
        _collect(data, tracks)
    except DamagedFileError:
        damaged = True
    try:
        return Found(_measures(tracks), damaged=damaged)
    except FileRefusedError as error:
        if damaged:
            raise DamagedFileError from error
        raise


def _collect(data: bytes, tracks: list[_Track]) -> None:
    segment, count = 0.0, 0
    for event, element in elements(data, NAMES):
        name = name_of(element)
        if event == "start":
            if name == "trk":
                tracks.append(_Track())
            segment += name in {"trk", "trkseg"}
        elif name == "trkpt" and tracks:
            count += 1
            if count > MAX_POINTS:
                raise TooManyPointsError(most=MAX_POINTS)
            tracks[-1].rows.append(_row(element, segment))
        elif name == "type" and tracks and _is_in_track(element):
            tracks[-1].sport = sport_of_word(element.text)


def _is_in_track(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and name_of(parent) == "trk"


def _row(point: etree._Element, segment: float) -> Row:
    seconds = altitude = UNKNOWN
    for child in point:
        name = name_of(child)
        if name == "time":
            seconds = moment(child.text)
        elif name == "ele":
            altitude = number(child.text)
    return seconds, number(point.get("lat")), number(point.get("lon")), altitude, UNKNOWN, segment


def _measures(tracks: list[_Track]) -> tuple[Measure, ...]:
    everything = [row for track in tracks for row in track.rows]
    if not everything:
        raise NoActivityError
    check_times(points_of(everything))
    measures = []
    refusal: FileRefusedError = NoActivityError()
    for outing in _outings(tracks):
        try:
            measures.append(measure_of(points_of(outing.rows), outing.sport))
        except (TooShortError, NoActivityError) as error:
            refusal = error
    if not measures:
        raise refusal
    return tuple(measures)


def _outings(tracks: list[_Track]) -> list[_Track]:
    """Tracks joined where they follow each other closely in the same sport."""
    outings: list[_Track] = []
    ends = 0.0
    for track in sorted((track for track in tracks if track.times()), key=lambda track: min(track.times())):
        times = track.times()
        if outings and outings[-1].sport == track.sport and min(times) - ends <= ONE_OUTING_SECONDS:
            outings[-1].rows.extend(track.rows)
            ends = max(ends, *times)
        else:
            outings.append(_Track(track.sport, list(track.rows)))
            ends = max(times)
    return outings
