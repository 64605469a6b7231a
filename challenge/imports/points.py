"""Points: the columns of a recording, put in order and freed of what cannot be."""

import math
import time
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime

import numpy as np
import numpy.typing as npt

from challenge.errors import ImpossibleDateError, NoTimesError

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]
Row = tuple[float, float, float, float, float, float]
"""One point: seconds since 1970, latitude, longitude, altitude, distance so far, number of its segment."""

UNKNOWN = float("nan")
DAY_SECONDS = 24 * 3600
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC).timestamp()
MIN_TIMED_SHARE = 0.25
"""Below this share of points with a time the recording has been edited or stripped."""
ALTITUDES_M = (-500, 9_000)


@dataclass(frozen=True, slots=True)
class Points:
    """Columns of equal length; unknown values are NaN."""

    seconds: Floats
    """Since 1970."""
    latitude: Floats
    """Degrees."""
    longitude: Floats
    """Degrees."""
    altitude: Floats
    """Metres."""
    distance: Floats
    """Metres since the start, as the device counted them."""
    segment: Floats
    """Number of the piece between two breaks."""

    def __len__(self) -> int:
        return len(self.seconds)

    def where(self, chosen: npt.NDArray[np.bool_] | npt.NDArray[np.intp]) -> "Points":
        """These points only, or in this order."""
        return Points(*(getattr(self, field.name)[chosen] for field in fields(self)))


def points_of(rows: Sequence[Row] | Floats) -> Points:
    """Columns from rows."""
    table = np.asarray(rows, dtype=np.float64).reshape(-1, 6)
    return Points(*(np.ascontiguousarray(column) for column in table.T))


def known(value: float) -> float | None:
    """A finite number, else None."""
    return value if math.isfinite(value) else None


def check_date(seconds: float) -> None:
    """Raises ImpossibleDateError before 1990 and after tomorrow."""
    if not EARLIEST <= seconds <= time.time() + DAY_SECONDS:
        raise ImpossibleDateError


def check_dates(points: Points) -> None:
    """Raises ImpossibleDateError where the time of a point cannot be."""
    times = points.seconds[np.isfinite(points.seconds)]
    if len(times):
        check_date(float(times.min()))
        check_date(float(times.max()))


def check_times(points: Points) -> None:
    """Raises NoTimesError where too few points have a time."""
    timed = int(np.isfinite(points.seconds).sum())
    if timed < max(2, MIN_TIMED_SHARE * len(points)):
        raise NoTimesError(points=len(points), timed=timed)


def are_places(latitude: Floats, longitude: Floats) -> Bools:
    """Which of these are places on the globe."""
    placed: Bools = (np.abs(latitude) <= 90) & (np.abs(longitude) <= 180)  # noqa: PLR2004 degrees of the globe
    return placed


def in_order(points: Points) -> Points:
    """Points with a time, in its order and each time once; places and heights that cannot be are unknown."""
    points = points.where(np.isfinite(points.seconds))
    points = points.where(np.unique(points.seconds, return_index=True)[1])
    placed = are_places(points.latitude, points.longitude)
    lowest, highest = ALTITUDES_M
    real = (points.altitude >= lowest) & (points.altitude <= highest)
    return Points(
        seconds=points.seconds,
        latitude=np.where(placed, points.latitude, UNKNOWN),
        longitude=np.where(placed, points.longitude, UNKNOWN),
        altitude=np.where(real, points.altitude, UNKNOWN),
        distance=np.where(np.isfinite(points.distance), points.distance, UNKNOWN),
        segment=points.segment,
    )
