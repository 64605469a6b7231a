"""What is worth telling: where everybody stood when news was last told, against where they stand now."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter

from challenge.domain.money import EURO, MicroEuros
from challenge.domain.standings import Contender, Ranking, SizeClass, rank
from challenge.services.milestones import MilestoneView
from challenge.store.stage_models import NewsKind

MOST_AT_ONCE = 3
"""A hall takes in no more at a time; of the others nothing is told."""
LEAST_CLIMB = {NewsKind.TEAM_CLIMBED: 2, NewsKind.COMPANY_CLIMBED: 1}
"""Places that are worth telling; any are, if they lead to the first."""
WEIGHTS = {
    NewsKind.MILESTONE: 100,
    NewsKind.TOTAL_EUROS: 80,
    NewsKind.COMPANY_JOINED: 60,
    NewsKind.COMPANY_EUROS: 50,
    NewsKind.COMPANY_CLIMBED: 40,
    NewsKind.TEAM_CLIMBED: 30,
}
"""What a hall would rather hear."""
FIRST_PLACE = 25
"""What leading adds to the weight of a climb."""
ROUND_SUMS = tuple(MicroEuros(step * 10**power * EURO) for power in range(3, 8) for step in (1, 2, 5))
"""Of companies: 1,000, 2,000, 5,000, 10,000 € and so on."""
TENTHS = 10


@dataclass(frozen=True, slots=True)
class Tiding:
    """A piece of good news before it is written down."""

    kind: NewsKind
    entry_id: int | None = None
    team_id: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    @property
    def weight(self) -> tuple[int, int, int]:
        """What is told first: by kind, then the better rank, then what was gained."""
        place = self.facts.get("rank", 0)
        gained = self.facts.get("by", 0) or self.facts.get("micro_euros", 0)
        return WEIGHTS[self.kind] + FIRST_PLACE * (place == 1), -place, gained


@dataclass(frozen=True, slots=True)
class Stood:
    """Where a row of a board stood."""

    rank: int | None
    regularity: int
    most_euros: int
    """The most that everybody has seen of it: a sum that falls and rises again is passed once."""
    told: tuple[int, ...] = ()
    """Ranks that were told of it: none is told twice."""


@dataclass(frozen=True, slots=True)
class Marks:
    """Where everybody stood, as it is kept until the next news."""

    raised: int
    """The most that was ever raised together."""
    freeze_id: int | None
    entered: tuple[int, ...]
    companies: Mapping[int, Stood]
    teams: Mapping[int, Stood]


@dataclass(frozen=True, slots=True)
class Present:
    """What news is read from: the standing as everybody sees it, and what runs on under a freeze."""

    companies: Sequence[Contender]
    teams: Sequence[Contender]
    days: int
    entered: Sequence[Contender]
    """Every company that takes part, also those that no frozen board shows."""
    raised: MicroEuros
    goal: MicroEuros
    milestones: Sequence[MilestoneView]
    freeze_id: int | None


_MARKS = TypeAdapter(Marks)


def marks_from(kept: Mapping[str, Any]) -> Marks:
    """Marks as they were kept."""
    return _MARKS.validate_python(kept)


def best_news(before: Marks, present: Present) -> list[Tiding]:
    """All that is worth telling since then, the best first."""
    found = [*_of_everybody(before, present), *_joined(before, present)]
    if present.freeze_id is None and before.freeze_id is None:
        found += _of_companies(before, present)
        found += _climbs(NewsKind.TEAM_CLIMBED, present.teams, before.teams, _stand(present.teams, present.days))
    return sorted(found, key=lambda tiding: tiding.weight, reverse=True)


def move_on(before: Marks | None, present: Present, told: Iterable[Tiding]) -> dict[str, Any]:
    """Where everybody stands now, as it is kept until the next news."""
    ranks = [(tiding.entry_id or tiding.team_id, tiding.facts["rank"]) for tiding in told if "rank" in tiding.facts]
    marks = Marks(
        raised=max(present.raised, before.raised if before else 0),
        freeze_id=present.freeze_id,
        entered=tuple(sorted({*(before.entered if before else ()), *(row.key for row in present.entered)})),
        companies=_moved(before.companies if before else {}, _stand_by_class(present), ranks),
        teams=_moved(before.teams if before else {}, _stand(present.teams, present.days), ranks),
    )
    kept: dict[str, Any] = _MARKS.dump_python(marks, mode="json")
    return kept


def _moved(
    before: Mapping[int, Stood], now: Mapping[int, Stood], told: Sequence[tuple[int | None, int]]
) -> dict[int, Stood]:
    moved = {}
    for key, stands in now.items():
        stood = before.get(key, stands)
        ranks = (*stood.told, *(place for subject, place in told if subject == key))
        moved[key] = Stood(stands.rank, stands.regularity, max(stood.most_euros, stands.most_euros), ranks)
    return moved


def _of_everybody(before: Marks, present: Present) -> Iterator[Tiding]:
    """The milestones and the tenth of the goal that were passed together; of several tenths the last."""
    for milestone in present.milestones:
        if before.raised < milestone.micro_euros <= present.raised:
            facts = {"title": milestone.title, "micro_euros": milestone.micro_euros}
            yield Tiding(NewsKind.MILESTONE, facts=facts)
    if present.goal:
        tenths = present.raised * TENTHS // present.goal
        passed = -(-present.goal * tenths // TENTHS)
        if before.raised < passed:
            yield Tiding(NewsKind.TOTAL_EUROS, facts={"percent": tenths * 100 // TENTHS, "micro_euros": passed})


def _joined(before: Marks, present: Present) -> Iterator[Tiding]:
    for company in present.entered:
        if company.key not in before.entered and _may_be_told(company):
            yield Tiding(NewsKind.COMPANY_JOINED, entry_id=company.key)


def _of_companies(before: Marks, present: Present) -> Iterator[Tiding]:
    for company in present.companies:
        stood = before.companies.get(company.key)
        if stood is not None and _may_be_told(company):
            passed = [step for step in ROUND_SUMS if stood.most_euros < step <= company.euros]
            if passed:
                yield Tiding(NewsKind.COMPANY_EUROS, entry_id=company.key, facts={"micro_euros": passed[-1]})
    yield from _climbs(NewsKind.COMPANY_CLIMBED, present.companies, before.companies, _stand_by_class(present))


def _climbs(
    kind: NewsKind, rows: Sequence[Contender], before: Mapping[int, Stood], now: Mapping[int, Stood]
) -> Iterator[Tiding]:
    """Who has climbed by an effort of its own: where only others fell, there is nothing to tell."""
    subject = "team_id" if kind is NewsKind.TEAM_CLIMBED else "entry_id"
    for row in rows:
        stood, stands = before.get(row.key), now[row.key]
        if stood is None or stood.rank is None or stands.rank is None or not _may_be_told(row):
            continue
        by = stood.rank - stands.rank
        enough = by >= LEAST_CLIMB[kind] or (by > 0 and stands.rank == 1)
        if enough and stands.regularity > stood.regularity and stands.rank not in stood.told:
            yield Tiding(kind, **{subject: row.key}, facts={"rank": stands.rank, "by": by})


def _may_be_told(row: Contender) -> bool:
    return not (row.withheld or row.withdrawn)


def _stand_by_class(present: Present) -> dict[int, Stood]:
    of_class = ([row for row in present.companies if row.group == size] for size in SizeClass)
    return {key: stood for rows in of_class for key, stood in _stand(rows, present.days).items()}


def _stand(rows: Sequence[Contender], days: int) -> dict[int, Stood]:
    return {
        place.contender.key: Stood(place.rank, place.regularity, place.contender.euros)
        for place in rank(rows, Ranking.REGULARITY, days)
    }
