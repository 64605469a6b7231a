"""Plausibility figures: what the checks catch of labelled dishonest activities, and what they mark of honest ones.

Caught means limited at once or marked to be looked at; all activities of the month are known by then. Run as a module
it prints a table by sub-label besides.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence

from benchmarks.figures import Line, written
from benchmarks.labelled_activities import labelled_activities
from benchmarks.labelled_people import CALENDAR, Label, Labelled
from challenge.domain.arrived import Arrived
from challenge.domain.checks import findings_of
from challenge.domain.checks_of_day import findings_of_day
from challenge.domain.checks_of_history import findings_of_history, habits_of
from challenge.domain.copies import copied, somebody_elses
from challenge.domain.doubts import Doubt, Finding

SEEDS = (101, 102, 103)
"""Never looked at while thresholds were chosen; those were tried on others."""
LEAST_CAUGHT, MOST_FALSE = 95, 2

Month = list[Arrived]
"""Of one person."""
Judged = tuple[Labelled, tuple[Finding, ...]]


def plausibility_figures() -> list[Line]:
    """Percent of dishonest activities caught and of honest ones marked."""
    return _figures(_all_judged())


def judge(entries: Sequence[Labelled]) -> Iterator[Judged]:
    """Each activity with everything that is doubted about it."""
    by_person: dict[int, Month] = defaultdict(list)
    by_rhythm: dict[object, list[Labelled]] = defaultdict(list)
    for entry in entries:
        by_person[entry.person].append(entry.known)
        by_rhythm[entry.known.evidence.rhythm].append(entry)
    habits = {person: habits_of(own, CALENDAR) for person, own in by_person.items()}
    for entry in entries:
        known = entry.known
        others = [other for other in by_person[entry.person] if other is not known]
        near = [other for other in others if abs((other.day - known.day).days) <= 1]
        same = by_rhythm[known.evidence.rhythm] if known.evidence.rhythm else []
        colleagues = [other.known for other in same if other.person != entry.person]
        last = (copied(known, others), somebody_elses(known, colleagues))
        yield (
            entry,
            (
                *findings_of(known.measure, known.evidence),
                *findings_of_day(known, near, CALENDAR),
                *findings_of_history(known, habits[entry.person], CALENDAR),
                *(finding for finding in last if finding),
            ),
        )


def table(judged: Iterable[Judged]) -> list[str]:
    """Marked and all of each sub-label, with the doubts raised most."""
    number: Counter[tuple[Label, str]] = Counter()
    marked: Counter[tuple[Label, str]] = Counter()
    doubts: dict[tuple[Label, str], Counter[Doubt]] = defaultdict(Counter)
    for entry, found in judged:
        key = (entry.label, entry.kind)
        number[key] += 1
        marked[key] += bool(found)
        doubts[key].update({finding.doubt for finding in found})
    return [
        f"{label:<9} {kind:<24} {marked[label, kind]:>5} / {number[label, kind]:<5}"
        f"{100 * marked[label, kind] / number[label, kind]:6.1f} %  "
        + ", ".join(f"{doubt} {times}" for doubt, times in doubts[label, kind].most_common(4))
        for label, kind in sorted(number, key=lambda key: (list(Label).index(key[0]), key[1]))
    ]


def _figures(judged: Sequence[Judged]) -> list[Line]:
    honest = [bool(found) for entry, found in judged if entry.label is Label.HONEST]
    others = [bool(found) for entry, found in judged if entry.label is not Label.HONEST]
    return [
        ("plausibility_caught", 100 * sum(others) / len(others), "%", LEAST_CAUGHT),
        ("plausibility_false", 100 * sum(honest) / len(honest), "%", MOST_FALSE),
    ]


def _all_judged() -> list[Judged]:
    return [pair for seed in SEEDS for pair in judge(labelled_activities(seed))]


if __name__ == "__main__":
    everything = _all_judged()
    print("\n".join([*map(written, _figures(everything)), *table(everything)]))
