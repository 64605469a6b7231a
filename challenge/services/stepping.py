"""Stepping through the evening with one thumb: the next step of the running order, and the one before again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Any

from sqlalchemy import Connection

from challenge.domain.standings import Place as Rank
from challenge.errors import NotFoundError
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.freezes import Reveal, cover_held, end_held, freeze_held, real_board_on, reveal_held
from challenge.services.live import reveal_facts
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.running_order import CueView, cues_on
from challenge.services.stage import StageView, set_stage, stage_on, uncovered_scene
from challenge.store.database import Database
from challenge.store.stage_models import CueKind, Scene, Stage

VISIBLE = frozenset({CueKind.SCENE, CueKind.SPEECH, CueKind.REVEAL})
"""Steps that put something on the screens which can be put there again."""
FOR_GOOD = frozenset({CueKind.FREEZE, CueKind.END_FREEZE})
"""Steps that stepping back does not undo."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where an evening is: two that differ mean that somebody has stepped in between."""

    cue_id: int | None
    """None before the first step."""
    uncovered: int = 0
    """Rows of the step's board that the hall has seen."""


class Stepped(StrEnum):
    """What came of a step."""

    DONE = "done"
    ELSEWHERE = "elsewhere"
    """The evening was no longer where it was seen: nothing was done, so nothing was skipped."""
    NO_FURTHER = "no_further"
    """There is no step in that direction."""
    FREEZE_STAYS = "freeze_stays"
    """Stepped back past a freeze or its end, which is not undone by that."""


@dataclass(frozen=True, slots=True)
class Evening:
    """The running order, where the evening is in it, and what comes next."""

    cues: Sequence[CueView]
    spot: Spot
    upcoming: CueView | None
    """None where nothing is left."""
    board: Reveal | None
    """The whole real board that the next step uncovers a row of; for whoever steers."""
    changed: dict[str, Any]
    """What the next step changes in a snapshot's stage."""

    @property
    def row(self) -> Rank | None:
        """The row that is uncovered next."""
        return self.board.rows[self.board.covered - 1] if self.board and self.board.covered else None

    @property
    def position(self) -> int:
        """How many steps have been made; 0 before the first."""
        return 1 + next((number for number, cue in enumerate(self.cues) if cue.id == self.spot.cue_id), -1)


Move = Callable[[Connection, EditionView, Evening, datetime], Stepped]
"""A step in either direction."""


