"""TCX: one outing per activity, its laps added up; each leg of a multisport session is an activity."""

from dataclasses import dataclass, field, replace

import numpy as np
from lxml import etree

from challenge.domain.evidence import Evidence
from challenge.domain.recorded import Recorded
from challenge.errors import NoActivityError
from challenge.imports.markup import moment, name_of, number
from challenge.imports.pace import fingerprint
from challenge.imports.points import Floats, known, points_of
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.sport_words import is_indoor, sport_of_word
from challenge.imports.track import Stated, recorded_of
from challenge.imports.trackpoints import Shape, enclosing, runs
from challenge.imports.up_to_damage import each_recorded, found_by

SHAPE = Shape(
    "Trackpoint",
    "Time",
    ("Position/LatitudeDegrees", "Position/LongitudeDegrees", "AltitudeMeters", "DistanceMeters"),
    places=("Track", "Lap", "Activity"),
)
FIGURES = ("TotalTimeSeconds", "Steps")
DISTANCE = "{*}DistanceMeters"
"""A figure too, but every point states one, so those of laps are sought where they stand."""
MAKER = "garmin"
"""The format is Garmin's, and so are the devices whose unit number it names; FIT files call it a serial number."""


@dataclass(slots=True)
class _Activity:
    """An activity while it is read."""

    sport: str | None
    evidence: Evidence
    started: float | None = None
    """Of its first lap, NaN where the lap does not say it."""
    lap: etree._Element | None = None
    """The last one whose distance was counted."""
    totals: dict[str, float] = field(default_factory=dict)
    rows: list[Floats] = field(default_factory=list)
    whole: bool = False
    """Its end was seen, so its totals are those of all its points."""


def read_tcx(data: bytes, _: Context = NOTHING_KNOWN, /) -> Found:
    """Outings of a TCX file; raises NoActivityError, TooManyPointsError and the others of a track."""
    activities: list[_Activity] = []
    return found_by(lambda: _collect(data, activities), lambda: each_recorded(activities, _outing))


def _collect(data: bytes, activities: list[_Activity]) -> None:
    current = None
    for element, rows in runs(data, SHAPE, ("UnitId", *FIGURES)):
        activity = enclosing(element, "Activity")
        if activity is not None and activity is not current:
            current = activity
            activities.append(_begun(activity.get("Sport")))
        if activities:
            _add(activities[-1], element, rows)


def _begun(word: str | None) -> _Activity:
    return _Activity(sport_of_word(word), Evidence(indoor=is_indoor(word)))


def _add(activity: _Activity, element: etree._Element, rows: Floats | None) -> None:
    name, lap = name_of(element), enclosing(element, "Lap")
    if rows is not None:
        activity.rows.append(rows)
    elif name == "Activity":
        activity.whole = True
    elif name == "UnitId":
        activity.evidence = replace(activity.evidence, device=fingerprint(MAKER, element.text))
    if lap is None or enclosing(element, SHAPE.point) is not None:
        return
    if activity.started is None:
        activity.started = moment(lap.get("StartTime"))
    # Its own figures: children, or grandchildren in its extensions, never those of a point.
    figures = [(name, element)] if name in FIGURES else []
    figures += [("DistanceMeters", distance) for distance in _distances(activity, lap, element, rows)]
    for figure, stated in figures:
        activity.totals[figure] = activity.totals.get(figure, 0) + number(stated.text)


def _distances(
    activity: _Activity, lap: etree._Element, element: etree._Element, rows: Floats | None
) -> list[etree._Element]:
    """Those that a lap states, each once: they are whole where its first points are met, and at its end."""
    if element is lap and rows is None:
        found = list(lap.iterchildren(DISTANCE))
    elif rows is not None and lap is not activity.lap:
        found = list(element.itersiblings(DISTANCE, preceding=True))
    else:
        return []
    activity.lap = lap
    for distance in found:
        distance.tag = "counted"
    return found


def _outing(activity: _Activity) -> Recorded:
    if not activity.rows and not activity.totals:
        raise NoActivityError
    totals = activity.totals if activity.whole else {}
    stated = Stated(
        started=None if activity.started is None else known(activity.started),
        moving=totals.get("TotalTimeSeconds"),
        distance=totals.get("DistanceMeters"),
        steps=totals.get("Steps"),
    )
    points = points_of(np.concatenate(activity.rows) if activity.rows else [])
    return recorded_of(points, activity.sport, stated, activity.evidence)
