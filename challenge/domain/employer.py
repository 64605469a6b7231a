"""The employer's rule: what a company may see of its own people, so that no figure tells of one of them.

Beyond the public boards an employer sees counts and sums of groups of closed weeks (DESIGN §4.12; Article 29 Working
Party, Opinion 2/2017 on data processing at work: an employer gets not even aggregates from which a person can be
told). Three things would tell of one person, and each is closed:

- a small group, or all but a small group: such a cell is hidden, or shown as "at least";
- one person who makes nearly all of a sum: such a sum is hidden;
- two figures that differ by few people, because one date or one view can be subtracted from another: counts move in
  steps of eight, and a week's sum is shown only where at least eight people make its difference to every sum shown.

"Nobody left out" is the smallest remainder of all: if everybody is counted, the count tells of each single person.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

FEWEST = 8
"""So many people make a cell, a remainder or a difference that may be shown."""

DOMINANT_PERCENT = 85
"""Whoever makes so much of a sum would be known by it."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people as an employer reads it."""

    people: int
    at_least: bool = False
    """There may be more: how many are left out is not said."""


@dataclass(frozen=True, slots=True)
class WeekFigures:
    """What is published of a closed week, once."""

    participants: int
    """Published in steps; zero while fewer than eight have joined."""
    active_people: int | None = None
    """People with an active day, in steps; None where it may not be shown."""
    active_days: int | None = None
    """Active days of all of them; None likewise."""


@dataclass(frozen=True, slots=True)
class WeekBefore:
    """A week already published, with the people behind its figures as far as they are still known."""

    figures: WeekFigures
    days_of: Mapping[int, int]
    """Active days of each person who had any, by today's knowledge."""
    changed: Collection[int] = frozenset()
    """People who changed something in that week after it was published: what they had then is not known."""


@dataclass(frozen=True, slots=True)
class WeekClosing:
    """A week that has ended, before anything of it is published."""

    headcount: int
    joined: int
    """Everybody who had joined when it ended, also who erased their account."""
    length: int
    """Days of the week that lie in the edition."""
    days_of: Mapping[int, int] = field(default_factory=dict)
    """Active days of each person who had any."""


def is_cell(people: int, total: int) -> bool:
    """Whether a group may be told from the total it is part of: enough people in it, and enough left out."""
    return people >= FEWEST and total - people >= FEWEST


def is_dominated(parts: Iterable[int]) -> bool:
    """Whether one person makes nearly all of a sum; nobody's sum is dominated by nobody."""
    sizes = [abs(part) for part in parts]
    return bool(sizes) and max(sizes) * 100 >= DOMINANT_PERCENT * sum(sizes)


def shown_count(people: int, total: int) -> Count | None:
    """A count out of a total: exact, or "at least" near the total; None where it or what is left would be small."""
    most = total - FEWEST
    if people < FEWEST or most < FEWEST:
        return None
    return Count(min(people, most), at_least=people >= most)


def next_published(before: Sequence[int], actual: int) -> int:
    """A count's next figure: never 1 to 7 away from any figure shown before.

    The newest figure stays until at least eight differ from it; where the actual count lies between two figures that
    were shown, the nearer of them is shown again.
    """
    if before and abs(actual - before[-1]) < FEWEST:
        return before[-1]
    near = [figure for figure in before if abs(actual - figure) < FEWEST]
    return min(near, key=lambda figure: abs(actual - figure)) if near else actual


def publish_week(week: WeekClosing, before: Sequence[WeekBefore]) -> WeekFigures:
    """What may be published of a week that has ended, beside all that was published before, oldest first."""
    published = [earlier.figures.participants for earlier in before]
    participants = next_published(published or [0], week.joined)
    return WeekFigures(
        participants,
        _active_people(len(week.days_of), participants, [earlier.figures.active_people for earlier in before]),
        sum(week.days_of.values()) if _may_show_days(week, before) else None,
    )


def _active_people(active: int, participants: int, before: Sequence[int | None]) -> int | None:
    """How many were active, out of the participants as they are published."""
    count = shown_count(active, participants)
    return next_published([figure for figure in before if figure is not None], count.people) if count else None


def _may_show_days(week: WeekClosing, before: Sequence[WeekBefore]) -> bool:
    """Whether a week's sum tells neither of those who make it, nor of those who missed a day, nor by subtraction."""
    missed = week.joined - sum(days >= week.length for days in week.days_of.values())
    return (
        is_cell(len(week.days_of), week.headcount)
        and missed >= FEWEST
        and not is_dominated(week.days_of.values())
        and all(_may_subtract(week, earlier) for earlier in before if earlier.figures.active_days is not None)
    )


def _may_subtract(week: WeekClosing, earlier: WeekBefore) -> bool:
    """Whether the difference to an earlier sum is made by nobody at all, or surely by enough people.

    Each of them makes one to seven days of it, so among eight nobody makes 85 %, whatever the others had then.
    """
    people = week.days_of.keys() | earlier.days_of.keys()
    differ = {person for person in people if week.days_of.get(person, 0) != earlier.days_of.get(person, 0)}
    return len(differ - set(earlier.changed)) >= FEWEST or not (differ or earlier.changed)
