"""The stage: what every screen of an edition shows now, as the organiser steers it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from challenge.domain.standings import SizeClass
from challenge.errors import CountdownPassedError, MessageTooLongError, NotFoundError, NotFrozenError
from challenge.services.editions import EditionView, edition_on, lock_edition, raise_revision, utc_now
from challenge.services.names import one_line
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.database import Database
from challenge.store.stage_models import Scene, Stage
from challenge.wording.text import DEFAULT, LOCALES

LONGEST_MESSAGE = 200
UNSTEERED_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
"""From when the turns of all scenes are counted before anybody has steered; the same on every screen."""
TEAMS = "teams"
"""The board of teams, beside the size classes of companies."""
BOARDS = (*(size.value for size in SizeClass), TEAMS)
"""Every board that can be uncovered."""
BOARDS_OF = {Scene.RACE: ("", *(size.value for size in SizeClass)), Scene.REVEAL: BOARDS}
"""What a scene can be told to show; other scenes show one thing."""


@dataclass(frozen=True, slots=True)
class StageView:
    """What the screens show."""

    scene: Scene
    board: str
    """Size class of a race, or the board uncovered; empty where the scene has none."""
    since: datetime
    """When the scene was chosen."""
    message: str
    countdown_to: datetime | None
    locale: str
    celebrations: int
    celebrated_at: datetime | None
    cue_id: int | None


def stage_on(connection: Connection, edition: EditionView) -> StageView:
    """The stage of an edition; before anybody steered it, all scenes in their turn."""
    row = connection.execute(_STAGE, {"edition": edition.id}).one_or_none()
    if row is None:
        return StageView(Scene.ROTATION, "", UNSTEERED_SINCE, "", None, DEFAULT, 0, None, None)
    return StageView(*row)


_STAGE = select(
    Stage.scene,
    Stage.board,
    Stage.since,
    Stage.message,
    Stage.countdown_to,
    Stage.locale,
    Stage.celebrations,
    Stage.celebrated_at,
    Stage.cue_id,
).where(Stage.edition_id == bindparam("edition"))


def read_stage(database: Database, actor: Actor, edition_id: int) -> StageView:
    """What the screens show, for whoever steers them."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    with database.reading() as connection:
        return stage_on(connection, edition_on(connection, edition_id))


def show_scene(
    database: Database, actor: Actor, edition_id: int, scene: Scene, board: str = "", *, now: datetime | None = None
) -> None:
    """Show a scene on every screen, and stay there; the rotation is a scene as well.

    Raises NotFrozenError for a board that is not being uncovered, NotFoundError for one that the scene does not have.
    """
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    if board not in BOARDS_OF.get(scene, ("",)):
        raise NotFoundError
    moment = now or utc_now()
    with database.transaction() as connection:
        edition = lock_edition(connection, edition_id)
        if scene is Scene.REVEAL and edition.freeze_id is None:
            raise NotFrozenError
        set_stage(connection, edition, moment, scene=scene, board=board, since=moment)


def say_from_stage(
    database: Database, actor: Actor, edition_id: int, message: str, *, now: datetime | None = None
) -> None:
    """Show a message; an empty one leads back to the rotation. Raises MessageTooLongError beyond 200 signs."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    said, moment = checked_message(message), now or utc_now()
    scene = Scene.MESSAGE if said else Scene.ROTATION
    _steer(database, edition_id, moment, message=said, scene=scene, board="", since=moment)


def count_down_to(
    database: Database, actor: Actor, edition_id: int, end: datetime | None, *, now: datetime | None = None
) -> None:
    """Show the holding screen with a countdown to a moment, or take it away; raises CountdownPassedError."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    if end is None:
        _steer(database, edition_id, moment, countdown_to=None)
        return
    if end <= moment:
        raise CountdownPassedError
    _steer(database, edition_id, moment, countdown_to=end, scene=Scene.HOLDING, board="", since=moment)


def celebrate(database: Database, actor: Actor, edition_id: int, *, now: datetime | None = None) -> None:
    """Let every screen celebrate once."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    _steer(database, edition_id, moment, celebrations=Stage.celebrations + 1, celebrated_at=moment)


def choose_hall_language(
    database: Database, actor: Actor, edition_id: int, locale: str, *, now: datetime | None = None
) -> None:
    """Choose the language of every screen; raises NotFoundError for one we do not have."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    if locale not in LOCALES:
        raise NotFoundError
    _steer(database, edition_id, now or utc_now(), locale=locale)


def checked_message(words: str) -> str:
    """What a hall can read, on one line; raises MessageTooLongError."""
    said = one_line(words)
    if len(said) > LONGEST_MESSAGE:
        raise MessageTooLongError(most=LONGEST_MESSAGE)
    return said


def _steer(database: Database, edition_id: int, now: datetime, **changed: Any) -> None:
    with database.transaction() as connection:
        set_stage(connection, lock_edition(connection, edition_id), now, **changed)


def set_stage(connection: Connection, edition: EditionView, now: datetime, **changed: Any) -> None:
    """Change what the screens of a held edition show, and raise its revision."""
    if connection.scalar(select(Stage.edition_id).where(Stage.edition_id == edition.id)) is None:
        connection.execute(insert(Stage).values(edition_id=edition.id, scene=Scene.ROTATION, since=now))
    connection.execute(update(Stage).where(Stage.edition_id == edition.id).values(**changed))
    raise_revision(connection, edition.id)


def leave_reveal(connection: Connection, edition: EditionView, now: datetime) -> None:
    """Once nothing is covered any more, a board that was being uncovered goes on as the race or list it is."""
    stage = stage_on(connection, edition)
    if stage.scene is Scene.REVEAL:
        set_stage(connection, edition, now, **uncovered_scene(stage.board))
    else:
        raise_revision(connection, edition.id)


def uncovered_scene(board: str) -> dict[str, Any]:
    """The scene that shows a board when nothing of it is covered."""
    return {"scene": Scene.TEAMS, "board": ""} if board == TEAMS else {"scene": Scene.RACE, "board": board}
