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
    teams: frozenset[int]
    """Every team whose total holds points of theirs, and the one they are in."""
    earned_in: frozenset[int]
    """The teams whose total holds points of theirs."""
    visibility: Visibility


def disclosed_people(people: Iterable[Person], viewer: int | None, withheld: Collection[int] = ()) -> frozenset[int]:
    """Keys of the people whose points a viewer may see; None stands for the public, who sees nobody.

    Teams whose figures are withheld show no people either: theirs would give the other withheld ones away. Whoever
    earned in several teams is shown only where none of them is closed.
    """
    if viewer is None:
        return frozenset()
    everybody = list(people)
    hidden = [person for person in everybody if person.visibility is Visibility.HIDDEN]
    with_points = Counter(team for person in hidden for team in person.earned_in)
    closed = {team for person in hidden for team in person.teams if with_points[team] < FEWEST_HIDDEN} | set(withheld)
    return frozenset(
        person.key
        for person in everybody
        if person.key == viewer or (person.visibility is not Visibility.HIDDEN and not person.teams & closed)
    )


def withheld_groups(sizes: Mapping[int, int], moved: Iterable[Collection[int]] = ()) -> frozenset[int]:
    """Keys of the groups of one whole whose figures may not be shown, given how many of their people have points.

    The whole is public, so what is withheld must hold enough people together: the next smallest groups are withheld
    as well while it does not. `moved` names the groups of each person who has points in several, and is one person.
    """
    ordered = sorted((size, key) for key, size in sizes.items())
    withheld = [key for size, key in ordered if size < FEWEST_PEOPLE]
    counted_again = list(moved)

    def people() -> int:
        again = (sum(group in withheld for group in groups) - 1 for groups in counted_again)
        return sum(sizes[key] for key in withheld) - sum(more for more in again if more > 0)

    for _, key in ordered[len(withheld) :]:
        if not withheld or people() >= FEWEST_PEOPLE:
            break
        withheld.append(key)
    return frozenset(withheld)
