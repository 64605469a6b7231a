"""Side by side: a board as everybody sees it and as it really stands, for whoever decides what the hall learns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from challenge.domain.standings import Place as Rank
from challenge.services.editions import edition_on, utc_now
from challenge.services.freezes import ranked_board, real_board_on
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.standing import shown_standing
from challenge.store.database import Database


@dataclass(frozen=True, slots=True)
class Compared:
    """One row of a board in both standings."""

    real: Rank
    shown: Rank | None
    """None for a row that everybody's board does not have yet."""
    covered: bool
    """The hall has not seen its real place."""

    @property
    def moved(self) -> int:
        """Places gained behind the freeze; negative where some were lost."""
        return self.shown.rank - self.real.rank if self.shown and self.shown.rank and self.real.rank else 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A board in both standings, by the real one."""

    board: str
    rows: Sequence[Compared]
    covered: int

    @property
    def uncovered(self) -> int:
        """How many rows the hall has seen."""
        return len(self.rows) - self.covered

    @property
    def upcoming(self) -> Rank | None:
        """The row that is uncovered next."""
        return self.rows[self.covered - 1].real if self.covered else None


def compare_board(
    database: Database, actor: Actor, edition_id: int, board: str, *, now: datetime | None = None
) -> Comparison:
    """A board in both standings; raises NotFoundError for one that does not exist."""
    require(actor, Permission.STEER_STAGE, Place(edition_id))
    moment = now or utc_now()
    with database.reading() as connection:
        edition = edition_on(connection, edition_id)
        real = real_board_on(connection, edition, board, moment)
        shown = ranked_board(shown_standing(connection, edition, moment), edition, board)
    seen = {place.contender.key: place for place in shown}
    rows = [
        Compared(place, seen.get(place.contender.key), number < real.covered) for number, place in enumerate(real.rows)
    ]
    return Comparison(board, rows, real.covered)
