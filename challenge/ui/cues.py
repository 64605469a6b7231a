"""What steps, scenes and boards are called."""

from collections.abc import Callable

from challenge.services.running_order import CueView
from challenge.services.stage import TEAMS
from challenge.store.stage_models import CueKind, Scene

Say = Callable[..., str]


def board_name(say: Say, board: str) -> str:
    """A size class, or all teams."""
    return say("stage.board.teams") if board == TEAMS else say(f"stage.board.{board or 'all'}")


def scene_name(say: Say, scene: Scene, board: str = "") -> str:
    """A scene, with its board where it has one."""
    name = say(f"stage.scene.{scene}")
    return say("stage.of_board", what=name, board=board_name(say, board)) if board else name


def cue_name(say: Say, cue: CueView) -> str:
    """What a step does."""
    if cue.kind is CueKind.SCENE and cue.scene:
        return scene_name(say, cue.scene, cue.board)
    name = say(f"stage.cue.{cue.kind}")
    return say("stage.of_board", what=name, board=board_name(say, cue.board)) if cue.board else name
