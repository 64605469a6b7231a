"""Activities of Strava: what counts of one, taken from its answer; the rest is dropped before anybody sees it.

stravalib's own models are passed by: they would read names, places and heartbeats, refuse a whole activity for a figure
that nobody needs, and make a "Workout" of a sport that they do not know.
"""

from dataclasses import dataclass
from datetime import UTC
from hashlib import sha256
from typing import Any

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.recorded import Recorded
from challenge.strava.numbers import Id
from challenge.strava.sports import VIRTUAL, sport_of

MOST_SECONDS, MOST_METRES, MOST_ASCENT = 31 * 24 * 3600, 20_000_000, 200_000
"""Beyond any outing; what is implausible below is for others to doubt."""
FINGERPRINT_DIGITS = 6
ONLY_ME = "only_me"


@dataclass(frozen=True, slots=True)
class StravaActivity:
    """One activity as Strava tells it to its owner."""

    id: int
    athlete_id: int | None
    recorded: Recorded
    """Its sport is None for a type we do not know."""
    sport_word: str = ""
    """Strava's own name of the sport."""
    flagged: bool = False
    """Somebody has called it impossible at Strava."""
    private: bool = False
    """For its owner alone; shown to us only where the owner let us see everything."""


class _Athlete(BaseModel):
    id: Id


class _Answer(BaseModel):
    """The fields that are read; no other one is kept even for a moment."""

    id: Id
    athlete: _Athlete | None = None
    sport_type: str | None = Field(default=None, max_length=60)
    start_date: AwareDatetime
    moving_time: int = Field(ge=0, le=MOST_SECONDS)
    elapsed_time: int | None = Field(default=None, ge=0, le=MOST_SECONDS)
    distance: float | None = Field(default=None, ge=0, le=MOST_METRES, allow_inf_nan=False)
    total_elevation_gain: float | None = Field(default=None, ge=0, le=MOST_ASCENT, allow_inf_nan=False)
    trainer: bool | None = None
    manual: bool | None = None
    flagged: bool | None = None
    private: bool | None = None
    visibility: str | None = Field(default=None, max_length=60)
    device_name: str | None = Field(default=None, max_length=200)


def external_id(activity_id: int) -> str:
    """How an activity of Strava is called, whichever way it comes to us."""
    return f"strava:{activity_id}"


def activity_of(answer: dict[str, Any]) -> StravaActivity:
    """What counts of one answer; raises ValueError where it is none."""
    found = _Answer.model_validate(answer)
    return StravaActivity(
        id=found.id,
        athlete_id=found.athlete.id if found.athlete else None,
        recorded=Recorded(_measure(found), _evidence(found, placed=bool(answer.get("start_latlng")))),
        sport_word=found.sport_type or "",
        flagged=bool(found.flagged),
        private=bool(found.private) or found.visibility == ONLY_ME,
    )


def activities_of(answers: list[dict[str, Any]]) -> tuple[tuple[StravaActivity, ...], int]:
    """What counts of a page, and how many of its activities cannot be read: one bad one does not hold up the others."""
    found = []
    for answer in answers:
        try:
            found.append(activity_of(answer))
        except ValidationError:
            continue
    return tuple(found), len(answers) - len(found)


def _measure(found: _Answer) -> Measure:
    return Measure(
        sport=sport_of(found.sport_type, trainer=bool(found.trainer)),
        started_at=found.start_date.astimezone(UTC),
        moving_seconds=found.moving_time,
        elapsed_seconds=max(found.elapsed_time, found.moving_time) if found.elapsed_time else None,
        distance_m=_known(found.distance),
        ascent_m=_known(found.total_elevation_gain),
    )


def _known(figure: float | None) -> int | None:
    """Whole metres; Strava says zero for what it does not know."""
    return round(figure) or None if figure else None


def _evidence(found: _Answer, *, placed: bool) -> Evidence:
    """How it was recorded: points and times of a way are not asked for, so a way is known by its figures alone."""
    name = external_id(found.id)
    if found.manual:
        return Evidence(Recording.TYPED, external_id=name)
    inside = bool(found.trainer) or (found.sport_type or "").startswith(VIRTUAL)
    return Evidence(
        Recording.SENSOR if inside else Recording.SUMMARY,
        device=_fingerprint(found.device_name),
        external_id=name,
        indoor=True if inside else False if placed else None,
    )


def _fingerprint(device: str | None) -> str | None:
    """Strava tells the model and no serial number: enough to tell the devices of one person apart."""
    return sha256(f"strava:{device}".encode()).hexdigest()[:FINGERPRINT_DIGITS] if device else None
