"""Boards at a million activities: as quick as with few, and far quicker than adding activities up."""

import shutil
from statistics import median

from sqlalchemy import text

from benchmarks.figures import Line, demo, seconds
from benchmarks.million import multiply
from challenge.domain.standings import Ranking
from challenge.services import boards, standing
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import Seeded
from challenge.store.database import Database
from challenge.store.team_models import RoleKind

ROUNDS, SCANS, WARM = 40, 3, 3
SCAN = """
    SELECT participations.{group}, sum(activities.points), count(*)
    FROM activities JOIN participations ON participations.id = activities.participation_id
    WHERE activities.edition_id = :edition AND activities.status IN ('counted', 'limited')
    GROUP BY participations.{group}
"""


def board_figures() -> list[Line]:
    """Growth of all boards, and a scan over what replaces it."""
    with demo() as (few, seeded, path):
        grown = path.with_name("million.db")
        with few.transaction():  # so that nothing is being written beside the copy
            shutil.copy(path, grown)
        many = Database(f"sqlite:///{grown}")
        multiply(many)
        actor = Actor(seeded.organiser_id, "", None, (Held(RoleKind.ORGANISER, seeded.edition_id),))
        lines = [_growth(few, many, actor, seeded), _against_scan(many, actor, seeded)]
        many.close()
    return lines


def _growth(few: Database, many: Database, actor: Actor, seeded: Seeded) -> Line:
    times: dict[Database, list[float]] = {few: [], many: []}
    for _ in range(WARM + ROUNDS):
        for database, taken in times.items():
            taken.append(seconds(lambda database=database: _all_boards(database, actor, seeded.edition_id)))
    return "board_growth", median(times[many][WARM:]) / median(times[few][WARM:]), "ratio", 1.2


def _all_boards(database: Database, actor: Actor, edition_id: int) -> None:
    for ranking in Ranking:
        _company_and_team(database, actor, edition_id, ranking)
    _forget()
    assert boards.read_people(database, actor, edition_id)


def _forget() -> None:
    """What is measured is the board itself, not the memory of it."""
    for kept in (standing._kept, boards._kept_people):  # noqa: SLF001  same
        kept.clear()


def _company_and_team(database: Database, actor: Actor, edition_id: int, ranking: Ranking) -> None:
    _forget()
    assert boards.read_company_boards(database, actor, edition_id, ranking)
    _forget()
    assert boards.read_team_board(database, actor, edition_id, ranking).places


def _against_scan(many: Database, actor: Actor, seeded: Seeded) -> Line:
    scans = [seconds(lambda: _scan(many, seeded.edition_id)) for _ in range(SCANS)]
    ours = [
        seconds(lambda: _company_and_team(many, actor, seeded.edition_id, Ranking.REGULARITY)) for _ in range(ROUNDS)
    ]
    return "board_vs_scan", median(scans) / median(ours), "ratio", 50


def _scan(database: Database, edition_id: int) -> None:
    with database.reading() as connection:
        for group in ("entry_id", "team_id"):
            assert connection.execute(text(SCAN.format(group=group)), {"edition": edition_id}).all()
