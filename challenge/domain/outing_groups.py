"""Outing groups: a person's activities put together by outing, and which one of each counts.

The best evidence counts, never the most points. A further activity belongs to the first counting one that it is like.
So the groups depend on which activities there are, and not on the order in which they came.
"""

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from challenge.domain import outing_limits as limit
from challenge.domain.known_activity import KnownActivity
from challenge.domain.outing_sports import UNNAMED, family_of
from challenge.domain.outings import is_piece, likeness, rank

KeptApart = AbstractSet[frozenset[str]]
"""Pairs of keys of which their owner said: these are two outings."""
TWO_LEGS = 2


@dataclass(frozen=True, slots=True)
class Outing:
    """One outing: the activity that counts, and those that tell of it too, best evidence first."""

    counting: KnownActivity
    others: tuple[KnownActivity, ...] = ()


def behind(outings: Iterable[Outing]) -> frozenset[str]:
    """Keys of all that stand behind another one."""
    return frozenset(other.key for outing in outings for other in outing.others)


def outings_of(activities: Iterable[KnownActivity], kept_apart: KeptApart = frozenset()) -> list[Outing]:
    """Every outing of one person, by start; each activity stands in exactly one, and in none with one kept apart."""
    in_order = sorted(activities, key=lambda known: (known.start, known.key))
    starts = [known.start for known in in_order]

    def near(known: KnownActivity) -> Sequence[KnownActivity]:
        first = bisect_left(starts, known.start - limit.REACH_SECONDS)
        return in_order[first : bisect_right(starts, known.start + limit.REACH_SECONDS)]

    left = {known.key: known for known in in_order}
    found: list[Outing] = []
    while left:
        bound = linked([next(iter(left.values()))], near)
        found += _grouped(bound, kept_apart)
        for known in bound:
            del left[known.key]
    return sorted(found, key=lambda outing: (outing.counting.start, outing.counting.key))


def linked(
    activities: Iterable[KnownActivity], near: Callable[[KnownActivity], Iterable[KnownActivity]]
) -> list[KnownActivity]:
    """These and all that are bound to them by likeness, however many steps away: what a change can regroup.

    `near` gives the activities of the same person that start in the window of one (outings.candidates_window).
    """
    bound = {known.key: known for known in activities}
    unasked = deque(bound.values())
    while unasked:
        known = unasked.popleft()
        for other in near(known):
            if other.key not in bound and likeness(known, other):
                bound[other.key] = other
                unasked.append(other)
    return list(bound.values())


def _grouped(activities: Collection[KnownActivity], kept_apart: KeptApart) -> list[Outing]:
    waiting = sorted(activities, key=rank)
    found = []
    while waiting:
        counting = next(known for known in waiting if not _yields(known, waiting, kept_apart))
        outing = [counting]
        for known in waiting:
            if known is not counting and likeness(counting, known) and _fits(known, outing, kept_apart):
                outing.append(known)
        found.append(Outing(counting, tuple(outing[1:])))
        taken = {known.key for known in outing}
        waiting = [known for known in waiting if known.key not in taken]
    return found


def _yields(known: KnownActivity, waiting: Collection[KnownActivity], kept_apart: KeptApart) -> bool:
    """Whether another one has to count first: the whole before its pieces, the legs before their total."""
    bound = [other for other in waiting if other is not known and not _apart(known, other, kept_apart)]
    if _adds_up(known, waiting, kept_apart):
        return True
    return any(is_piece(known, whole) and not _adds_up(whole, waiting, kept_apart) for whole in bound)


def _adds_up(total: KnownActivity, waiting: Collection[KnownActivity], kept_apart: KeptApart) -> bool:
    """Whether an activity without a sport of its own is the total of several legs that are there too."""
    if family_of(total.measure.sport) != UNNAMED:
        return False
    legs = [
        leg
        for leg in waiting
        if family_of(leg.measure.sport) != UNNAMED and is_piece(leg, total) and not _apart(leg, total, kept_apart)
    ]
    several = len({family_of(leg.measure.sport) for leg in legs}) >= TWO_LEGS
    return several and _covered(legs) * 100 >= total.length * limit.LEGS_PERCENT


def _covered(legs: Iterable[KnownActivity]) -> int:
    """Seconds in which at least one leg was under way."""
    covered = end = 0
    for leg in sorted(legs, key=lambda leg: leg.start):
        covered += max(0, leg.start + leg.length - max(end, leg.start))
        end = max(end, leg.start + leg.length)
    return covered


def _fits(known: KnownActivity, outing: Collection[KnownActivity], kept_apart: KeptApart) -> bool:
    """Whether nobody in an outing is known to be another one: by its owner's word, or as a second typed entry."""
    return not any(
        _apart(known, member, kept_apart) or (known.typed and member.typed and not likeness(known, member))
        for member in outing
    )


def _apart(one: KnownActivity, other: KnownActivity, kept_apart: KeptApart) -> bool:
    return frozenset({one.key, other.key}) in kept_apart
