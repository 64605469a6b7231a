"""Freezes: boards that stay as they were while activity counts behind them, then are uncovered row by row."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Row, insert, null, select, update

from challenge.domain.standings import Place as Rank
from challenge.domain.standings import Ranking, rank
from challenge.errors import AlreadyFrozenError, FreezePassedError, NotFoundError, NotFrozenError
from challenge.services.audit import log
from challenge.services.editions import EditionView, edition_on, lock_edition, raise_revision, utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.stage import BOARDS, TEAMS, leave_reveal, set_stage
from challenge.services.standing import (
    Picture,
    Standing,
    picture_from,
    present_standing,
    read_result,
    shown_standing,
    take_picture,
    take_result,
    under_present_name,
)
from challenge.store.database import Database
from challenge.store.edition_models import Edition
from challenge.store.ids import new_id
from challenge.store.stage_models import Freeze, Scene

_AHEAD = (Freeze.taken_at.is_(None), Freeze.ended_at.is_(None))
"""A freeze that was planned and has neither begun nor been called off."""


@dataclass(frozen=True, slots=True)
class FreezeView:
    """How far a freeze has come, with both standings for whoever steers."""

    planned_for: datetime | None
    """When the next freeze begins by itself."""
    frozen_at: datetime | None
    shown: Standing
    real: Standing
    days_shown: int
    days: int


@dataclass(frozen=True, slots=True)
class Reveal:
    """What a hall has been shown of a board's real standing, and how much is still covered."""

    board: str
    rows: Sequence[Rank]
    """Uncovered so far, the best first."""
    covered: int


