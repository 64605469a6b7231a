"""Rules in examples: what a rule set makes of everyday activities, and what a point is worth to the reader."""

from dataclasses import dataclass
from datetime import UTC, datetime

from challenge.domain.measure import Measure
from challenge.domain.money import MicroEuros, Points
from challenge.domain.recorded import Recorded
from challenge.domain.rules import RuleSet
from challenge.domain.scoring import count, score_day
from challenge.services.permissions import Actor
from challenge.services.pledges import money_of_entry
from challenge.store.database import Database

EVERYDAY = (("walk", 20), ("walk", 40), ("run", 30), ("ride", 45), ("swim", 30), ("yoga", 60), ("gardening", 60))
"""Sports and minutes that most people know from their own week."""


@dataclass(frozen=True, slots=True)
class Example:
    """One activity as the only one of its day."""

    sport: str
    seconds: int
    points: Points


def examples_of(rules: RuleSet) -> list[Example]:
    """Everyday activities with the points of a day that holds nothing else."""
    start = datetime(2026, 1, 1, 12, tzinfo=UTC)
    examples = []
    for sport, minutes in EVERYDAY:
        counted = count(Recorded(Measure(sport, start, minutes * 60)), rules, adapted=False, believed=True)
        examples.append(Example(sport, minutes * 60, score_day([counted], rules).points))
    return examples


def own_rate(database: Database, actor: Actor) -> MicroEuros | None:
    """What a point is worth in the reader's company; None for whoever belongs to no company."""
    entry_id = next((role.entry_id for role in actor.held if role.entry_id), None)
    if entry_id is None:
        return None
    with database.reading() as connection:
        return money_of_entry(connection, entry_id).pledge.rate
