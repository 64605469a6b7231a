"""GPX: the tracks of a file as outings; routes and waypoints are plans, not activities."""

from dataclasses import dataclass, field

from lxml import etree

from challenge.domain.measure import Measure
from challenge.errors import DamagedFileError, FileRefusedError, NoActivityError, TooManyPointsError, TooShortError
from challenge.imports.limits import MAX_PIECES, MAX_POINTS
from challenge.imports.markup import elements, moment, name_of, number
from challenge.imports.points import UNKNOWN, Row, check_dates, check_times, known, points_of
from challenge.imports.reading import Found
from challenge.imports.sport_words import sport_of_word
from challenge.imports.track import measure_of

NAMES = ("trk", "trkseg", "trkpt", "type")
ONE_OUTING_SECONDS = 4 * 3600
"""Pieces of one sport closer together than this are one outing with a pause; a night parts two."""


@dataclass(slots=True)
class _Track:
    """A track while it is read."""

    sport: str | None = None
    rows: list[Row] = field(default_factory=list)


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
            if segment > MAX_PIECES:
                raise TooManyPointsError(most=MAX_POINTS)
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
    check_dates(points_of(everything))
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
    """Pieces joined where they follow each other closely in the same sport."""
    pieces = [piece for track in tracks for piece in _pieces(track)]
    outings: list[_Track] = []
    end = 0.0
    for piece in sorted(pieces, key=lambda piece: piece.rows[0]):
        since, until = piece.rows[0][0], piece.rows[-1][0]
        if outings and outings[-1].sport == piece.sport and since - end <= ONE_OUTING_SECONDS:
            outings[-1].rows.extend(piece.rows)
            end = max(end, until)
        else:
            outings.append(piece)
            end = until
    return [outing for outing in outings if len(outing.rows) > 1]


def _pieces(track: _Track) -> list[_Track]:
    """A track in order of its times, cut where nothing was recorded for hours."""
    pieces: list[_Track] = []
    timed = (row for row in track.rows if known(row[0]) is not None)
    for row in sorted(timed, key=lambda row: row[0]):
        if not pieces or row[0] - pieces[-1].rows[-1][0] > ONE_OUTING_SECONDS:
            pieces.append(_Track(track.sport))
        pieces[-1].rows.append(row)
    return pieces
