"""Disclosure: the one rule of who may see whose figures, on every page, board, stream and export.

The public sees companies and teams, never people. A person's points are seen by signed-in participants only if
that person chose to be visible, and by nobody but the person in a team with one or two hidden members: the team's
total less the visible ones would be theirs. (Hidden members without points would be known by a remainder of zero, so
fewer than three hidden members *with* points close a team as well.) A group in which fewer
than three people have points shows no figures, nor does the group that would give them away by subtraction.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_SHOWN_PERCENT = 90
"""Shares at or above are shown as "at least": 100 % would tell of each single person."""

FEWEST_HIDDEN = 3
"""So many hidden members with points cannot be told apart from a team's total."""

FEWEST_PEOPLE = 3
"""So many people with points make a group whose figures may be shown."""


class Visibility(StrEnum):
    """How a participant chose to appear on boards."""

    NAME = "name"
    """First and last name with points."""
    NICKNAME = "nickname"
    """A chosen name with points."""
    HIDDEN = "hidden"
    """Not at all; still counts for team and company."""


@dataclass(frozen=True, slots=True)
class Person:
    """A participant as far as disclosure is concerned."""

    key: int
    team: int
    visibility: Visibility
    has_points: bool


def disclosed_people(people: Iterable[Person], viewer: int | None, withheld: Collection[int] = ()) -> frozenset[int]:
    """Keys of the people whose points a viewer may see; None stands for the public, who sees nobody.

    Teams whose figures are withheld show no people either: theirs would give the other withheld ones away.
    """
    if viewer is None:
        return frozenset()
    everybody = list(people)
    hidden = [person for person in everybody if person.visibility is Visibility.HIDDEN]
    with_points = Counter(person.team for person in hidden if person.has_points)
    closed = {person.team for person in hidden if with_points[person.team] < FEWEST_HIDDEN} | set(withheld)
    return frozenset(
        person.key
        for person in everybody
        if person.key == viewer or (person.visibility is not Visibility.HIDDEN and person.team not in closed)
    )


def withheld_groups(sizes: Mapping[int, int]) -> frozenset[int]:
    """Keys of the groups of one whole whose figures may not be shown, given how many of their people have points.

    The whole is public, so what is withheld must hold enough people together: the next smallest group is withheld
    as well when it does not.
    """
    ordered = sorted((size, key) for key, size in sizes.items())
    withheld = [key for size, key in ordered if size < FEWEST_PEOPLE]
    people = sum(sizes[key] for key in withheld)
    if withheld and people < FEWEST_PEOPLE:
        withheld += [key for _, key in ordered[len(withheld) : len(withheld) + 1]]
    return frozenset(withheld)
