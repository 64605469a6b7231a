"""Standings: ranked boards of people, teams and companies, and the gap to the next rank."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from challenge.domain.disclosure import MOST_SHOWN_PERCENT
from challenge.domain.money import EURO, MicroEuros, Points, half_up


class SizeClass(StrEnum):
    """Companies are compared with companies of their size; headcount is fixed and public at approval."""

    SMALL = "small"
    """Under 50 people."""
    MEDIUM = "medium"
    """50 to 249 people."""
    LARGE = "large"
    """250 people and more."""


MEDIUM_FROM = 50
LARGE_FROM = 250


def size_class(headcount: int) -> SizeClass:
    """Size class of a headcount."""
    if headcount < MEDIUM_FROM:
        return SizeClass.SMALL
    return SizeClass.MEDIUM if headcount < LARGE_FROM else SizeClass.LARGE


class Ranking(StrEnum):
    """What a board is ordered by."""

    REGULARITY = "regularity"
    """Active days out of those possible; the main board."""
    POINTS = "points"
    """All points."""
    MEAN = "mean"
    """Points per participant."""
    EUROS = "euros"
    """Euros that count for the projects."""


@dataclass(frozen=True, slots=True)
class Disc:
    """What a company runs as: its logo, or its initials in its colour."""

    initials: str
    colour: str
    """As #rrggbb."""
    logo: str | None = None
    """Address of the logo on this site."""


@dataclass(frozen=True, slots=True)
class Contender:
    """A company or team with its sums, before any ranking."""

    key: int
    name: str
    group: str
    """Size class of a company; name of the company of a team."""
    participants: int
    places: int
    """Headcount of a company, seats of a team: what regularity divides by."""
    points: Points
    active_days: int
    euros: MicroEuros
    withheld: bool = False
    """Too few people to show any figure."""
    withdrawn: bool = False
    """The company has left; what was earned stays."""
    disc: Disc | None = None
    """Of a company; teams have none."""


@dataclass(frozen=True, slots=True)
class Place:
    """One row of a board; the value is what was compared, rounded as it is shown."""

    rank: int | None
    """None where figures are withheld."""
    value: int
    contender: Contender
    regularity: int
    """Whole percent, never shown above the top share."""
    mean: int


@dataclass(frozen=True, slots=True)
class Gap:
    """What lies between a row and the next better one."""

    rank: int
    active_days: int
    points: int
    fraction: float
    """How much of the next row's value is reached, for the bar."""


def days_so_far(first: date, last: date, today: date) -> int:
    """Days of an edition that have begun, today included."""
    return max(0, (min(today, last) - first).days + 1)


def regularity_percent(active_days: int, places: int, days: int) -> int:
    """Share of possible days that were active, in whole percent, capped at what may be shown."""
    possible = places * days
    return min(MOST_SHOWN_PERCENT, half_up(active_days * 100, possible)) if possible else 0


def mean_points(contender: Contender) -> int:
    """Points per participant, rounded half up."""
    return half_up(contender.points, contender.participants) if contender.participants else 0


def rank(contenders: Sequence[Contender], ranking: Ranking, days: int) -> list[Place]:
    """Order by what is shown; ties share a rank and are listed by name; withheld rows come last, unranked."""
    value_of: dict[Ranking, Callable[[Contender], int]] = {
        Ranking.REGULARITY: lambda row: regularity_percent(row.active_days, row.places, days),
        Ranking.POINTS: lambda row: row.points,
        Ranking.MEAN: mean_points,
        Ranking.EUROS: lambda row: half_up(row.euros, EURO),
    }
    # The order of withheld rows would tell of their figures.
    valued = [(0 if row.withheld else value_of[ranking](row), row) for row in contenders]
    valued.sort(key=lambda pair: (pair[1].withheld, -pair[0], pair[1].name.casefold(), pair[1].key))
    places: list[Place] = []
    for position, (value, row) in enumerate(valued, 1):
        tied = bool(places) and places[-1].value == value
        number = None if row.withheld else (places[-1].rank if tied else position)
        regularity = regularity_percent(row.active_days, row.places, days)
        places.append(Place(number, value, row, regularity, mean_points(row)))
    return places


def gap_to_next(places: Sequence[Place], key: int, days: int) -> Gap | None:
    """What closes the gap to the next better row by regularity; None for the first, the withheld and the unknown."""
    mine = next((place for place in places if place.contender.key == key), None)
    if mine is None or mine.rank is None:
        return None
    better = [place for place in places if place.rank is not None and place.value > mine.value]
    if not better:
        return None
    target = better[-1]
    possible = mine.contender.places * days
    needed = _days_for_percent(target.regularity, possible) - mine.contender.active_days
    return Gap(
        rank=target.rank or 1,
        active_days=max(1, needed),
        points=max(0, target.contender.points - mine.contender.points),
        fraction=mine.value / target.value if target.value else 0.0,
    )


def _days_for_percent(percent: int, possible: int) -> int:
    """Fewest active days that round to a percentage."""
    return -(-(2 * percent - 1) * possible // 200)
