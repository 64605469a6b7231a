"""Teams in the hands of their captains: who is in, its name, its welcome, its link, and handing it over."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, select, update

from challenge.domain.disclosure import Visibility
from challenge.errors import EditionLockedError, NotAllowedError, NotAMemberError, NotFoundError, WelcomeTooLongError
from challenge.services.audit import log
from challenge.services.editions import EditionView, lock_edition, raise_revision, utc_now
from challenge.services.join_links import live_link, renew_link
from challenge.services.names import one_line
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.seats import read_seats, team_name
from challenge.store.account_models import Account
from challenge.store.company_models import Entry
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Participation, Role, RoleKind, Team
from challenge.wording.text import DEFAULT

LONGEST_WELCOME = 280
NEW_FOR = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody in the team who chose to appear."""

    participation_id: int
    name: str
    is_new: bool
    """Came within the last week."""
    is_reader: bool


@dataclass(frozen=True, slots=True)
class TeamDesk:
    """What a captain sees of the team: names as shown on boards, never an address or an activity."""

    id: int
    name: str
    welcome: str
    seats: int
    participants: int
    members: list[Member]
    hidden: int
    """So many more are in it without appearing."""


def read_team_desk(database: Database, actor: Actor, team_id: int, *, now: datetime | None = None) -> TeamDesk:
    """The captain's view of a team."""
    with database.reading() as connection:
        place = _place(connection, team_id)
        require(actor, Permission.LEAD_TEAM, place)
        team = connection.execute(
            select(Team.name, Team.welcome, Team.seats, Team.participants).where(Team.id == team_id)
        ).one()
        rows = connection.execute(_MEMBERS.where(Participation.team_id == team_id)).all()
    since = (now or utc_now()) - NEW_FOR
    members = [
        Member(row.id, row.nickname, row.joined_at >= since, row.account_id == actor.account_id)
        for row in rows
        if row.visibility is not Visibility.HIDDEN
    ]
    members.sort(key=lambda member: (not member.is_new, member.name.casefold()))
    return TeamDesk(team_id, *team, members, hidden=len(rows) - len(members))


def read_welcome(database: Database, actor: Actor, team_id: int) -> str:
    """What the captain says to the members of a team; empty where nothing was written."""
    with database.reading() as connection:
        require(actor, Permission.SEE_TEAM, _place(connection, team_id))
        return connection.scalars(select(Team.welcome).where(Team.id == team_id)).one()


def rename_team(database: Database, actor: Actor, team_id: int, name: str, *, now: datetime | None = None) -> None:
    """Give a team another name; raises TeamNameMissingError, NameTooLongError, TeamNameTakenError."""
    moment = now or utc_now()
    with _led(database, actor, team_id) as (connection, edition, entry_id):
        if moment >= edition.locks_at or edition.state is EditionState.LOCKED:
            raise EditionLockedError(locked_at=edition.locks_at)
        others = [team for team in read_seats(connection, entry_id) if team.id != team_id]
        connection.execute(update(Team).where(Team.id == team_id).values(name=team_name(others, name)))
        raise_revision(connection, edition.id)
        log(connection, "team_renamed", moment, actor_id=actor.account_id, edition_id=edition.id, team=team_id)


def set_welcome(database: Database, actor: Actor, team_id: int, welcome: str, *, now: datetime | None = None) -> None:
    """Say something to whoever joins; raises WelcomeTooLongError beyond 280 signs."""
    words = one_line(welcome)
    with _led(database, actor, team_id) as (connection, edition, _):
        if len(words) > LONGEST_WELCOME:
            raise WelcomeTooLongError(most=LONGEST_WELCOME)
        connection.execute(update(Team).where(Team.id == team_id).values(welcome=words))
        moment = now or utc_now()
        log(connection, "team_greeted", moment, actor_id=actor.account_id, edition_id=edition.id, team=team_id)


def hand_over(
    database: Database, actor: Actor, team_id: int, participation_id: int, *, now: datetime | None = None
) -> None:
    """Make a visible member the captain instead of oneself, and tell them; raises NotAMemberError for anybody else."""
    moment = now or utc_now()
    with _led(database, actor, team_id) as (connection, edition, _):
        members = _MEMBERS.where(Participation.team_id == team_id, Participation.id == participation_id)
        heir = connection.execute(members).one_or_none()
        if heir is None or heir.visibility is Visibility.HIDDEN or heir.account_id == actor.account_id:
            raise NotAMemberError
        own = (Role.team_id == team_id, Role.kind == RoleKind.CAPTAIN, Role.account_id == actor.account_id)
        handed = connection.execute(update(Role).where(*own).values(account_id=heir.account_id))
        if not handed.rowcount:
            raise NotAllowedError
        _tell(connection, heir, team_id, moment)
        whose = {"actor_id": actor.account_id, "subject_id": heir.account_id, "edition_id": edition.id}
        log(connection, "team_handed_over", moment, team=team_id, **whose)


def team_link(database: Database, actor: Actor, team_id: int, *, now: datetime | None = None) -> str:
    """Token of the link that leads straight to a team; made at the first look."""
    with _led(database, actor, team_id) as (connection, _, entry_id):
        return live_link(connection, entry_id, team_id, now or utc_now())


def renew_team_link(database: Database, actor: Actor, team_id: int, *, now: datetime | None = None) -> str:
    """Another link instead of the one in force; returns its token."""
    moment = now or utc_now()
    with _led(database, actor, team_id) as (connection, edition, entry_id):
        token = renew_link(connection, entry_id, team_id, moment)
        log(connection, "team_link_renewed", moment, actor_id=actor.account_id, edition_id=edition.id, team=team_id)
    return token


@contextmanager
def _led(database: Database, actor: Actor, team_id: int) -> Iterator[tuple[Connection, EditionView, int]]:
    """A transaction in which a captain changes the team: the edition is locked, the right is checked."""
    with database.transaction() as connection:
        place = _place(connection, team_id)
        require(actor, Permission.LEAD_TEAM, place)
        yield connection, lock_edition(connection, place.edition_id), place.entry_id or 0


def _place(connection: Connection, team_id: int) -> Place:
    """Where rights over a team are asked; raises NotFoundError."""
    row = connection.execute(
        select(Entry.edition_id, Entry.id).join(Team, Team.entry_id == Entry.id).where(Team.id == team_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError
    return Place(row.edition_id, row.id, team_id)


_MEMBERS = (
    select(
        Participation.id,
        Participation.account_id,
        Participation.nickname,
        Participation.visibility,
        Membership.joined_at,
        Account.email,
        Account.locale,
    )
    .join(Account, Account.id == Participation.account_id)
    .join(
        Membership,
        (Membership.participation_id == Participation.id) & (Membership.team_id == Participation.team_id),
    )
    .where(Participation.erased_at.is_(None))
)


def _tell(connection: Connection, heir: Row[*tuple[object, ...]], team_id: int, moment: datetime) -> None:
    if heir.email is None:
        return
    name = connection.scalars(select(Team.name).where(Team.id == team_id)).one()
    cause, locale = f"captain:{team_id}:{new_id()}", heir.locale or DEFAULT
    template, facts = "captain_handed_over", {"team": name}
    post(connection, cause=cause, to=heir.email, template=template, locale=locale, facts=facts, now=moment)
