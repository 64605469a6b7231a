"""Erasure: the person goes, the euros stay; what was earned is left as an anonymous line that still adds up."""

import json
import re
from datetime import datetime, time
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, delete, func, insert, or_, select, update

from challenge.domain.disclosure import Visibility
from challenge.errors import LastManagerError, LastOrganiserError
from challenge.services.audit import log
from challenge.services.belongings import Mine, find_mine, require_own_history
from challenge.services.editions import EditionView, lock_edition, utc_now
from challenge.services.large_uploads import forget_uploads_of
from challenge.services.outbox import post
from challenge.services.permissions import Actor
from challenge.services.registration_form import Asked
from challenge.services.seats import leave_seat
from challenge.services.sessions import end_sessions_of
from challenge.services.strava_ending import delete_connection, tell_strava
from challenge.services.upload_folder import forget_files
from challenge.store.account_models import (
    Account,
    Authenticator,
    Consent,
    Mail,
    MailState,
    RecoveryCode,
    Session,
    SignInCode,
    Slip,
)
from challenge.store.activity_models import Activity, ActivityFinding, ActivityMeasure, AuditEntry, KeptApart, Status
from challenge.store.company_models import Company, Entry, Registration, RegistrationState
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.review_models import Appeal, Notice, Proposal
from challenge.store.source_models import UploadKey
from challenge.store.team_models import Invitation, Membership, Participation, Role, RoleKind, Team
from challenge.wording.text import DEFAULT

NOON = time(12)
SPORT_LEFT = "other"
"""What an activity of an erased person is called."""

SAID_BY_US = frozenset({"role", "kind", "way"})
"""Facts of the audit log that only hold words of ours."""

SHORTEST_PART = 3
"""Shorter parts of a name, as "de", stand in any sentence."""

NEVER = r"(?!)"
"""Matches nothing: whoever never gave a name left none."""


def erase_me(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """Erase oneself: name, address, roles, figures of every activity; points and euros stay as an anonymous line.

    Raises LastOrganiserError or LastManagerError where nobody would be left, and what `require_own_history` raises.
    """
    require_own_history(actor)
    moment = now or utc_now()
    with database.transaction() as connection:
        editions = _lock_editions(connection, actor.account_id)
        connection.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update())
        mine = find_mine(connection, actor.account_id)
        _check_somebody_is_left(connection, mine.account_id)
        traces = traces_of(connection, mine.account_id, mine.name, mine.email)
        _hand_over_teams(connection, mine, moment)
        _leave_participations(connection, mine, editions, moment)
        _forget_registrations(connection, mine, traces)
        _forget_mails(connection, mine, moment)
        _forget_account(connection, mine, moment)
        _forget_audit(connection, mine, traces)
        tokens = delete_connection(connection, mine.account_id)
        log(
            connection,
            "account_erased",
            moment,
            actor_id=mine.account_id,
            edition_id=None,
            subject_id=mine.account_id,
        )
        connection.execute(update(Edition).where(Edition.id.in_(editions)).values(revision=Edition.revision + 1))
        uploads = forget_uploads_of(connection, mine.account_id)
    for upload_id in uploads:
        forget_files(upload_id)
    tell_strava(tokens)


def _lock_editions(connection: Connection, account_id: int) -> dict[int, EditionView]:
    """Every edition the person is anything in, held in the order of their ids; joined meanwhile ones too."""
    locked: dict[int, EditionView] = {}
    while missing := _editions_of(connection, account_id) - locked.keys():
        locked |= {edition_id: lock_edition(connection, edition_id) for edition_id in sorted(missing)}
    return locked


def _editions_of(connection: Connection, account_id: int) -> set[int]:
    own = Role.account_id == account_id
    led = select(Team.entry_id).join(Role, Role.team_id == Team.id).where(own)
    run = select(Role.entry_id).where(own, Role.entry_id.is_not(None))
    statements = (
        select(Participation.edition_id).where(Participation.account_id == account_id),
        select(Role.edition_id).where(own, Role.edition_id.is_not(None)),
        select(Entry.edition_id).where(or_(Entry.id.in_(led), Entry.id.in_(run))),
        select(Registration.edition_id).where(Registration.contact_id == account_id),
    )
    return {edition_id for statement in statements for edition_id in connection.scalars(statement) if edition_id}


