"""Budget: how many requests Strava leaves us, and when the next one may be made.

Limits hold for the application, not for a person: per quarter of an hour and per day, both by the clock in UTC, for all
requests and once more for those that read (https://developers.strava.com/docs/rate-limits/).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

QUARTER = timedelta(minutes=15)
RESERVE_PERCENT = 20
"""Of each window, kept from background work for people who wait in front of a page."""
_KINDS = ("x-ratelimit", "x-readratelimit")


@dataclass(frozen=True, slots=True)
class Budget:
    """What was allowed and used in both windows when Strava last said so; of its counts the one that leaves less."""

    limit_15: int
    used_15: int
    limit_day: int
    used_day: int
    at: datetime
    """Aware; the windows are the ones this moment lies in."""


Told = Callable[[Budget], None]
"""Is told the budget of every answer, of refusals too."""


def nobody(_budget: Budget) -> None:
    """Whoever does not want to know."""


def read_budget(headers: Mapping[str, str], at: datetime) -> Budget | None:
    """The budget that an answer's headers tell; None where they tell none."""
    named = {name.lower(): words for name, words in headers.items()}
    counts = [count for kind in _KINDS if (count := _count(named, kind))]
    if not counts:
        return None
    (limit_15, used_15), (limit_day, used_day) = (min(window, key=_left) for window in zip(*counts, strict=True))
    return Budget(limit_15, used_15, limit_day, used_day, at.astimezone(UTC))


def may_ask(budget: Budget | None, now: datetime, *, interactive: bool) -> datetime | None:
    """None when a request may be made now, else from when it may; background work leaves people their reserve."""
    if budget is None:
        return None
    current = _at(budget, now)
    if _used_up(current.limit_day, current.used_day, interactive=interactive):
        return _midnight(current.at) + timedelta(days=1)
    if _used_up(current.limit_15, current.used_15, interactive=interactive):
        return _quarter(current.at) + QUARTER
    return None


def next_window(budget: Budget | None, now: datetime) -> datetime:
    """When Strava answers again after it refused for too many requests, even where the figures say otherwise."""
    until = may_ask(budget, now, interactive=True)
    return until or _quarter(now.astimezone(UTC)) + QUARTER


def booked(budget: Budget, now: datetime) -> Budget:
    """With one request more: kept before it is made, so that others do not count on it too."""
    current = _at(budget, now)
    return replace(current, used_15=current.used_15 + 1, used_day=current.used_day + 1)


def newer(known: Budget | None, told: Budget) -> Budget:
    """What is known after an answer: answers overtake each other, and within a window use only grows."""
    if known is None:
        return told
    if known.at > told.at:
        known, told = told, known
    before = _at(known, told.at)
    return replace(told, used_15=max(before.used_15, told.used_15), used_day=max(before.used_day, told.used_day))


def _at(budget: Budget, now: datetime) -> Budget:
    """The budget at a later moment: windows that have ended are empty again; an earlier moment changes nothing."""
    now = max(now.astimezone(UTC), budget.at.astimezone(UTC))
    return replace(
        budget,
        used_15=budget.used_15 if _quarter(now) == _quarter(budget.at) else 0,
        used_day=budget.used_day if _midnight(now) == _midnight(budget.at) else 0,
        at=now,
    )


def _used_up(limit: int, used: int, *, interactive: bool) -> bool:
    reserve = 0 if interactive else limit * RESERVE_PERCENT // 100
    return used >= limit - reserve


def _quarter(moment: datetime) -> datetime:
    moment = moment.astimezone(UTC)
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


Window = tuple[int, int]
"""Limit and use."""


def _count(headers: Mapping[str, str], kind: str) -> tuple[Window, Window] | None:
    """Limit and use of the quarter and of the day, by one of Strava's two counts."""
    limits, uses = _figures(headers.get(f"{kind}-limit")), _figures(headers.get(f"{kind}-usage"))
    if limits is None or uses is None or not all(limits):
        return None
    return (limits[0], uses[0]), (limits[1], uses[1])


def _figures(words: str | None) -> Window | None:
    """Two whole numbers with a comma between them; a longer one is no answer."""
    said = re.fullmatch(r"\s*([0-9]{1,9})\s*,\s*([0-9]{1,9})\s*", words or "")
    return (int(said[1]), int(said[2])) if said else None


def _left(window: Window) -> int:
    return window[0] - window[1]
