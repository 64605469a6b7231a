"""The rule set of an edition: chosen before it runs, in force from then on, and tried out on a live example."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, insert, select

from challenge.domain.measure import Kind, Measure
from challenge.domain.money import CENT, MicroEuros, Points, euros_for
from challenge.domain.recorded import Recorded
from challenge.domain.rules import BOUNDS, TEMPLATES, RuleSet, Unit, validate
from challenge.domain.scoring import count, score_day
from challenge.errors import NotFoundError, RulesInForceError
from challenge.services.edition_changes import UNSTARTED, amend, lock_seen
from challenge.services.editions import edition_on, figures_of, utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.database import Database
from challenge.store.edition_models import RuleSetVersion
from challenge.store.ids import new_id


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rule set in force, with where it came from."""

    rules: RuleSet
    template: str
    version: int
    can_change: bool
    """The edition does not run yet."""


@dataclass(frozen=True, slots=True)
class LiveExample:
    """One activity as the only one of its day."""

    points: Points
    euros: MicroEuros


def read_rules(database: Database, actor: Actor, edition_id: int) -> RulesView:
    """The rule set of an edition as its organisers see it."""
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        row = connection.execute(
            select(RuleSetVersion.template, RuleSetVersion.version).where(RuleSetVersion.id == edition.rule_set_id)
        ).one()
    return RulesView(edition.rules, row.template, row.version, edition.state in UNSTARTED)


def choose_rules(
    database: Database,
    actor: Actor,
    edition_id: int,
    *,
    template: str,
    figures: Mapping[str, int],
    seen_version: int,
    now: datetime | None = None,
) -> int:
    """Put a template with changed figures in force as a new version, confirmed by whoever chooses; returns its id.

    Raises RulesInForceError once the edition runs, RuleSetInvalidError, EditionChangedMeanwhileError, and NotFoundError
    for an unknown template or figure.
    """
    require(actor, Permission.PREPARE_EDITION, Place(edition_id))
    moment = now or utc_now()
    rules = rules_from_template(template, figures)
    with database.transaction() as connection:
        edition = lock_seen(connection, edition_id, seen_version)
        if edition.state not in UNSTARTED:
            raise RulesInForceError
        newest = select(func.max(RuleSetVersion.version)).where(RuleSetVersion.edition_id == edition_id)
        rule_set_id = new_id()
        connection.execute(
            insert(RuleSetVersion).values(
                id=rule_set_id,
                edition_id=edition_id,
                version=(connection.scalar(newest) or 0) + 1,
                template=template,
                figures=figures_of(rules),
                created_at=moment,
            )
        )
        amend(
            connection,
            actor,
            edition,
            before={"rules": figures_of(edition.rules)},
            after={"rules": figures_of(rules)},
            reason="",
            now=moment,
            columns={"rule_set_id": rule_set_id},
        )
    return rule_set_id


def rules_from_template(template: str, figures: Mapping[str, int]) -> RuleSet:
    """A template with some of its figures changed; raises NotFoundError and RuleSetInvalidError."""
    if template not in TEMPLATES or not figures.keys() <= BOUNDS.keys():
        raise NotFoundError
    return validate(replace(TEMPLATES[template], **dict[str, Any](figures)))


def live_example(
    rules: RuleSet, *, sport: str, minutes: int, kilometres: float, steps: int, rate_cents: int
) -> LiveExample:
    """What one activity of a day would earn; of the figures only those count that the rules ask for."""
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    if rules.unit is Unit.STEP:
        measure = Measure("walk", noon, 0, steps=steps, kind=Kind.DAY_STEPS)
    else:
        metres = round(kilometres * 1000) if rules.unit is Unit.KILOMETRE else None
        measure = Measure(sport, noon, minutes * 60, distance_m=metres)
    points = score_day([count(Recorded(measure), rules, adapted=False, believed=True)], rules).points
    return LiveExample(points, euros_for(points, MicroEuros(rate_cents * CENT)))