def _check_somebody_is_left(connection: Connection, account_id: int) -> None:
    """Raise LastOrganiserError or LastManagerError; a company that has withdrawn needs nobody."""
    for edition in connection.execute(
        select(Edition.name)
        .join(Role, Role.edition_id == Edition.id)
        .where(Role.account_id == account_id, Edition.id.in_(_held_by_one("edition_id")))
    ):
        raise LastOrganiserError(edition=edition.name)
    for company in connection.execute(
        select(Company.name)
        .join(Entry, Entry.company_id == Company.id)
        .join(Role, Role.entry_id == Entry.id)
        .where(Role.account_id == account_id, Entry.withdrawn_at.is_(None), Entry.id.in_(_held_by_one("entry_id")))
    ):
        raise LastManagerError(company=company.name)


def _held_by_one(place: str) -> Any:
    """Places in which exactly one person holds a role."""
    column = getattr(Role, place)
    return select(column).where(column.is_not(None)).group_by(column).having(func.count() == 1)


def traces_of(connection: Connection, account_id: int, name: str, email: str | None) -> re.Pattern[str]:
    """Words by which a person could be known: names and their parts, address, nicknames, contact of a company."""
    nicknames = connection.scalars(select(Participation.nickname).where(Participation.account_id == account_id))
    forms = connection.scalars(select(Registration.form).where(Registration.contact_id == account_id))
    names = {name, *nicknames, *(str(form.get(Asked.CONTACT, "")) for form in forms)}
    parts = {part for known in names for part in re.findall(r"\w+", known) if len(part) >= SHORTEST_PART}
    words = sorted(filter(None, map(str.strip, names | parts | {email or ""})), key=len, reverse=True)
    anyone = "|".join(map(re.escape, words)) or NEVER
    return re.compile(rf"(?<!\w)(?:{anyone})(?!\w)", re.IGNORECASE)


def _without(value: Any, traces: re.Pattern[str]) -> Any:
    """A stored value with every text emptied that names the person."""
    if isinstance(value, dict):
        return {key: _without(inner, traces) for key, inner in value.items()}
    if isinstance(value, list):
        return [_without(inner, traces) for inner in value]
    return "" if isinstance(value, str) and traces.search(value) else value


def _hand_over_teams(connection: Connection, mine: Mine, moment: datetime) -> None:
    """Give each team led alone to whoever has been in it longest, and take back what its captain said."""
    led = select(Role.team_id).where(Role.account_id == mine.account_id, Role.team_id.is_not(None))
    for team_id in filter(None, connection.scalars(led).all()):
        connection.execute(update(Team).where(Team.id == team_id).values(welcome=""))
        others = select(Role.id).where(Role.team_id == team_id, Role.account_id != mine.account_id).limit(1)
        if connection.scalar(others) is None:
            _appoint_the_longest_standing(connection, mine, team_id, moment)


def _appoint_the_longest_standing(connection: Connection, mine: Mine, team_id: int, moment: datetime) -> None:
    heir = connection.execute(
        select(Account.id, Account.email, Account.locale, Participation.edition_id)
        .join(Participation, Participation.account_id == Account.id)
        .join(Membership, Membership.participation_id == Participation.id)
        .where(
            Participation.team_id == team_id,
            Membership.team_id == team_id,
            Participation.account_id != mine.account_id,
            Participation.erased_at.is_(None),
        )
        .order_by(Membership.joined_at, Participation.id)
        .limit(1)
    ).one_or_none()
    if heir is None:
        return
    row = {"id": new_id(), "account_id": heir.id, "kind": RoleKind.CAPTAIN, "team_id": team_id}
    connection.execute(insert(Role).values(row))
    whose = {"actor_id": mine.account_id, "subject_id": heir.id, "edition_id": heir.edition_id}
    log(connection, "team_handed_over", moment, team=team_id, **whose)
    if heir.email:
        team = connection.scalars(select(Team.name).where(Team.id == team_id)).one()
        cause, template, locale = f"captain:{team_id}:{row['id']}", "captain_handed_over", heir.locale or DEFAULT
        post(connection, cause=cause, to=heir.email, template=template, locale=locale, facts={"team": team}, now=moment)


def _leave_participations(
    connection: Connection, mine: Mine, editions: dict[int, EditionView], moment: datetime
) -> None:
    """Stand up from every seat, vanish from boards, and empty every activity."""
    for participation in connection.execute(
        select(Participation.id, Participation.edition_id, Participation.team_id).where(
            Participation.account_id == mine.account_id
        )
    ).all():
        leave_seat(connection, participation.team_id, mine.account_id)
        _empty_activities(connection, participation.id, editions[participation.edition_id])
    connection.execute(
        update(Participation)
        .where(Participation.account_id == mine.account_id)
        .values(nickname="", visibility=Visibility.HIDDEN, adapted=False, salt=None, erased_at=moment)
    )


_EMPTY_ACTIVITY = (
    update(Activity)
    .where(Activity.id == bindparam("key"))
    .values(
        sport=SPORT_LEFT, started_at=bindparam("noon"), external_id=bindparam("name"), adapted=False, commitment=None
    )
)


