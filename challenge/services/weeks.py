"""Closed weeks: what an employer may see of a week, written once when the week has ended, never again."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, and_, case, func, insert, or_, select

from challenge.domain.employer import WeekBefore, WeekClosing, WeekFigures, publish_week
from challenge.services.editions import utc_now
from challenge.store.activity_models import DayTotal, LedgerEntry
from challenge.store.company_models import Entry, PublishedWeek
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState
from challenge.store.team_models import Participation

WEEK = timedelta(days=7)
LONGEST_WAIT = timedelta(minutes=1)
"""So long a change may wait for its turn: what was recorded this shortly before a week was published may have come
after it."""


@dataclass(frozen=True, slots=True)
class Week:
    """A week from Monday to Sunday, and which of its days lie in the edition."""

    starts_on: date
    first: date
    last: date
    ends_at: datetime
    """Midnight after its Sunday, where the edition is."""

    @property
    def length(self) -> int:
        """Its days in the edition; zero before the first."""
        return max(0, (self.last - self.first).days + 1)


@dataclass(slots=True)
class _Company:
    """An entry with what is published of it and what its people did."""

    headcount: int
    published: dict[date, WeekFigures] = field(default_factory=dict)
    joined: dict[int, datetime] = field(default_factory=dict)
    days_of: dict[date, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    changed: dict[date, set[int]] = field(default_factory=lambda: defaultdict(set))


def weeks_between(since: date, starts_on: date, ends_on: date, zone: ZoneInfo) -> list[Week]:
    """Weeks from the one of a day to the one in which an edition ends."""
    monday, weeks = since - timedelta(days=since.weekday()), []
    while monday <= ends_on:
        after = monday + WEEK
        midnight = datetime.combine(after, time(), tzinfo=zone)
        last = min(after - timedelta(days=1), ends_on)
        weeks.append(Week(monday, max(monday, starts_on), last, midnight))
        monday = after
    return weeks


def close_weeks(database: Database, now: datetime | None = None) -> int:
    """Publish every week that has ended, for every company; returns how many figures were written.

    What was published stays, whatever is entered, changed or erased later. Two processes may do it at once: the
    edition is locked, and whoever comes second finds nothing left to write.
    """
    moment = now or utc_now()
    with database.reading() as connection:
        due = [edition.id for edition in connection.execute(_EDITIONS) if _missing(connection, edition, moment)]
    return sum(_close_weeks_of(database, edition_id, moment) for edition_id in due)


def _close_weeks_of(database: Database, edition_id: int, now: datetime) -> int:
    with database.transaction() as connection:
        edition = connection.execute(_EDITIONS.where(Edition.id == edition_id).with_for_update(of=Edition)).one()
        missing = _missing(connection, edition, now)
        if not missing:
            return 0
        weeks = _ended(connection, edition, now)
        companies = _read_companies(connection, edition_id, weeks)
        rows = []
        for week in weeks:
            for entry_id in sorted(entry_id for entry_id, starts_on in missing if starts_on == week.starts_on):
                company = companies[entry_id]
                company.published[week.starts_on] = figures = _publish(company, week)
                rows.append(_row(entry_id, week, figures, now))
        connection.execute(insert(PublishedWeek), rows)
    return len(rows)


_EDITIONS = select(Edition.id, Edition.starts_on, Edition.ends_on, Edition.zone).where(
    Edition.state != EditionState.DRAFT
)
"""A locked edition too: its last week may end with it."""


def _ended(connection: Connection, edition: Any, now: datetime) -> list[Week]:
    """Weeks that are over, from the one in which the first participant joined."""
    first_joined = connection.scalar(
        select(func.min(Participation.joined_at)).where(Participation.edition_id == edition.id)
    )
    zone = ZoneInfo(edition.zone)
    since = min(first_joined.astimezone(zone).date(), edition.starts_on) if first_joined else edition.starts_on
    weeks = weeks_between(since, edition.starts_on, edition.ends_on, zone)
    return [week for week in weeks if week.ends_at <= now]


def _missing(connection: Connection, edition: Any, now: datetime) -> set[tuple[int, date]]:
    """Entries and weeks of theirs that have ended and are not published."""
    of_edition = Entry.edition_id == edition.id
    entries = connection.scalars(select(Entry.id).where(of_edition)).all()
    published = connection.execute(
        select(PublishedWeek.entry_id, PublishedWeek.week_starts_on)
        .join(Entry, Entry.id == PublishedWeek.entry_id)
        .where(of_edition)
    )
    ended = _ended(connection, edition, now)
    return {(entry_id, week.starts_on) for week in ended for entry_id in entries} - {tuple(row) for row in published}


def _read_companies(connection: Connection, edition_id: int, weeks: Sequence[Week]) -> dict[int, _Company]:
    rows = connection.execute(select(Entry.id, Entry.headcount).where(Entry.edition_id == edition_id))
    companies = {row.id: _Company(row.headcount) for row in rows}
    published_at: dict[date, datetime] = {}
    for row in connection.execute(_PUBLISHED.where(Entry.edition_id == edition_id)):
        figures = WeekFigures(row.participants, row.active_people, row.active_days)
        companies[row.entry_id].published[row.week_starts_on] = figures
        published_at[row.week_starts_on] = min(row.published_at, published_at.get(row.week_starts_on, row.published_at))
    for person, entry_id, joined_at in connection.execute(_JOINED.where(Participation.edition_id == edition_id)):
        companies[entry_id].joined[person] = joined_at
    played = [week for week in weeks if week.length]
    for entry_id, person, *days in connection.execute(_days(edition_id, played)) if played else ():
        for week, number in zip(played, days, strict=True):
            if number and companies[entry_id].joined[person] < week.ends_at:
                companies[entry_id].days_of[week.starts_on][person] = number
    for entry_id, person, day in _changes(connection, edition_id, played, published_at):
        companies[entry_id].changed[day - timedelta(days=day.weekday())].add(person)
    return companies


_PUBLISHED = select(
    PublishedWeek.entry_id,
    PublishedWeek.week_starts_on,
    PublishedWeek.participants,
    PublishedWeek.active_people,
    PublishedWeek.active_days,
    PublishedWeek.published_at,
).join(Entry, Entry.id == PublishedWeek.entry_id)

_JOINED = select(Participation.id, Participation.entry_id, Participation.joined_at)


def _days(edition_id: int, weeks: Sequence[Week]) -> Select[*tuple[Any, ...]]:
    """Each person's active days, a column for each week."""
    columns = [func.sum(case((DayTotal.day.between(week.first, week.last), 1), else_=0)) for week in weeks]
    return (
        select(Participation.entry_id, Participation.id, *columns)
        .join(DayTotal, DayTotal.participation_id == Participation.id)
        .where(Participation.edition_id == edition_id, DayTotal.active)
        .group_by(Participation.entry_id, Participation.id)
    )


