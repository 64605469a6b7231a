"""The steps of a day: one figure per person and day, whoever brings it; a larger one takes the place of a smaller."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from challenge.domain.measure import Kind
from challenge.domain.money import Points
from challenge.domain.recorded import Recorded
from challenge.errors import TooManyADayError
from challenge.services.activities import Incoming, let_in, open_own, steps_by_hand
from challenge.services.arrivals import BY_HAND, Admitted, check_day
from challenge.services.changes import change_figures
from challenge.services.editions import EditionView, lock_edition, utc_now
from challenge.services.ledger import Why
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.upload_names import Name
from challenge.store.activity_models import Activity, ActivityMeasure, Source, Status
from challenge.store.database import Database
from challenge.store.review_models import Decider, NoticeKind

MOST_A_DAY = 50
"""Activities of one day that files and phones bring: a day of short walks has twenty."""


class DayFigure(NamedTuple):
    """What is recorded of one day's steps."""

    activity_id: int
    name: Name
    status: Status
    points: int
    steps: int

    def yields_to(self, steps: int) -> bool:
        """Whether another figure replaces it: only a larger one, as the day went on; a deletion stands."""
        return self.status is not Status.WITHDRAWN and steps > self.steps

    @property
    def repeated(self) -> Admitted:
        """What becomes of a figure that does not replace it."""
        return Admitted(self.activity_id, self.status, Points(self.points), repeated=True)


def recorded_steps(connection: Connection, participation_id: int) -> dict[date, DayFigure]:
    """The figure of every day of a person that has one; of two the larger, and before a deleted one."""
    rows = connection.execute(
        select(
            Activity.day,
            Activity.id,
            Activity.source,
            Activity.external_id,
            Activity.status,
            Activity.points,
            func.coalesce(ActivityMeasure.steps, 0).label("steps"),
        )
        .join(ActivityMeasure, ActivityMeasure.activity_id == Activity.id)
        .where(Activity.participation_id == participation_id, ActivityMeasure.kind == Kind.DAY_STEPS)
        .order_by(Activity.status != Status.WITHDRAWN, ActivityMeasure.steps, Activity.id)
    )
    return {
        row.day: DayFigure(row.id, Name(row.source, row.external_id), row.status, row.points, row.steps) for row in rows
    }


def record_steps(
    database: Database, actor: Actor, place: Place, *, day: date, steps: int, now: datetime | None = None
) -> Admitted:
    """Set the steps of one's day by hand: the owner's word replaces any figure of that day."""
    require(actor, Permission.CHANGE_OWN, place)
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, place.edition_id)
        measure = steps_by_hand(edition, day=day, steps=steps, now=moment)
        before = recorded_steps(connection, place.participation_id or 0).get(day)
        if before is None:
            typed = Incoming(Source.STEPS, day.isoformat(), measure)
            return let_in(connection, actor, place, [typed], moment)[0]
        return _replace(connection, actor, before, Recorded(measure, BY_HAND), moment)


def record_measured(
    database: Database, actor: Actor, place: Place, arrivals: Sequence[Incoming], *, now: datetime | None = None
) -> list[Admitted]:
    """Record what files and devices bring, all or none: a day keeps one figure of its steps, the largest.

    A repeat of the same source and id does nothing, nor does a smaller figure of a day's steps.
    """
    require(actor, Permission.RECORD_OWN, place)
    moment = now or utc_now()
    with database.transaction() as connection:
        arrivals = _largest_of_each_day(arrivals)
        edition = lock_edition(connection, place.edition_id)
        settled = {}
        if not actor.unconfirmed:  # what is recorded of a day, they do not learn
            settled = _settle_steps(connection, actor, edition, place.participation_id or 0, arrivals, moment)
        fresh = [arrival for arrival in arrivals if Name(*arrival[:2]) not in settled]
        _check_days(connection, edition, place.participation_id or 0, fresh)
        admitted = iter(let_in(connection, actor, place, fresh, moment))
        return [settled.get(Name(*arrival[:2])) or next(admitted) for arrival in arrivals]


def _check_days(
    connection: Connection, edition: EditionView, participation_id: int, arrivals: Sequence[Incoming]
) -> None:
    """Raise TooManyADayError where a day would hold more than anybody does: each is compared with all the others."""
    days: dict[date, set[Name]] = defaultdict(set)
    for arrival in arrivals:
        days[edition.day_of(arrival.measure.started_at)].add(Name(*arrival[:2]))
    recorded = select(Activity.day, Activity.source, Activity.external_id).where(
        Activity.participation_id == participation_id, Activity.day.in_(days)
    )
    for row in connection.execute(recorded) if days else ():
        days[row.day].add(Name(row.source, row.external_id))
    for day, names in days.items():
        if len(names) > MOST_A_DAY:
            raise TooManyADayError(day=day, most=MOST_A_DAY)


def _largest_of_each_day(arrivals: Sequence[Incoming]) -> list[Incoming]:
    """What comes together, with the largest figure of a day in the place of every other one."""
    largest: dict[Name, Incoming] = {}
    for arrival in arrivals:
        if arrival.measure.kind is Kind.DAY_STEPS:
            name = Name(*arrival[:2])
            largest[name] = max(largest.get(name, arrival), arrival, key=lambda one: one.measure.steps or 0)
    return [largest.get(Name(*arrival[:2]), arrival) for arrival in arrivals]


def _settle_steps(
    connection: Connection,
    actor: Actor,
    edition: EditionView,
    participation_id: int,
    arrivals: Sequence[Incoming],
    now: datetime,
) -> dict[Name, Admitted]:
    """What becomes of figures for days that have one, by the name they came with; the edition is locked.

    A larger figure takes the place of the recorded one, whoever brought it; a smaller one changes nothing.
    """
    of_days = [arrival for arrival in arrivals if arrival.measure.kind is Kind.DAY_STEPS]
    recorded = recorded_steps(connection, participation_id) if of_days else {}
    settled: dict[Name, Admitted] = {}
    for arrival in of_days:
        before = recorded.get(edition.day_of(arrival.measure.started_at))
        name = Name(arrival.source, arrival.external_id)
        if before is not None and name not in settled:
            settled[name] = _settled(connection, actor, before, arrival, now)
    return settled


def _settled(connection: Connection, actor: Actor, before: DayFigure, arrival: Incoming, now: datetime) -> Admitted:
    if not before.yields_to(arrival.measure.steps or 0):
        return before.repeated
    return _replace(connection, actor, before, Recorded(arrival.measure, arrival.evidence), now)


def _replace(connection: Connection, actor: Actor, before: DayFigure, recorded: Recorded, now: datetime) -> Admitted:
    change = open_own(connection, actor, before.activity_id, now)
    check_day(change.page.edition, recorded.measure, now)
    return change_figures(connection, change, recorded, Why(NoticeKind.CHANGED, Decider.OWNER, before.activity_id))
