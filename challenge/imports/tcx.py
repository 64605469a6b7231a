"""TCX: one outing per activity, its laps added up; each leg of a multisport session is an activity."""

from dataclasses import dataclass, field

from lxml import etree

from challenge.domain.measure import Measure
from challenge.errors import DamagedFileError, FileRefusedError, NoActivityError, TooManyPointsError, TooShortError
from challenge.imports.limits import MAX_PIECES, MAX_POINTS
from challenge.imports.markup import elements, moment, name_of, number
from challenge.imports.points import Row, known, points_of
from challenge.imports.reading import Found
from challenge.imports.sport_words import sport_of_word
from challenge.imports.track import Stated, measure_of

NAMES = ("Activity", "Lap", "Track", "Trackpoint", "TotalTimeSeconds", "DistanceMeters", "Steps")


@dataclass(slots=True)
class _Activity:
    """An activity while it is read."""

    sport: str | None
    lap_starts: list[float] = field(default_factory=list)
    totals: dict[str, float] = field(default_factory=dict)
    rows: list[Row] = field(default_factory=list)
    whole: bool = False
    """Its end was seen, so its totals are those of all its points."""


def read_tcx(data: bytes) -> Found:
    """Outings of a TCX file; raises NoActivityError, TooManyPointsError and the others of a track."""
    activities: list[_Activity] = []
    damaged = False
    try:
        _collect(data, activities)
    except DamagedFileError:
        damaged = True
    try:
        return Found(_measures(activities), damaged=damaged)
    except FileRefusedError as error:
        if damaged:
            raise DamagedFileError from error
        raise


def _collect(data: bytes, activities: list[_Activity]) -> None:
    segment, count = 0.0, 0
    for event, element in elements(data, NAMES):
        name = name_of(element)
        if event == "start":
            segment += name in {"Activity", "Lap", "Track"}
            if segment > MAX_PIECES:
                raise TooManyPointsError(most=MAX_POINTS)
            if name == "Activity":
                activities.append(_Activity(sport_of_word(element.get("Sport"))))
            elif name == "Lap" and activities:
                activities[-1].lap_starts.append(moment(element.get("StartTime")))
        elif name == "Trackpoint" and activities:
            count += 1
            if count > MAX_POINTS:
                raise TooManyPointsError(most=MAX_POINTS)
            activities[-1].rows.append(_row(element, segment))
        elif name == "Activity":
            activities[-1].whole = True
        elif activities and _is_of_lap(element):
            totals = activities[-1].totals
            totals[name] = totals.get(name, 0) + number(element.text)


def _is_of_lap(element: etree._Element) -> bool:
    """A lap's own figure: its child, or a grandchild in its extensions, never one of a point."""
    names = [name_of(parent) for parent in element.iterancestors()]
    return "Trackpoint" not in names and "Lap" in names and name_of(element) not in NAMES[:4]


def _row(point: etree._Element, segment: float) -> Row:
    found = {name_of(child): child.text for child in point}
    place = {name_of(child): child.text for position in point if name_of(position) == "Position" for child in position}
    return (
        moment(found.get("Time")),
        number(place.get("LatitudeDegrees")),
        number(place.get("LongitudeDegrees")),
        number(found.get("AltitudeMeters")),
        number(found.get("DistanceMeters")),
        segment,
    )


def _measures(activities: list[_Activity]) -> tuple[Measure, ...]:
    measures = []
    refusal: FileRefusedError = NoActivityError()
    for activity in activities:
        try:
            measures.append(_measure(activity))
        except (TooShortError, NoActivityError) as error:
            refusal = error
    if not measures:
        raise refusal
    return tuple(measures)


def _measure(activity: _Activity) -> Measure:
    if not activity.rows and not activity.totals:
        raise NoActivityError
    totals = activity.totals if activity.whole else {}
    stated = Stated(
        started=known(activity.lap_starts[0]) if activity.lap_starts else None,
        moving=totals.get("TotalTimeSeconds"),
        distance=totals.get("DistanceMeters"),
        steps=totals.get("Steps"),
    )
    return measure_of(points_of(activity.rows), activity.sport, stated)
