"""Seats: who sits in which team of a company; the edition is locked whenever one is taken or left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, exists, insert, select, update

from challenge.errors import (
    EveryTeamFullError,
    NameTooLongError,
    NotFoundError,
    TeamFullError,
    TeamNameMissingError,
    TeamNameTakenError,
    TeamSizeError,
)
from challenge.services.editions import EditionView
from challenge.services.names import LONGEST, is_same, one_line
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Role, RoleKind, Team


@dataclass(frozen=True, slots=True)
class TeamSeats:
    """A team with the seats it has and those that are taken."""

    id: int
    name: str
    seats: int
    participants: int

    @property
    def free(self) -> int:
        """Seats nobody sits on."""
        return max(self.seats - self.participants, 0)


def read_seats(connection: Connection, entry_id: int) -> list[TeamSeats]:
    """Teams of a company, the oldest first."""
    statement = select(Team.id, Team.name, Team.seats, Team.participants).where(Team.entry_id == entry_id)
    return [TeamSeats(*row) for row in connection.execute(statement.order_by(Team.id))]


def fullest(teams: Sequence[TeamSeats]) -> TeamSeats | None:
    """The team that is nearest to being full and is not; None where no seat is free."""
    return min((team for team in teams if team.free), key=lambda team: (team.free, -team.participants), default=None)


def free_seat(teams: Sequence[TeamSeats], team_id: int) -> TeamSeats:
    """The team with that id; raises NotFoundError, TeamFullError or EveryTeamFullError."""
    team = next((team for team in teams if team.id == team_id), None)
    if team is None:
        raise NotFoundError
    if not team.free:
        others = ", ".join(other.name for other in teams if other.free)
        raise TeamFullError(team=team.name, free=others) if others else EveryTeamFullError(team=team.name)
    return team


def team_name(teams: Sequence[TeamSeats], wished: str) -> str:
    """A name for a team beside others; raises TeamNameMissingError, NameTooLongError or TeamNameTakenError."""
    name = one_line(wished)
    if not name:
        raise TeamNameMissingError
    if len(name) > LONGEST:
        raise NameTooLongError(most=LONGEST)
    if any(is_same(name, team.name) for team in teams):
        raise TeamNameTakenError(team=name)
    return name


def found_team(connection: Connection, edition: EditionView, entry_id: int, name: str, seats: int) -> int:
    """A new team without people, its name already checked; raises TeamSizeError."""
    if not edition.team_least <= seats <= edition.team_most:
        raise TeamSizeError(least=edition.team_least, most=edition.team_most)
    team_id = new_id()
    connection.execute(insert(Team).values(id=team_id, entry_id=entry_id, name=name, seats=seats))
    return team_id


def take_seat(connection: Connection, team_id: int, participation_id: int, account_id: int, moment: datetime) -> None:
    """Sit down; whoever enters a team with nobody in it becomes its captain."""
    known = exists().where(Membership.participation_id == participation_id, Membership.team_id == team_id)
    if not connection.scalar(select(known)):
        row = {"participation_id": participation_id, "team_id": team_id, "joined_at": moment}
        connection.execute(insert(Membership).values(row))
    seated = update(Team).where(Team.id == team_id).values(participants=Team.participants + 1)
    led = exists().where(Role.team_id == team_id, Role.kind == RoleKind.CAPTAIN)
    if connection.scalar(seated.returning(Team.participants)) == 1 and not connection.scalar(select(led)):
        role = {"id": new_id(), "account_id": account_id, "kind": RoleKind.CAPTAIN, "team_id": team_id}
        connection.execute(insert(Role).values(role))


def leave_seat(connection: Connection, team_id: int, account_id: int) -> None:
    """Stand up, and lead the team no longer; what was earned in it stays."""
    connection.execute(update(Team).where(Team.id == team_id).values(participants=Team.participants - 1))
    connection.execute(delete(Role).where(Role.team_id == team_id, Role.account_id == account_id))
