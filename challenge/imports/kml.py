"""KML: the timed tracks of a file as outings; what has no times is a plan or a drawing."""

from dataclasses import dataclass, field

from challenge.domain.recorded import Recorded
from challenge.errors import NoActivityError, TooManyPointsError
from challenge.imports.limits import MAX_PIECES, MAX_POINTS
from challenge.imports.markup import elements, moment, name_of, number
from challenge.imports.points import UNKNOWN, Row, check_dates, check_times, points_of
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.sport_words import sport_of_word
from challenge.imports.track import recorded_of
from challenge.imports.up_to_damage import each_recorded, found_by

NAMES = ("Placemark", "Track", "when", "coord", "name", "value", "LineString")
"""Tracks are `gx:Track`, a time and a place for each point (KML Reference, Google extension namespace)."""


@dataclass(slots=True)
class _Placemark:
    """What a file tells under one name, while it is read."""

    words: list[str] = field(default_factory=list)
    """Its name and the values of its data: one of them may name the sport."""
    rows: list[Row] = field(default_factory=list)

    @property
    def sport(self) -> str | None:
        """The first sport that one of its words names."""
        named = (sport_of_word(word) for words in self.words for word in (words, *words.split()))
        return next((sport for sport in named if sport), None)


@dataclass(slots=True)
class _Columns:
    """Times and places of one track; they stand one after the other or in turn."""

    times: list[float] = field(default_factory=list)
    places: list[tuple[float, float, float]] = field(default_factory=list)

    def rows(self, segment: float) -> list[Row]:
        """One row for each time with its place."""
        return [
            (seconds, latitude, longitude, altitude, UNKNOWN, segment)
            for seconds, (longitude, latitude, altitude) in zip(self.times, self.places, strict=False)
        ]


@dataclass(slots=True)
class _Reading:
    """A file while it is read."""

    placemarks: list[_Placemark] = field(default_factory=list)
    columns: _Columns = field(default_factory=_Columns)
    points: int = 0
    pieces: int = 0
    drawn: bool = False
    """It holds lines without times."""


def read_kml(data: bytes, _: Context = NOTHING_KNOWN, /) -> Found:
    """Outings of a KML file; raises NoActivityError, NoTimesError, TooManyPointsError and the others of a track."""
    reading = _Reading()
    return found_by(lambda: _collect(data, reading), lambda: _recorded(reading))


def _collect(data: bytes, reading: _Reading) -> None:
    for event, element in elements(data, NAMES):
        if event == "start":
            _begin(reading, name_of(element))
        else:
            _end(reading, name_of(element), element.text)


def _begin(reading: _Reading, name: str) -> None:
    reading.pieces += name in {"Placemark", "Track"}
    if reading.pieces > MAX_PIECES:
        raise TooManyPointsError(most=MAX_POINTS)
    if name == "Placemark":
        reading.placemarks.append(_Placemark())
    elif name == "Track":
        reading.columns = _Columns()


def _end(reading: _Reading, name: str, text: str | None) -> None:
    if name == "LineString":
        reading.drawn = True
    elif name == "when":
        reading.columns.times.append(moment(text))
    elif name == "coord":
        reading.points += 1
        if reading.points > MAX_POINTS:
            raise TooManyPointsError(most=MAX_POINTS)
        reading.columns.places.append(_place(text))
    elif name == "Track" and reading.placemarks:
        reading.placemarks[-1].rows += reading.columns.rows(reading.pieces)
    elif name in {"name", "value"} and reading.placemarks and text:
        reading.placemarks[-1].words.append(text)


def _place(text: str | None) -> tuple[float, float, float]:
    """Longitude, latitude and altitude, as KML writes them."""
    figures = [number(part) for part in (text or "").split()[:3]]
    longitude, latitude, altitude = (*figures, UNKNOWN, UNKNOWN, UNKNOWN)[:3]
    return longitude, latitude, altitude


def _recorded(reading: _Reading) -> tuple[Recorded, ...]:
    timed = [placemark for placemark in reading.placemarks if placemark.rows]
    if not timed:
        if reading.drawn:
            check_times(points_of([(UNKNOWN,) * 6]))
        raise NoActivityError
    everything = points_of([row for placemark in timed for row in placemark.rows])
    check_times(everything)
    check_dates(everything)
    activities = each_recorded(timed, lambda placemark: recorded_of(points_of(placemark.rows), placemark.sport))
    return tuple(sorted(activities, key=lambda one: one.measure.started_at))
