"""Sponsors: who supports the edition, as the hall sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection, delete, func, insert, select, update

from challenge.errors import (
    NotFoundError,
    SponsorLineTooLongError,
    SponsorNameMissingError,
    SponsorNameTooLongError,
    TooManySponsorsError,
)
from challenge.services.editions import lock_edition, raise_revision
from challenge.services.logos import redraw_logo
from challenge.services.names import one_line
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.stage_models import Sponsor

LONGEST_NAME, LONGEST_LINE = 80, 120
MOST_SPONSORS = 24
"""What a hall can still tell apart."""


@dataclass(frozen=True, slots=True)
class SponsorView:
    """A supporter with what it says."""

    name: str
    line: str
    logo: str | None
    """Address of the logo on this site."""


@dataclass(frozen=True, slots=True)
class ListedSponsor:
    """A supporter as whoever steers the evening changes it."""

    id: int
    sponsor: SponsorView


def sponsors_on(connection: Connection, edition_id: int) -> Sequence[SponsorView]:
    """The sponsors of an edition in their order; they are public."""
    return [listed.sponsor for listed in _listed(connection, edition_id)]


def list_sponsors(database: Database, actor: Actor, edition_id: int) -> Sequence[ListedSponsor]:
    """The sponsors of an edition in their order, to be changed."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.reading() as connection:
        return _listed(connection, edition_id)


def add_sponsor(
    database: Database, actor: Actor, edition_id: int, name: str, line: str = "", *, logo: bytes | None = None
) -> int:
    """A sponsor after those there are; returns its id.

    Raises SponsorNameMissingError, SponsorNameTooLongError, SponsorLineTooLongError, TooManySponsorsError and a
    LogoRefusedError.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    said, sponsor_id = _checked(name, line), new_id()
    drawn = _drawn(logo) if logo is not None else {}
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        count, last = connection.execute(
            select(func.count(), func.max(Sponsor.position)).where(Sponsor.edition_id == edition_id)
        ).one()
        if count >= MOST_SPONSORS:
            raise TooManySponsorsError(most=MOST_SPONSORS)
        position = 0 if last is None else last + 1
        connection.execute(
            insert(Sponsor).values(id=sponsor_id, edition_id=edition_id, position=position, **said, **drawn)
        )
        raise_revision(connection, edition_id)
    return sponsor_id


def change_sponsor(
    database: Database,
    actor: Actor,
    edition_id: int,
    sponsor_id: int,
    name: str,
    line: str = "",
    *,
    logo: bytes | None = None,
) -> None:
    """Say a sponsor otherwise; without a new logo it keeps the one it has. Raises as add_sponsor, and NotFoundError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    said = _checked(name, line)
    drawn = _drawn(logo) if logo is not None else {}
    _change(database, edition_id, sponsor_id, **said, **drawn)


def remove_sponsor_logo(database: Database, actor: Actor, edition_id: int, sponsor_id: int) -> None:
    """Show a sponsor by its name again; raises NotFoundError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    _change(database, edition_id, sponsor_id, logo=None, fingerprint=None)


def remove_sponsor(database: Database, actor: Actor, edition_id: int, sponsor_id: int) -> None:
    """Show a sponsor no more; one that is gone already is no fault."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        gone = delete(Sponsor).where(Sponsor.id == sponsor_id, Sponsor.edition_id == edition_id)
        if connection.execute(gone).rowcount:
            raise_revision(connection, edition_id)


def move_sponsor_up(database: Database, actor: Actor, edition_id: int, sponsor_id: int) -> None:
    """Show a sponsor before the one that stands before it; raises NotFoundError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        order = [listed.id for listed in _listed(connection, edition_id)]
        if sponsor_id not in order:
            raise NotFoundError
        at = order.index(sponsor_id)
        if at:
            order[at - 1 : at + 1] = [sponsor_id, order[at - 1]]
            for position, key in enumerate(order):
                connection.execute(update(Sponsor).where(Sponsor.id == key).values(position=position))
            raise_revision(connection, edition_id)


def read_sponsor_logo(database: Database, sponsor_id: int, fingerprint: str) -> bytes:
    """The logo of a sponsor, public as its name is; raises NotFoundError."""
    with database.reading() as connection:
        png = connection.scalar(
            select(Sponsor.logo).where(Sponsor.id == sponsor_id, Sponsor.fingerprint == fingerprint)
        )
    if png is None:
        raise NotFoundError
    return bytes(png)


def _listed(connection: Connection, edition_id: int) -> Sequence[ListedSponsor]:
    rows = connection.execute(
        select(Sponsor.id, Sponsor.name, Sponsor.line, Sponsor.fingerprint)
        .where(Sponsor.edition_id == edition_id)
        .order_by(Sponsor.position, Sponsor.id)
    )
    return [ListedSponsor(row.id, SponsorView(row.name, row.line, _address(row.id, row.fingerprint))) for row in rows]


def _address(sponsor_id: int, fingerprint: str | None) -> str | None:
    return f"/sponsor/{sponsor_id}/{fingerprint}.png" if fingerprint else None


def _change(database: Database, edition_id: int, sponsor_id: int, **values: str | bytes | None) -> None:
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        changed = update(Sponsor).where(Sponsor.id == sponsor_id, Sponsor.edition_id == edition_id)
        if not connection.execute(changed.values(**values)).rowcount:
            raise NotFoundError
        raise_revision(connection, edition_id)


def _checked(name: str, line: str) -> dict[str, str]:
    called, said = one_line(name), one_line(line)
    if not called:
        raise SponsorNameMissingError
    if len(called) > LONGEST_NAME:
        raise SponsorNameTooLongError(most=LONGEST_NAME)
    if len(said) > LONGEST_LINE:
        raise SponsorLineTooLongError(most=LONGEST_LINE)
    return {"name": called, "line": said}


def _drawn(logo: bytes) -> dict[str, str | bytes]:
    png = redraw_logo(logo)
    return {"logo": png, "fingerprint": sha256(png).hexdigest()}
