"""Erasure by rule: figures from Strava go within a week, or at once when their owner wants it; what they earned stays.

A person's day is erased as a whole: what its outings took from the day's steps, whether it was active, and what it lost
to more than 24 hours is kept as points, so that no total changes and the day can be scored again.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, select, update

from challenge.domain.money import Points
from challenge.domain.scoring import DayLineKind, DayScore, Left, score_day
from challenge.services.booking import Change, points_of, store_status
from challenge.services.commitments import commitment_of, salt_of
from challenge.services.days import Part, counted_in, read_counted
from challenge.services.diary import CHANGED, recorded_in
from challenge.services.door import close
from challenge.services.editions import EditionView, lock_edition, utc_now
from challenge.services.erasure import SPORT_LEFT
from challenge.services.judging import at_the_limit
from challenge.services.ledger import Page
from challenge.services.measured import MEASURED
from challenge.services.people import read_participants
from challenge.store.activity_models import EARNING, Activity, ActivityFinding, ActivityMeasure, Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Proposal
from challenge.store.source_models import StravaAthlete, StravaEvent
from challenge.store.team_models import Participation

NOON = time(12)
EVENTS_KEPT = timedelta(days=7)
NOBODY = 0
"""Who acts when a rule does, not a person."""

_ROWS = select(Activity.rule_set_id, Activity.adapted, *CHANGED, *MEASURED).join(
    ActivityMeasure, ActivityMeasure.activity_id == Activity.id
)
_DAYS = (
    select(Activity.edition_id, Activity.participation_id, Activity.day)
    .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
    .join(Participation, Participation.id == Activity.participation_id)
    .distinct()
    .order_by(Activity.edition_id, Activity.participation_id, Activity.day)
)


def erase_due(database: Database, *, now: datetime | None = None) -> int:
    """Erase what may be kept no longer, and what belongs to nobody who is connected; number of days erased."""
    moment = now or utc_now()
    connected = select(StravaAthlete.account_id)
    left_behind = (Activity.source == Source.STRAVA) & Participation.account_id.not_in(connected)
    erased = _erase(database, (ActivityMeasure.erase_at <= moment) | left_behind, moment)
    with database.transaction() as connection:
        connection.execute(delete(StravaEvent).where(StravaEvent.received_at < moment - EVENTS_KEPT))
    return erased


def erase_of_account(database: Database, account_id: int, *, now: datetime | None = None) -> int:
    """Erase every figure from Strava of one person, at once; number of days erased."""
    mine = (Activity.source == Source.STRAVA) & (Participation.account_id == account_id)
    return _erase(database, mine, now or utc_now())


def _erase(database: Database, which: ColumnElement[bool], moment: datetime) -> int:
    with database.reading() as connection:
        days = connection.execute(_DAYS.where(which)).all()
    for edition_id, participation_id, day in days:
        with database.transaction() as connection:
            erase_day(connection, lock_edition(connection, edition_id), participation_id, day, moment)
    return len(days)


def erase_day(
    connection: Connection,
    edition: EditionView,
    participation_id: int,
    day: date,
    moment: datetime,
    *,
    only: int | None = None,
) -> None:
    """Erase the figures from Strava of one person's day, or of one activity of it; the edition is held.

    What was held is settled first.
    """
    theirs = _ROWS.where(
        Activity.participation_id == participation_id,
        Activity.day == day,
        Activity.source == Source.STRAVA,
    ).order_by(Activity.id)
    theirs = theirs.where(Activity.id == only) if only else theirs
    rows = connection.execute(theirs).all()
    if any(row.status is Status.HELD for row in rows):
        _settle(connection, edition, rows, moment)
        rows = connection.execute(theirs).all()
    salt = salt_of(connection, participation_id)
    left = _left(connection, edition, rows)
    noon = datetime.combine(day, NOON, tzinfo=edition.zone)
    for row in rows:
        kept = left.get(row.id, Left(Points(0), active=False, taken=Points(0)))
        values: dict[str, Any] = {"left_active": kept.active, "left_taken": kept.taken, "left_over": kept.over}
        values |= {"commitment": commitment_of(salt, recorded_in(row).measure), "sport": SPORT_LEFT}
        connection.execute(update(Activity).where(Activity.id == row.id).values(values | {"started_at": noon}))
    forget_figures(connection, [row.id for row in rows])


def forget_figures(connection: Connection, activity_ids: Sequence[int]) -> None:
    """Delete what tells figures of activities; their commitments are written."""
    for model in (ActivityMeasure, ActivityFinding, Proposal):
        connection.execute(delete(model).where(model.activity_id.in_(activity_ids)))


def _settle(
    connection: Connection, edition: EditionView, rows: Iterable[Row[*tuple[Any, ...]]], moment: datetime
) -> None:
    """What nobody has decided counts at the limit: nobody could decide on it later."""
    page = Page(edition, NOBODY, moment)
    held = [row for row in rows if row.status is Status.HELD]
    people = read_participants(connection, [row.participation_id for row in held])
    for row in held:
        change = Change(row, page, people[row.participation_id])
        store_status(connection, change, at_the_limit(change.recorded), points_of(change, believed=False))
    close(connection, page, people)


def _left(connection: Connection, edition: EditionView, rows: Sequence[Row[*tuple[Any, ...]]]) -> dict[int, Left]:
    """What is left of each activity that earns, one after the other, so that the day stays what it was."""
    earning = [row for row in rows if row.status in EARNING]
    if not earning:
        return {}
    key = (earning[0].participation_id, earning[0].day)
    parts: list[Part] = list(read_counted(connection, [key])[key])
    left = {}
    for row in earning:
        before = score_day(parts, edition.rules)
        parts.remove(counted_in(connection, row))
        left[row.id] = _left_of(parts, Points(row.points), before, edition)
        parts.append(left[row.id])
    return left


def _left_of(others: Sequence[Part], points: Points, before: DayScore, edition: EditionView) -> Left:
    """What is left of an activity beside the others of its day, which was scored with it before."""
    without = Left(points, active=before.active, taken=Points(0))
    taken = _lost_less(score_day([*others, without], edition.rules), before, DayLineKind.STEPS_OF_OUTINGS)
    with_steps = Left(points, active=before.active, taken=taken)
    over = _lost_less(score_day([*others, with_steps], edition.rules), before, DayLineKind.OVER_24_HOURS)
    return Left(points, active=before.active, taken=taken, over=over)


def _lost_less(after: DayScore, before: DayScore, kind: DayLineKind) -> Points:
    """How much less the day loses by one of its rules than before."""
    lost = [sum(line.points for line in score.lines if line.kind is kind) for score in (after, before)]
    return Points(lost[0] - lost[1])
