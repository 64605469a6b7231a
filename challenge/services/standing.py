"""The standing as everybody may see it: the present one, or the picture that was taken when the boards were frozen."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select
from sqlalchemy.orm import InstrumentedAttribute

from challenge.domain.money import Points
from challenge.domain.standings import Contender
from challenge.services.contenders import EditionTotals, Everybody, contenders_of
from challenge.services.editions import EditionView
from challenge.services.pledges import EntryMoney, Sums, money_of_entry
from challenge.services.remembered import remembered
from challenge.store.database import Database
from challenge.store.stage_models import Freeze
from challenge.store.team_models import Membership, Participation


@dataclass(frozen=True, slots=True)
class Standing:
    """Everybody's sums at one moment, before any ranking."""

    day: date
    """Regularity is of the days up to this one."""
    companies: Sequence[Contender]
    teams: Sequence[Contender]
    totals: EditionTotals
    """Of the present, whatever the boards show: they run on."""
    frozen_at: datetime | None = None
    """When the picture was taken that this is; None for the present."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A standing as it is kept; figures of what is withheld are in it, names of people are not."""

    taken_at: datetime
    day: date
    companies: tuple[Contender, ...]
    teams: tuple[Contender, ...]
    people: Mapping[int, Mapping[int, Points]]
    """Points by participation and by the team in which they were earned."""


_PICTURE = TypeAdapter(Picture)
_kept: dict[tuple[str, int, int], Everybody] = {}
"""By database, edition and revision."""
_pictures: dict[tuple[str, int, str], Picture] = {}
"""By database, freeze and column: what was taken never changes."""


def present_standing(connection: Connection, edition: EditionView, now: datetime) -> Standing:
    """The real standing, whether the boards are frozen or not: for organisers' eyes and for pictures."""
    key = (str(connection.engine.url), edition.id, edition.revision)
    return Standing(edition.day_of(now), *remembered(_kept, key, lambda: contenders_of(connection, edition)))


def shown_standing(connection: Connection, edition: EditionView, now: datetime) -> Standing:
    """The standing as everybody sees it; under a freeze its figures are the picture's, its names the present ones."""
    present = present_standing(connection, edition, now)
    if edition.freeze_id is None:
        return present
    picture = read_picture(connection, edition.freeze_id)
    companies, teams = _under_present_names(picture, present)
    return Standing(picture.day, companies, teams, present.totals, picture.taken_at)


def shown_money(connection: Connection, edition: EditionView, entry_id: int) -> EntryMoney:
    """A company's money as everybody sees it; under a freeze what its promise makes of the sums it had then."""
    if edition.freeze_id is None:
        return money_of_entry(connection, entry_id)
    companies = read_picture(connection, edition.freeze_id).companies
    pictured = next((row for row in companies if row.key == entry_id), None)
    sums = Sums(pictured.points, pictured.participants) if pictured else Sums(Points(0), 0)  # it came later
    return money_of_entry(connection, entry_id, sums)


def shown_points(connection: Connection, edition: EditionView) -> Mapping[int, Mapping[int, Points]]:
    """Points by participation and team; under a freeze the picture's, or their sums would give the teams away."""
    if edition.freeze_id is not None:
        return read_picture(connection, edition.freeze_id).people
    return _points_by_team(connection, edition.id)


def frozen_since(database: Database, edition: EditionView) -> datetime | None:
    """Since when what everybody sees of the boards stays as it was; public. None where it does not."""
    if edition.freeze_id is None:
        return None
    with database.reading() as connection:
        return read_picture(connection, edition.freeze_id).taken_at


def read_picture(connection: Connection, freeze_id: int) -> Picture:
    """What everybody goes on seeing under a freeze."""
    return _read(connection, freeze_id, Freeze.picture)


def read_result(connection: Connection, freeze_id: int) -> Picture:
    """What is uncovered of a freeze, once its first row was."""
    return _read(connection, freeze_id, Freeze.result)


def _read(connection: Connection, freeze_id: int, column: InstrumentedAttribute[Any]) -> Picture:
    key = (str(connection.engine.url), freeze_id, column.key)
    kept = select(column).where(Freeze.id == freeze_id)
    return remembered(_pictures, key, lambda: picture_from(connection.scalars(kept).one()))


def take_picture(connection: Connection, edition: EditionView, taken_at: datetime, day: date) -> dict[str, Any]:
    """The real standing as it is kept, with what everybody has; its regularity is of the days up to one."""
    standing = present_standing(connection, edition, taken_at)
    people = _points_by_team(connection, edition.id)
    return _as_kept(Picture(taken_at, day, tuple(standing.companies), tuple(standing.teams), people))


def take_result(connection: Connection, edition: EditionView, now: datetime) -> dict[str, Any]:
    """The real standing of companies and teams as it is kept to be uncovered."""
    standing = present_standing(connection, edition, now)
    return _as_kept(Picture(now, standing.day, tuple(standing.companies), tuple(standing.teams), {}))


def _as_kept(picture: Picture) -> dict[str, Any]:
    kept: dict[str, Any] = _PICTURE.dump_python(picture, mode="json")
    return kept


def picture_from(kept: dict[str, Any]) -> Picture:
    """A picture as it was kept."""
    return _PICTURE.validate_python(kept)


def under_present_name(pictured: Contender, present: Contender) -> Contender:
    """Figures of the picture, and whether they are withheld; everything else that is told of a row is the present's."""
    named = replace(pictured, name=present.name, disc=present.disc, withdrawn=present.withdrawn)
    return named if present.disc else replace(named, group=present.group)  # a team's group is its company's name


def _under_present_names(picture: Picture, present: Standing) -> tuple[Sequence[Contender], Sequence[Contender]]:
    """Who came later is on no picture, and so on no board until the freeze ends."""
    return _named(picture.companies, present.companies), _named(picture.teams, present.teams)


def _named(pictured: Sequence[Contender], present: Sequence[Contender]) -> Sequence[Contender]:
    of = {row.key: row for row in pictured}
    return [under_present_name(of[row.key], row) for row in present if row.key in of]


def _points_by_team(connection: Connection, edition_id: int) -> Mapping[int, Mapping[int, Points]]:
    earned: defaultdict[int, dict[int, Points]] = defaultdict(dict)
    statement = (
        select(Membership.participation_id, Membership.team_id, Membership.points)
        .join(Participation, Participation.id == Membership.participation_id)
        .where(Participation.edition_id == edition_id, Membership.points > 0)
    )
    for participation_id, team_id, points in connection.execute(statement):
        earned[participation_id][team_id] = Points(points)
    return dict(earned)
