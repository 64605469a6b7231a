"""Client: what we read at Strava: one activity, or a page of them; each function makes exactly one request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from challenge.strava.activity import StravaActivity, activities_of, activity_of
from challenge.strava.asking import ask
from challenge.strava.budget import Told, nobody
from challenge.strava.site import Site

PER_PAGE = 200
"""As many as Strava gives at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """One page of an athlete's activities, the earliest first."""

    activities: tuple[StravaActivity, ...]
    unreadable: int
    """Activities of the page that lack what we need."""
    last: bool
    """Nothing follows. Only an empty page says so: Strava may give a short one before its last."""


def read_activity(site: Site, access_token: str, activity_id: int, *, told: Told = nobody) -> StravaActivity:
    """One activity of the athlete whose token it is; raises StravaError."""
    return ask(
        site,
        lambda api: activity_of(api.get("/activities/{id}", id=activity_id, include_all_efforts="false")),
        access_token=access_token,
        told=told,
    )


def list_activities(
    site: Site, access_token: str, *, after: datetime, page: int = 1, per_page: int = PER_PAGE, told: Told = nobody
) -> Page:
    """A page, counted from 1, of the activities that began after a moment; raises StravaError."""
    asked: dict[str, Any] = {"after": int(after.timestamp()), "page": page, "per_page": per_page}
    answers = ask(
        site,
        lambda api: _list_of(api.get("/athlete/activities", **asked)),
        access_token=access_token,
        told=told,
    )
    activities, unreadable = activities_of(answers)
    return Page(activities, unreadable, last=not answers)


def _list_of(answer: object) -> list[dict[str, object]]:
    if not isinstance(answer, list):
        raise TypeError("a page is a list")
    return answer
