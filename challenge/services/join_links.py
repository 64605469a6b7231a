"""Join links: the address that opens a company's door or a team's, and what becomes of an old one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, insert, select, update

from challenge.errors import LinkRenewedError, LinkUnknownError
from challenge.services.sealing import short_token
from challenge.settings import settings
from challenge.store.company_models import Entry, JoinLink
from challenge.store.ids import new_id


@dataclass(frozen=True, slots=True)
class Link:
    """What a link leads to; without a team, to the company's own door."""

    edition_id: int
    entry_id: int
    team_id: int | None


def find_link(connection: Connection, token: str) -> Link:
    """What a link leads to, in whatever letters it was typed; raises LinkUnknownError or LinkRenewedError."""
    row = connection.execute(
        select(Entry.edition_id, JoinLink.entry_id, JoinLink.team_id, JoinLink.revoked_at)
        .join(Entry, Entry.id == JoinLink.entry_id)
        .where(JoinLink.token == token.lower())
    ).one_or_none()
    if row is None:
        raise LinkUnknownError
    if row.revoked_at is not None:
        raise LinkRenewedError
    return Link(row.edition_id, row.entry_id, row.team_id)


def live_link(connection: Connection, entry_id: int, team_id: int | None, moment: datetime) -> str:
    """Token of the link in force, of a company or of one of its teams; made where there is none yet."""
    token = connection.scalar(select(JoinLink.token).where(*_live(entry_id, team_id)).limit(1))
    return token or _make(connection, entry_id, team_id, moment)


def renew_link(connection: Connection, entry_id: int, team_id: int | None, moment: datetime) -> str:
    """A new token instead of the one in force; whoever comes by the old one is told so."""
    connection.execute(update(JoinLink).where(*_live(entry_id, team_id)).values(revoked_at=moment))
    return _make(connection, entry_id, team_id, moment)


def join_address(token: str) -> str:
    """The whole address of a link, as it is shared and printed."""
    return f"{settings().public_url.rstrip('/')}/join/{token}"


def _live(entry_id: int, team_id: int | None) -> tuple[ColumnElement[bool], ...]:
    of_team = JoinLink.team_id.is_(None) if team_id is None else JoinLink.team_id == team_id
    return JoinLink.entry_id == entry_id, of_team, JoinLink.revoked_at.is_(None)


def _make(connection: Connection, entry_id: int, team_id: int | None, moment: datetime) -> str:
    token = short_token()
    row = {"id": new_id(), "token": token, "entry_id": entry_id, "team_id": team_id, "created_at": moment}
    connection.execute(insert(JoinLink).values(row))
    return token