def read_evening(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> Evening:
    """Where the evening is, and what the next step will show."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.reading() as connection:
        return _evening(connection, edition_on(connection, edition_id), now or utc_now())


def step(database: Database, actor: Actor, edition_id: int, *, seen_cue: Spot, now: datetime | None = None) -> Stepped:
    """Make the next step on every screen, if the evening is where it was seen; a second tap finds it further.

    A board is uncovered by a row with each step. A freeze that holds already and an end of none are passed over, as is
    a board without rows. Raises NotFrozenError where a board is to be uncovered that nothing covers.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    return _move(database, edition_id, seen_cue, now or utc_now(), partial(_make_next, actor))


def step_back(
    database: Database, actor: Actor, edition_id: int, *, seen_cue: Spot, now: datetime | None = None
) -> Stepped:
    """Show again what was on the screens a step ago: the row uncovered last is covered, or the step before returns.

    A freeze or its end is never undone so.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    return _move(database, edition_id, seen_cue, now or utc_now(), _show_the_one_before)


def jump_to(database: Database, actor: Actor, edition_id: int, cue_id: int, *, now: datetime | None = None) -> Stepped:
    """Make any step now without those between, and go on from there; raises NotFoundError and NotFrozenError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        cue = next((cue for cue in cues_on(connection, edition_id) if cue.id == cue_id), None)
        if cue is None:
            raise NotFoundError
        if stage_on(connection, edition).cue_id == cue_id:
            return Stepped.ELSEWHERE
        if _has_effect(edition, cue, _board(connection, edition, cue, moment)):
            _DO[cue.kind](connection, actor, edition, cue, moment)
        set_stage(connection, edition, moment, cue_id=cue_id)
    return Stepped.DONE


def _move(database: Database, edition_id: int, seen: Spot, now: datetime, act: Move) -> Stepped:
    """Move on or back in one transaction, if the evening is where it was seen."""
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        evening = _evening(connection, edition, now)
        return act(connection, edition, evening, now) if evening.spot == seen else Stepped.ELSEWHERE


def _make_next(actor: Actor, connection: Connection, edition: EditionView, evening: Evening, now: datetime) -> Stepped:
    cue = evening.upcoming
    if cue is None:
        return Stepped.NO_FURTHER
    _DO[cue.kind](connection, actor, edition, cue, now)
    set_stage(connection, edition, now, cue_id=cue.id)
    return Stepped.DONE


def _show_the_one_before(connection: Connection, edition: EditionView, evening: Evening, now: datetime) -> Stepped:
    if not evening.position:
        return Stepped.NO_FURTHER
    current = evening.cues[evening.position - 1]
    left = evening.position if evening.spot.uncovered > 1 else evening.position - 1
    if evening.spot.uncovered:
        cover_held(connection, edition, current.board)
    _show_again(connection, edition, evening.cues[:left], now)
    return Stepped.FREEZE_STAYS if current.kind in FOR_GOOD else Stepped.DONE


def _evening(connection: Connection, edition: EditionView, now: datetime) -> Evening:
    cues, stage = cues_on(connection, edition.id), stage_on(connection, edition)
    at = next((number for number, cue in enumerate(cues) if cue.id == stage.cue_id), None)
    spot, following = Spot(None), 0
    if at is not None:
        current = cues[at]
        board = _board(connection, edition, current, now) if edition.freeze_id is not None else None
        uncovered = len(board.rows) - board.covered if board else 0
        spot, following = Spot(current.id, uncovered), at if board and board.covered else at + 1
    for cue in cues[following:]:
        board = _board(connection, edition, cue, now)
        if _has_effect(edition, cue, board):
            return Evening(cues, spot, cue, board, _changed(edition, stage, cue, board, now))
    return Evening(cues, spot, None, None, {})


def _board(connection: Connection, edition: EditionView, cue: CueView, now: datetime) -> Reveal | None:
    return real_board_on(connection, edition, cue.board, now) if cue.kind is CueKind.REVEAL else None


def _has_effect(edition: EditionView, cue: CueView, board: Reveal | None) -> bool:
    """Whether a step would be seen: boards are not frozen twice, nor set free twice, and none without rows is shown."""
    if cue.kind in FOR_GOOD:
        return (edition.freeze_id is None) is (cue.kind is CueKind.FREEZE)
    return board is None or bool(board.rows)


def _do_scene(connection: Connection, _actor: Actor, edition: EditionView, cue: CueView, now: datetime) -> None:
    set_stage(connection, edition, now, since=now, **_shown(edition, stage_on(connection, edition), cue, now))


def _do_celebrate(connection: Connection, _actor: Actor, edition: EditionView, _cue: CueView, now: datetime) -> None:
    set_stage(connection, edition, now, celebrations=Stage.celebrations + 1, celebrated_at=now)


_DO: dict[CueKind, Callable[[Connection, Actor, EditionView, CueView, datetime], object]] = {
    CueKind.SCENE: _do_scene,
    CueKind.SPEECH: _do_scene,
    CueKind.FREEZE: lambda connection, actor, edition, _, now: freeze_held(connection, actor, edition, now),
    CueKind.REVEAL: lambda connection, _, edition, cue, now: reveal_held(connection, edition, cue.board, now),
    CueKind.CELEBRATE: _do_celebrate,
    CueKind.END_FREEZE: lambda connection, actor, edition, _, now: end_held(connection, actor, edition, now),
}


def _show_again(connection: Connection, edition: EditionView, made: Sequence[CueView], now: datetime) -> None:
    """What the steps made so far have left on the screens, and the place after the last of them."""
    shown = next((cue for cue in reversed(made) if cue.kind in VISIBLE), CueView(CueKind.SCENE, Scene.ROTATION))
    scene = _shown(edition, stage_on(connection, edition), shown, now)
    set_stage(connection, edition, now, since=now, cue_id=made[-1].id if made else None, **scene)


def _shown(edition: EditionView, stage: StageView, cue: CueView, now: datetime) -> dict[str, Any]:
    """What a visible step puts on the screens."""
    if cue.kind is CueKind.SPEECH:
        return {"scene": Scene.MESSAGE, "board": "", "message": cue.saying}
    if cue.kind is CueKind.REVEAL:
        covered = edition.freeze_id is not None
        return {"scene": Scene.REVEAL, "board": cue.board} if covered else uncovered_scene(cue.board)
    if cue.scene is Scene.HOLDING and (stage.countdown_to is None or stage.countdown_to <= now < edition.evening_at):
        ahead = edition.evening_at if edition.evening_at > now else None
        return {"scene": cue.scene, "board": "", "countdown_to": ahead}
    return {"scene": cue.scene, "board": cue.board}


def _changed(
    edition: EditionView, stage: StageView, cue: CueView, board: Reveal | None, now: datetime
) -> dict[str, Any]:
    """The stage of a snapshot after a step, as far as it differs."""
    if board:
        seen = max(0, board.covered - 1)
        reveal = reveal_facts(Reveal(board.board, board.rows[seen:], seen))
        return {"scene": Scene.REVEAL.value, "board": board.board, "reveal": reveal}
    if cue.kind is CueKind.END_FREEZE and stage.scene is Scene.REVEAL:
        return _as_sent(uncovered_scene(stage.board))
    return _as_sent(_shown(edition, stage, cue, now)) if cue.kind in VISIBLE else {}


def _as_sent(shown: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in shown.items()}
