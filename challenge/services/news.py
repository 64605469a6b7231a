"""Good news: what teams and companies have just achieved, written down and read; never of a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from challenge.services.editions import EditionView, lock_edition, raise_revision, utc_now
from challenge.services.milestones import milestones_on
from challenge.services.news_marks import MOST_AT_ONCE, Present, Tiding, best_news, marks_from, move_on
from challenge.services.standing import Standing, present_standing, shown_standing
from challenge.store.company_models import Company, Entry
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState
from challenge.store.ids import new_id
from challenge.store.stage_models import News, NewsKind, NewsMark

MOST_SHOWN = 8
KEPT = 200
"""Of an edition; older ones are tidied away."""


Names = dict[tuple[int | None, int | None], tuple[str, str]]
"""Name, and company of a team, by entry or team; by neither for what is everybody's."""


@dataclass(frozen=True, slots=True)
class NewsItem:
    """A piece of good news with the names it has now."""

    kind: NewsKind
    at: datetime
    name: str
    """Of the team or company; empty where it is everybody's."""
    company: str
    """Of a team."""
    facts: dict[str, Any]


def latest_news(connection: Connection, edition_id: int, standing: Standing) -> Sequence[NewsItem]:
    """The newest good news, the newest first; of nobody who left or whose figures are withheld."""
    rows = connection.execute(_LATEST, {"edition": edition_id}).all()
    if not rows:
        return []
    companies, teams = (
        [row for row in board if not (row.withheld or row.withdrawn)] for board in (standing.companies, standing.teams)
    )
    names: Names = {(None, None): ("", "")}
    names |= {(row.key, None): (row.name, "") for row in companies}
    names |= {(None, row.key): (row.name, row.group) for row in teams}
    names |= _come_since(connection, {row.entry_id for row in rows if row.kind is NewsKind.COMPANY_JOINED}, standing)
    items = [
        NewsItem(row.kind, row.at, *names[row.entry_id, row.team_id], row.facts)
        for row in rows
        if (row.entry_id, row.team_id) in names
    ]
    return items[:MOST_SHOWN]


_LATEST = (
    select(News.kind, News.at, News.entry_id, News.team_id, News.facts)
    .where(News.edition_id == bindparam("edition"))
    .order_by(News.at.desc(), News.id.desc())
    .limit(3 * MOST_SHOWN)
)


def _come_since(connection: Connection, joined: set[int], standing: Standing) -> Names:
    """Names of companies that came after the boards were frozen: they stand on no picture, and are public."""
    later = joined - {row.key for row in standing.companies}
    if not later:
        return {}
    rows = connection.execute(
        select(Entry.id, Company.name)
        .join(Company, Company.id == Entry.company_id)
        .where(Entry.id.in_(later), Entry.withdrawn_at.is_(None))
    )
    return {(row.id, None): (row.name, "") for row in rows}


def write_news(database: Database, now: datetime | None = None) -> None:
    """Tell what each running edition has achieved since it was last told; the first time, only keep who stands where.

    Under a freeze nothing is told of ranks or companies' euros, nor afterwards of what happened behind it.
    """
    moment = now or utc_now()
    moved = (
        select(Edition.id)
        .join(NewsMark, NewsMark.edition_id == Edition.id, isouter=True)
        .where(
            Edition.state == EditionState.RUNNING,
            NewsMark.revision.is_(None) | (NewsMark.revision != Edition.revision),
        )
    )
    with database.reading() as connection:
        editions = connection.scalars(moved).all()
    for edition_id in editions:
        with database.transaction() as connection:
            _tell(connection, lock_edition(connection, edition_id), moment)


def _tell(connection: Connection, edition: EditionView, moment: datetime) -> None:
    kept = connection.execute(
        select(NewsMark.revision, NewsMark.marks).where(NewsMark.edition_id == edition.id)
    ).one_or_none()
    if kept is not None and kept.revision == edition.revision:  # another process was quicker
        return
    before, present = marks_from(kept.marks) if kept else None, _present(connection, edition, moment)
    told = best_news(before, present)[:MOST_AT_ONCE] if before else []
    if told:
        _write(connection, edition.id, told, moment)
        raise_revision(connection, edition.id)
    mark = {"revision": edition.revision + bool(told), "at": moment, "marks": move_on(before, present, told)}
    if kept:
        connection.execute(update(NewsMark).where(NewsMark.edition_id == edition.id).values(mark))
    else:
        connection.execute(insert(NewsMark).values(edition_id=edition.id, **mark))


def _present(connection: Connection, edition: EditionView, moment: datetime) -> Present:
    shown = shown_standing(connection, edition, moment)
    return Present(
        companies=shown.companies,
        teams=shown.teams,
        days=edition.days_by(shown.day),
        entered=present_standing(connection, edition, moment).companies,
        raised=shown.totals.raised,
        goal=edition.goal,
        milestones=milestones_on(connection, edition.id),
        freeze_id=edition.freeze_id,
    )


def _write(connection: Connection, edition_id: int, told: Sequence[Tiding], moment: datetime) -> None:
    """The best comes last, so that it is the newest; what is older than so many is tidied away."""
    for tiding in reversed(told):
        connection.execute(
            insert(News).values(
                id=new_id(),
                edition_id=edition_id,
                at=moment,
                kind=tiding.kind,
                entry_id=tiding.entry_id,
                team_id=tiding.team_id,
                facts=dict(tiding.facts),
            )
        )
    old = select(News.id).where(News.edition_id == edition_id).order_by(News.at.desc(), News.id.desc()).offset(KEPT)
    connection.execute(delete(News).where(News.id.in_(connection.scalars(old).all())))
