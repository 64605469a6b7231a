"""Shares of what was typed by hand, company by company; of few people nothing is said."""

from dataclasses import dataclass

from sqlalchemy import case, func, select

from challenge.domain.employer import FEWEST
from challenge.domain.money import half_up
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import Activity, Source, Status
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.team_models import Participation

BY_HAND = (Source.MANUAL, Source.STEPS)
NOT_THERE = (Status.WITHDRAWN, Status.DUPLICATE)


@dataclass(frozen=True, slots=True)
class ManualShare:
    """How much of a company's activities was typed by hand."""

    company: str
    percent: int | None
    """None where fewer than eight people recorded anything."""


def manual_shares(database: Database, actor: Actor, edition_id: int) -> list[ManualShare]:
    """Every company of an edition that recorded something, the highest share first, the unsaid ones last."""
    require(actor, Permission.REVIEW, Place(edition_id))
    statement = (
        select(
            Company.name,
            func.count(func.distinct(Activity.participation_id)).label("people"),
            func.count(case((Activity.source.in_(BY_HAND), 1))).label("typed"),
            func.count().label("every"),
        )
        .join(Participation, Participation.id == Activity.participation_id)
        .join(Entry, Entry.id == Participation.entry_id)
        .join(Company, Company.id == Entry.company_id)
        .where(Activity.edition_id == edition_id, Activity.status.not_in(NOT_THERE))
        .group_by(Company.id, Company.name)
    )
    with database.reading() as connection:
        rows = connection.execute(statement).all()
    shares = [
        ManualShare(row.name, half_up(row.typed * 100, row.every) if row.people >= FEWEST else None) for row in rows
    ]
    return sorted(shares, key=lambda share: (share.percent is None, -(share.percent or 0), share.company.casefold()))