def _empty_activities(connection: Connection, participation_id: int, edition: EditionView) -> None:
    """Leave of each activity its day and its points; what was held is withdrawn, since nobody can decide on it."""
    own = select(Activity.id).where(Activity.participation_id == participation_id)
    connection.execute(delete(ActivityMeasure).where(ActivityMeasure.activity_id.in_(own)))
    connection.execute(delete(ActivityFinding).where(ActivityFinding.activity_id.in_(own)))
    for said in (Appeal, Proposal):
        connection.execute(delete(said).where(said.activity_id.in_(own)))
    connection.execute(delete(KeptApart).where(KeptApart.one_id.in_(own)))
    connection.execute(delete(Notice).where(Notice.participation_id == participation_id))
    connection.execute(
        update(Activity)
        .where(Activity.participation_id == participation_id, Activity.status == Status.HELD)
        .values(status=Status.WITHDRAWN)
    )
    rows = connection.execute(own.with_only_columns(Activity.id, Activity.day)).all()
    emptied = [
        {"key": row.id, "noon": datetime.combine(row.day, NOON, tzinfo=edition.zone), "name": str(row.id)}
        for row in rows
    ]
    if emptied:
        connection.execute(_EMPTY_ACTIVITY, emptied)


def _forget_registrations(connection: Connection, mine: Mine, traces: re.Pattern[str]) -> None:
    """Delete what was not approved; an approved company stays, without the words that name its contact."""
    own = Registration.contact_id == mine.account_id
    connection.execute(delete(Registration).where(own, Registration.state != RegistrationState.APPROVED))
    for row in connection.execute(select(Registration.id, Registration.form, Registration.terms_name).where(own)).all():
        left = {"form": _without({**row.form, Asked.CONTACT: ""}, traces), "terms_name": row.terms_name, "reason": None}
        if row.terms_name and traces.search(row.terms_name):
            left["terms_name"] = None
        connection.execute(update(Registration).where(Registration.id == row.id).values(left))


def _forget_mails(connection: Connection, mine: Mine, moment: datetime) -> None:
    """Empty every mail to the person that has not left; one on its way is not tried again."""
    unsent = Mail.id.in_(mine.mail_ids) & Mail.sealed.is_not(None)
    given_up = {"state": MailState.FAILED, "problem": "erased", "finished_at": moment}
    connection.execute(update(Mail).where(unsent, Mail.state == MailState.WAITING).values(sealed=None, **given_up))
    connection.execute(update(Mail).where(unsent).values(sealed=None))


def _forget_account(connection: Connection, mine: Mine, moment: datetime) -> None:
    """Delete all that lets the person in; of the account itself only the number stays."""
    end_sessions_of(connection, mine.account_id, moment)
    connection.execute(update(Session).where(Session.account_id == mine.account_id).values(browser=""))
    for model in (Role, Consent, Authenticator, RecoveryCode, UploadKey):
        connection.execute(delete(model).where(model.account_id == mine.account_id))
    connection.execute(delete(Proposal).where(Proposal.proposed_by == mine.account_id))
    for addressed in (SignInCode, Invitation):
        connection.execute(delete(addressed).where(addressed.email == mine.email))
    connection.execute(
        update(Slip)
        .where(Slip.account_id == mine.account_id)
        .values(pin_hash=None, revoked_at=func.coalesce(Slip.revoked_at, moment))
    )
    connection.execute(
        update(Account)
        .where(Account.id == mine.account_id)
        .values(name="", email=None, locale=None, notified=False, erased_at=moment)
    )


def _forget_audit(connection: Connection, mine: Mine, traces: re.Pattern[str]) -> None:
    """Leave who did what and when; words that somebody typed about the person go, and whatever names them."""
    touched = [AuditEntry.actor_id == mine.account_id, AuditEntry.subject_id == mine.account_id]
    if mine.email:
        written = json.dumps(mine.email)[1:-1]
        touched.append(cast(AuditEntry.facts, String).contains(written, autoescape=True))
    columns = select(AuditEntry.id, AuditEntry.subject_id, AuditEntry.facts)
    for row in connection.execute(columns.where(or_(*touched))).all():
        facts = _without(row.facts, traces)
        if row.subject_id == mine.account_id:
            facts = {name: fact for name, fact in facts.items() if name in SAID_BY_US or _is_a_number(fact)}
        if facts != row.facts:
            connection.execute(update(AuditEntry).where(AuditEntry.id == row.id).values(facts=facts))


def _is_a_number(fact: object) -> bool:
    return isinstance(fact, int)