def _changes(
    connection: Connection, edition_id: int, weeks: Iterable[Week], published_at: dict[date, datetime]
) -> Iterable[Any]:
    """Who changed something in a week after it was published: every change of a day is in the ledger."""
    late = [
        and_(
            LedgerEntry.day.between(week.first, week.last),
            LedgerEntry.recorded_at > published_at[week.starts_on] - LONGEST_WAIT,
        )
        for week in weeks
        if week.starts_on in published_at
    ]
    if not late:
        return ()
    columns = select(LedgerEntry.entry_id, LedgerEntry.participation_id, LedgerEntry.day).distinct()
    return connection.execute(columns.where(LedgerEntry.edition_id == edition_id, or_(*late)))


def _publish(company: _Company, week: Week) -> WeekFigures:
    closing = WeekClosing(
        company.headcount,
        joined=sum(joined_at < week.ends_at for joined_at in company.joined.values()),
        length=week.length,
        days_of=_known(company, week.starts_on),
    )
    before = [
        WeekBefore(figures, _known(company, starts_on), company.changed.get(starts_on, ()))
        for starts_on, figures in sorted(company.published.items())
    ]
    return publish_week(closing, before)


def _known(company: _Company, starts_on: date) -> dict[int, int]:
    return company.days_of.get(starts_on, {})


def _row(entry_id: int, week: Week, figures: WeekFigures, now: datetime) -> dict[str, Any]:
    return {
        "entry_id": entry_id,
        "week_starts_on": week.starts_on,
        "participants": figures.participants,
        "active_people": figures.active_people,
        "active_days": figures.active_days,
        "published_at": now,
    }
