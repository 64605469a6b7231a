"""Appeals: whoever was doubted or decided about answers once, with words and a file if they like."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, exists, insert, or_, select, update

from challenge.domain.plausibility import Doubt
from challenge.errors import (
    AppealedBeforeError,
    AppealWordsMissingError,
    NotFoundError,
    NothingToAppealError,
)
from challenge.services.appeal_files import Attachment, KeptFile, kept_file
from challenge.services.booking import Change, lock_activity
from challenge.services.decisions import check_review
from challenge.services.editions import edition_on, utc_now
from challenge.services.names import some_lines
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.review_cases import IN_QUESTION
from challenge.store.activity_models import Activity, ActivityFinding, FindingState, Status
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.review_models import Appeal
from challenge.store.team_models import Participation

LONGEST_WORDS = 2_000
DOUBTED = (FindingState.OPEN, FindingState.LIMITED, FindingState.REFUSED, FindingState.CORRECTED)
"""What of a finding leaves something to say."""


@dataclass(frozen=True, slots=True)
class Contested:
    """An own activity that one can answer about, or has answered about."""

    activity_id: int
    status: Status
    doubts: tuple[Doubt, ...]
    words: str | None
    """None while one may still answer."""
    file_name: str | None
    sent_at: datetime | None
    answered_at: datetime | None
    until: datetime
    """When the review ends."""


def appeal(
    database: Database,
    actor: Actor,
    activity_id: int,
    words: str,
    attachment: Attachment | None = None,
    *,
    now: datetime | None = None,
) -> None:
    """Answer to a doubt or decision about an own activity; what an organiser saw before is not what they decide on.

    Raises AppealWordsMissingError, an AppealFileError, ReviewEndedError, NothingToAppealError where nothing is doubted
    and nobody decided, AppealedBeforeError the second time.
    """
    said, moment = some_lines(words)[:LONGEST_WORDS], now or utc_now()
    if not said:
        raise AppealWordsMissingError
    file = None
    if attachment:
        with database.transaction() as connection:  # whoever has nothing to answer to gives us nothing to draw
            _open_for_an_answer(connection, actor, activity_id, moment)
        file = kept_file(attachment)
    with database.transaction() as connection:
        change = _open_for_an_answer(connection, actor, activity_id, moment)
        connection.execute(
            insert(Appeal).values(
                id=new_id(),
                activity_id=activity_id,
                words=said,
                file_name=file.name if file else None,
                file_type=file.media_type if file else None,
                file=file.data if file else None,
                sent_at=moment,
            )
        )
        version = {"version": change.activity.version + 1}
        connection.execute(update(Activity).where(Activity.id == activity_id).values(version))


def _open_for_an_answer(connection: Connection, actor: Actor, activity_id: int, moment: datetime) -> Change:
    """An own activity about which one may answer now, held."""
    change = lock_activity(connection, activity_id, actor, moment)
    require(actor, Permission.CHANGE_OWN, change.person.place)
    check_review(change.page.edition, moment)
    if connection.scalar(select(Appeal.id).where(Appeal.activity_id == activity_id)) is not None:
        raise AppealedBeforeError
    if connection.scalar(select(Activity.id).where(Activity.id == activity_id, _CONTESTABLE)) is None:
        raise NothingToAppealError
    return change


_CONTESTABLE = and_(
    Activity.status.in_(sorted(IN_QUESTION)),
    or_(
        Activity.status.in_(sorted({Status.LIMITED, Status.REFUSED})),
        exists().where(ActivityFinding.activity_id == Activity.id, ActivityFinding.state.in_(DOUBTED)),
    ),
)
"""Held, limited, refused, corrected or doubted."""


def read_contested(database: Database, actor: Actor, place: Place, *, now: datetime | None = None) -> list[Contested]:
    """Own activities about which one can answer until the review ends, and those about which one has; newest first."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        edition = edition_on(connection, place.edition_id)
        until = edition.review_ends_at
        open_still = (now or utc_now()) < until
        rows = connection.execute(
            select(
                Activity.id,
                Activity.status,
                Appeal.words,
                Appeal.file_name,
                Appeal.sent_at,
                Appeal.answered_at,
            )
            .join(Appeal, Appeal.activity_id == Activity.id, isouter=True)
            .where(
                Activity.participation_id == place.participation_id,
                or_(Appeal.id.is_not(None), _CONTESTABLE if open_still else Appeal.id.is_not(None)),
            )
            .order_by(Activity.day.desc(), Activity.id.desc())
        ).all()
        doubts = _doubts(connection, [row.id for row in rows])
    return [
        Contested(
            activity_id=row.id,
            status=row.status,
            doubts=doubts.get(row.id, ()),
            words=row.words,
            file_name=row.file_name,
            sent_at=row.sent_at and row.sent_at.astimezone(edition.zone),
            answered_at=row.answered_at and row.answered_at.astimezone(edition.zone),
            until=until,
        )
        for row in rows
    ]


def _doubts(connection: Connection, ids: list[int]) -> dict[int, tuple[Doubt, ...]]:
    found: dict[int, tuple[Doubt, ...]] = {}
    statement = (
        select(ActivityFinding.activity_id, ActivityFinding.doubt)
        .where(ActivityFinding.activity_id.in_(ids), ActivityFinding.state.in_(DOUBTED))
        .order_by(ActivityFinding.id)
    )
    for key, doubt in connection.execute(statement) if ids else ():
        found[key] = (*(one for one in found.get(key, ()) if one != doubt), doubt)
    return found


def read_appeal_file(database: Database, actor: Actor, appeal_id: int) -> KeptFile:
    """The file of an appeal, for its sender and the organisers of the edition; raises NotFoundError without one."""
    with database.reading() as connection:
        row = connection.execute(
            select(Activity.edition_id, Participation.account_id, Appeal.file_name, Appeal.file_type, Appeal.file)
            .join(Activity, Activity.id == Appeal.activity_id)
            .join(Participation, Participation.id == Activity.participation_id)
            .where(Appeal.id == appeal_id)
        ).one_or_none()
    if row is None:
        raise NotFoundError
    if actor.unconfirmed or row.account_id != actor.account_id:
        require(actor, Permission.REVIEW, Place(row.edition_id))
    if row.file is None:
        raise NotFoundError
    return KeptFile(row.file_name or "", row.file_type or "", bytes(row.file))


def forget_appeal_files(database: Database, *, now: datetime | None = None) -> int:
    """Delete the files of appeals once the review has ended; the words stay with their sender."""
    over = (
        select(Activity.id)
        .join(Edition, Edition.id == Activity.edition_id)
        .where(Edition.review_ends_at <= (now or utc_now()))
    )
    with database.reading() as connection:
        ids = connection.scalars(select(Appeal.id).where(Appeal.file.is_not(None), Appeal.activity_id.in_(over))).all()
    if ids:
        with database.transaction() as connection:
            connection.execute(update(Appeal).where(Appeal.id.in_(ids)).values(file=None, file_type=None))
    return len(ids)