def read_freeze(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> FreezeView:
    """Frozen and real standing side by side, and when the next freeze is due."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        shown, real = shown_standing(connection, edition, moment), present_standing(connection, edition, moment)
        planned = planned_on(connection, edition_id)
    days = (edition.days_by(standing.day) for standing in (shown, real))
    return FreezeView(planned, shown.frozen_at, shown, real, *days)


def planned_on(connection: Connection, edition_id: int) -> datetime | None:
    """When the next freeze begins by itself, if one is planned."""
    return connection.scalar(select(Freeze.starts_at).where(Freeze.edition_id == edition_id, *_AHEAD))


def freeze_now(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> None:
    """Freeze every board as it stands; raises AlreadyFrozenError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        freeze_held(connection, actor, edition, moment)


def freeze_held(connection: Connection, actor: Actor, edition: EditionView, moment: datetime) -> None:
    """Freeze a held edition now, in place of a freeze that was planned; raises AlreadyFrozenError."""
    if edition.freeze_id is not None:
        raise AlreadyFrozenError
    _call_off(connection, edition.id, actor.account_id, moment)
    freeze_id = _plan(connection, edition.id, actor.account_id, moment)
    _take(connection, edition, freeze_id, moment, edition.day_of(moment))
    log(connection, "boards_frozen", moment, actor_id=actor.account_id, edition_id=edition.id)


def plan_freeze(
    database: Database, actor: Actor, edition_id: int, starts_at: datetime, *, now: datetime | None = None
) -> None:
    """Freeze the boards at a moment by themselves, in place of an earlier plan.

    Raises FreezePassedError or AlreadyFrozenError.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    if starts_at <= moment:
        raise FreezePassedError
    with database.transaction() as connection:
        if lock_edition(connection, edition_id).freeze_id is not None:
            raise AlreadyFrozenError
        _call_off(connection, edition_id, actor.account_id, moment)
        _plan(connection, edition_id, actor.account_id, starts_at)
        log(
            connection,
            "freeze_planned",
            moment,
            actor_id=actor.account_id,
            edition_id=edition_id,
            starts_at=starts_at.isoformat(),
        )


def call_off_freeze(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> None:
    """Let the freeze that was planned not happen."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        lock_edition(connection, edition_id)
        if _call_off(connection, edition_id, actor.account_id, moment):
            log(connection, "freeze_called_off", moment, actor_id=actor.account_id, edition_id=edition_id)


def take_due_freezes(database: Database, now: datetime | None = None) -> None:
    """Freeze the boards of every edition whose set time has come; a day begun since then is not on the picture."""
    moment = now or utc_now()
    due = select(Freeze.id, Freeze.edition_id, Freeze.starts_at).where(*_AHEAD, Freeze.starts_at <= moment)
    with database.reading() as connection:
        waiting = connection.execute(due).all()
    for freeze in waiting:
        with database.transaction() as connection:
            edition = lock_edition(connection, freeze.edition_id)
            if connection.execute(due.where(Freeze.id == freeze.id)).one_or_none():  # nobody else was quicker
                _take(connection, edition, freeze.id, moment, edition.day_of(freeze.starts_at))
                log(connection, "boards_frozen", moment, actor_id=None, edition_id=edition.id)


def reveal_next(
    database: Database, actor: Actor, edition_id: int, board: str, *, now: datetime | None = None
) -> Reveal:
    """Show a board on every screen with one more row uncovered, from the last; nothing more once all are.

    The first step keeps the real standing of its moment, so that no later change reorders what the hall has seen.
    Raises NotFrozenError, and NotFoundError for a board that does not exist.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        return reveal_held(connection, lock_edition(connection, edition_id), board, moment)


def reveal_held(connection: Connection, edition: EditionView, board: str, moment: datetime) -> Reveal:
    """One more row of a board of a held edition; raises NotFrozenError or NotFoundError."""
    frozen = _frozen(connection, edition, board)
    result = frozen.result or take_result(connection, edition, moment)
    rows = ranked_board(picture_from(result), edition, board)
    steps = min(len(rows), frozen.revealed.get(board, 0) + 1)
    revealed = {**frozen.revealed, board: steps}
    connection.execute(update(Freeze).where(Freeze.id == frozen.id).values(result=result, revealed=revealed))
    set_stage(connection, edition, moment, scene=Scene.REVEAL, board=board, since=moment)
    return _uncovered(connection, edition, board, rows, steps)


def cover_last(database: Database, actor: Actor, edition_id: int, board: str) -> None:
    """Cover the row uncovered last again, after a slip of the thumb; raises NotFrozenError or NotFoundError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.transaction() as connection:
        cover_held(connection, lock_edition(connection, edition_id), board)


def cover_held(connection: Connection, edition: EditionView, board: str) -> None:
    """Cover the row of a held edition that was uncovered last; raises NotFrozenError or NotFoundError."""
    frozen = _frozen(connection, edition, board)
    revealed = {**frozen.revealed, board: max(0, frozen.revealed.get(board, 0) - 1)}
    connection.execute(update(Freeze).where(Freeze.id == frozen.id).values(revealed=revealed))
    raise_revision(connection, edition.id)


def reveal_on(connection: Connection, edition: EditionView, board: str) -> Reveal | None:
    """What the hall has been shown of a board; None where nothing is being uncovered."""
    if edition.freeze_id is None or board not in BOARDS:
        return None
    revealed = connection.scalar(_REVEALED.where(Freeze.id == edition.freeze_id))
    if revealed is None:
        return None
    rows = ranked_board(read_result(connection, edition.freeze_id), edition, board)
    return _uncovered(connection, edition, board, rows, revealed.get(board, 0))


_REVEALED = select(Freeze.revealed).where(Freeze.result.is_not(None))


def real_board_on(connection: Connection, edition: EditionView, board: str, now: datetime) -> Reveal:
    """A board with every row it has, and how many the hall has not seen; for whoever steers, never for the hall."""
    frozen = _frozen(connection, edition, board) if edition.freeze_id is not None else None
    kept = picture_from(frozen.result) if frozen and frozen.result else present_standing(connection, edition, now)
    rows = ranked_board(kept, edition, board)
    return Reveal(board, rows, len(rows) - (frozen.revealed.get(board, 0) if frozen else 0))


def end_freeze(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> None:
    """Let everybody see the real standing again; logged. Raises NotFrozenError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        end_held(connection, actor, lock_edition(connection, edition_id), moment)


def end_held(connection: Connection, actor: Actor, edition: EditionView, moment: datetime) -> None:
    """End the freeze of a held edition; its pictures are erased, that it was stays. Raises NotFrozenError."""
    if edition.freeze_id is None:
        raise NotFrozenError
    connection.execute(
        update(Freeze)
        .where(Freeze.id == edition.freeze_id)
        .values(ended_at=moment, ended_by=actor.account_id, picture=null(), result=null())
    )
    connection.execute(update(Edition).where(Edition.id == edition.id).values(freeze_id=None))
    leave_reveal(connection, edition, moment)
    log(connection, "freeze_ended", moment, actor_id=actor.account_id, edition_id=edition.id)


def _plan(connection: Connection, edition_id: int, account_id: int, starts_at: datetime) -> int:
    freeze_id = new_id()
    connection.execute(
        insert(Freeze).values(
            id=freeze_id, edition_id=edition_id, starts_at=starts_at, started_by=account_id, revealed={}
        )
    )
    return freeze_id


def _call_off(connection: Connection, edition_id: int, account_id: int, moment: datetime) -> bool:
    """Whether there was a plan to call off."""
    ahead = update(Freeze).where(Freeze.edition_id == edition_id, *_AHEAD)
    return bool(connection.execute(ahead.values(ended_at=moment, ended_by=account_id)).rowcount)


def _take(connection: Connection, edition: EditionView, freeze_id: int, moment: datetime, day: date) -> None:
    picture = take_picture(connection, edition, moment, day)
    connection.execute(update(Freeze).where(Freeze.id == freeze_id).values(taken_at=moment, picture=picture))
    connection.execute(update(Edition).where(Edition.id == edition.id).values(freeze_id=freeze_id))
    raise_revision(connection, edition.id)


def _frozen(connection: Connection, edition: EditionView, board: str) -> Row[Any]:
    if board not in BOARDS:
        raise NotFoundError
    if edition.freeze_id is None:
        raise NotFrozenError
    return connection.execute(
        select(Freeze.id, Freeze.result, Freeze.revealed).where(Freeze.id == edition.freeze_id)
    ).one()


def ranked_board(picture: Picture | Standing, edition: EditionView, board: str) -> list[Rank]:
    """The rows of a board that have figures to show, by regularity, as every board is ranked first."""
    rows = picture.teams if board == TEAMS else [row for row in picture.companies if row.group == board]
    ranked = rank([row for row in rows if not row.withheld], Ranking.REGULARITY, edition.days_by(picture.day))
    return list(ranked)


def _uncovered(connection: Connection, edition: EditionView, board: str, rows: Sequence[Rank], steps: int) -> Reveal:
    """The last rows in the order of the result, whatever they are called by now."""
    present = present_standing(connection, edition, utc_now())
    named = {row.key: row for row in (present.teams if board == TEAMS else present.companies)}
    covered = len(rows) - steps
    uncovered = [
        replace(row, contender=under_present_name(row.contender, named[row.contender.key])) for row in rows[covered:]
    ]
    return Reveal(board, uncovered, covered)
