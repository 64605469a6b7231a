"""The running order: the steps of the evening, prepared beforehand and replaced as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from challenge.errors import CueIncompleteError, ImplausibleFigureError, TooManyCuesError
from challenge.services.edition_projects import projects_on
from challenge.services.editions import EditionView, edition_on, lock_edition, utc_now
from challenge.services.freezes import planned_on, real_board_on
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.sponsors import sponsors_on
from challenge.services.stage import BOARDS, BOARDS_OF, TEAMS, checked_message, set_stage, stage_on
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from challenge.store.stage_models import Cue, CueKind, Scene
from challenge.wording.text import text

MOST_CUES = 60
MOST_MINUTES = 600
SCENES = tuple(scene for scene in Scene if scene not in {Scene.MESSAGE, Scene.REVEAL})
"""What a step can show; words are a speech, and a frozen board is uncovered by a step of its own."""


@dataclass(frozen=True, slots=True)
class CueView:
    """One step of the evening."""

    kind: CueKind
    scene: Scene | None = None
    """Of a scene."""
    board: str = ""
    """Size class of a race or reveal, or `teams`."""
    saying: str = ""
    minutes: int = 0
    id: int | None = None
    """None for a step that is not kept yet."""


def cues_on(connection: Connection, edition_id: int) -> Sequence[CueView]:
    """The steps of the evening as this connection sees them."""
    rows = connection.execute(
        select(Cue.kind, Cue.scene, Cue.board, Cue.saying, Cue.minutes, Cue.id)
        .where(Cue.edition_id == edition_id)
        .order_by(Cue.position)
    )
    return [CueView(*row) for row in rows]


def set_order(
    database: Database, actor: Actor, edition_id: int, cues: Sequence[CueView], *, now: datetime | None = None
) -> None:
    """Replace the order as a whole; a step that is kept stays the place of an evening that has come so far.

    Where that step is gone, the evening stands at the last one before it that is left. Raises CueIncompleteError,
    MessageTooLongError, ImplausibleFigureError and TooManyCuesError.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    if len(cues) > MOST_CUES:
        raise TooManyCuesError(most=MOST_CUES)
    wanted = [_checked(number, cue) for number, cue in enumerate(cues, 1)]
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        before = [cue.id for cue in cues_on(connection, edition_id)]
        rows = _rows(edition_id, wanted, set(before))
        connection.execute(delete(Cue).where(Cue.edition_id == edition_id))
        if rows:
            connection.execute(insert(Cue), rows)
        _keep_place(connection, edition, before, {row["id"] for row in rows}, moment)


def propose_order(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> list[CueView]:
    """An order for an evening as most are, of what this edition has; nothing is kept yet."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        locale = stage_on(connection, edition).locale
        boards = [board for board in BOARDS if real_board_on(connection, edition, board, moment).rows]
        has_projects = bool(projects_on(connection, edition_id))
        has_sponsors = bool(sponsors_on(connection, edition_id))
        freezes = edition.freeze_id is None and planned_on(connection, edition_id) is None
    classes = [board for board in boards if board != TEAMS]
    order = [
        _scene(Scene.HOLDING, 15),
        _speech(text(locale, "stage.saying.welcome", name=edition.name), 5),
        *(_scene(Scene.RACE, 2, board) for board in classes),
        *([_scene(Scene.TEAMS, 2)] if TEAMS in boards else []),
        _scene(Scene.COUNTER, 3),
        *([_scene(Scene.PROJECTS, 10)] if has_projects else []),
        *([_scene(Scene.SPONSORS, 3)] if has_sponsors else []),
        *([CueView(CueKind.FREEZE)] if freezes else []),
        *(CueView(CueKind.REVEAL, board=board, minutes=4) for board in boards),
        CueView(CueKind.CELEBRATE, minutes=1),
        CueView(CueKind.END_FREEZE),
        *([_scene(Scene.JOIN, 5)] if edition.state is EditionState.RUNNING and moment < edition.locks_at else []),
        _speech(text(locale, "stage.saying.thanks"), 5),
    ]
    return [replace(cue, saying=checked_message(cue.saying)) for cue in order]


def _scene(scene: Scene, minutes: int, board: str = "") -> CueView:
    return CueView(CueKind.SCENE, scene, board, minutes=minutes)


def _speech(saying: str, minutes: int) -> CueView:
    return CueView(CueKind.SPEECH, saying=saying, minutes=minutes)


def _checked(number: int, cue: CueView) -> CueView:
    saying = checked_message(cue.saying)
    if not 0 <= cue.minutes <= MOST_MINUTES:
        raise ImplausibleFigureError(value=cue.minutes, lowest=0, highest=MOST_MINUTES)
    is_whole = {
        CueKind.SCENE: cue.scene in SCENES and cue.board in BOARDS_OF.get(cue.scene, ("",)),
        CueKind.SPEECH: bool(saying),
        CueKind.REVEAL: cue.board in BOARDS,
    }
    if not is_whole.get(cue.kind, True):
        raise CueIncompleteError(number=number)
    return replace(
        cue,
        scene=cue.scene if cue.kind is CueKind.SCENE else None,
        board=cue.board if cue.kind in {CueKind.SCENE, CueKind.REVEAL} else "",
        saying=saying if cue.kind is CueKind.SPEECH else "",
    )


def _rows(edition_id: int, cues: Sequence[CueView], known: set[int | None]) -> list[dict[str, Any]]:
    rows = []
    for position, cue in enumerate(cues):
        key = cue.id if cue.id in known else new_id()
        known.discard(cue.id)  # a step that stands twice is a new one the second time
        rows.append(
            {
                "id": key,
                "edition_id": edition_id,
                "position": position,
                "kind": cue.kind,
                "scene": cue.scene,
                "board": cue.board,
                "saying": cue.saying,
                "minutes": cue.minutes,
            }
        )
    return rows


def _keep_place(
    connection: Connection, edition: EditionView, before: Sequence[int | None], kept: set[int], now: datetime
) -> None:
    at = stage_on(connection, edition).cue_id
    if at is None or at in kept:
        return
    passed = before[: before.index(at)] if at in before else []
    set_stage(connection, edition, now, cue_id=next((key for key in reversed(passed) if key in kept), None))
