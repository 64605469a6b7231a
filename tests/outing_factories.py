"""What tests of outings share: what one recorder knows of an activity."""

from dataclasses import replace
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import Measure

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2025, 5, 5)
RECORDERS = {
    "watch": ("file", Evidence(Recording.TRACK, "a watch")),
    "phone": ("strava", Evidence(Recording.TRACK, "a phone")),
    "list": ("apple_health", Evidence(Recording.SUMMARY)),
    "treadmill": ("apple_health", Evidence(Recording.SENSOR, "a treadmill", indoor=True)),
    "typed": ("manual", Evidence(Recording.TYPED)),
}
SECONDS, METRES = 60, 1000


def known(recorder, sport, at="12:00:00", minutes=40.0, kilometres=None, *, key="", **more):
    """What one recorder knows; `more` are further figures or evidence."""
    source, evidence = RECORDERS[recorder]
    started = datetime.combine(more.pop("day", DAY), time.fromisoformat(at), tzinfo=PARIS)
    kilometres = kilometres and round(kilometres * METRES)
    figures = {name: more.pop(name) for name in list(more) if name in Measure.__dataclass_fields__}
    measure = Measure(sport, started, round(minutes * SECONDS), distance_m=kilometres, **figures)
    return KnownActivity(key or recorder, more.pop("source", source), measure, replace(evidence, **more), PARIS)
