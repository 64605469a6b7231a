"""Two companies that overtake each other, before, while and after their boards are frozen."""

from datetime import timedelta

from sqlalchemy import select

from challenge.domain.standings import Ranking
from challenge.services.boards import read_company_boards
from challenge.services.editions import edition_on
from challenge.services.freezes import end_freeze, freeze_now
from challenge.store.activity_models import AuditEntry
from challenge.store.stage_models import Freeze
from tests.factories import (
    NOW,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)

LATER = NOW + timedelta(days=1)


class TwoCompanies:
    """Two companies of one class with three people each, of whom Ada's lead."""

    def __init__(self, database, **of_edition):
        self.database = database
        self.edition_id = make_edition(database, **of_edition)
        self.entries = [make_company(database, self.edition_id, name=name) for name in ("Ada", "Bor")]
        self.teams = [make_team(database, entry_id, name=f"Team {entry_id}") for entry_id in self.entries]
        self.people = [[make_person(database, team_id) for _ in range(3)] for team_id in self.teams]
        self.organiser = make_organiser(database, self.edition_id)
        for day in range(3):
            self.log(0, day)
        self.log(1, 0)

    def log(self, company, day, minutes=40, now=NOW):
        """Everybody of a company is active on a day."""
        for person in self.people[company]:
            record(self.database, person, outing(minutes, day=day), now=now)

    def overtake(self):
        """Bor's people pass Ada's."""
        for day in range(1, 8):
            self.log(1, day)

    def freeze(self, now=NOW):
        freeze_now(self.database, self.organiser, self.edition_id, now=now)
        return self

    def end(self):
        end_freeze(self.database, self.organiser, self.edition_id, now=LATER)

    def board(self, ranking=Ranking.REGULARITY, now=NOW):
        """Rank and name as a member of Ada reads them."""
        (board,) = read_company_boards(self.database, self.people[0][0], self.edition_id, ranking, now=now)
        return board

    def order(self):
        return [place.contender.name for place in self.board().places]

    def standing(self, look):
        with self.database.reading() as connection:
            return look(connection, edition_on(connection, self.edition_id), NOW)

    def log_lines(self):
        with self.database.reading() as connection:
            columns = select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.facts)
            return connection.execute(columns.order_by(AuditEntry.at, AuditEntry.id)).all()

    def freezes(self):
        with self.database.reading() as connection:
            return connection.execute(select(*Freeze.__table__.columns).order_by(Freeze.id)).all()
