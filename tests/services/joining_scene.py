"""A company with an open door, and people in front of it."""

from itertools import count

from sqlalchemy import select, update

from challenge.services.consents import give_consent
from challenge.services.join_links import live_link
from challenge.services.joining import PlaceMe, join_team
from challenge.services.permissions import Actor
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.company_models import Entry
from challenge.store.team_models import Role, Team
from tests.factories import NOW, add, make_company, make_edition

numbers = count(1)


def make_newcomer(database, edition_id=None, *, email=None, locale=None):
    """Somebody with an account and nothing else; who is told an edition agreed to its first screen."""
    email = email or f"person-{next(numbers)}@example.org"
    account_id = add(database, Account, name="", email=email, locale=locale, created_at=NOW)
    actor = Actor(account_id, "", locale, ())
    if edition_id is not None:
        give_consent(database, actor, edition_id, NOW)
    return actor


def as_now(database, actor):
    """The same person with the roles held at this moment."""
    with database.reading() as connection:
        return Actor(actor.account_id, actor.name, actor.locale, held_by(connection, actor.account_id))


def link_of(database, entry_id, team_id=None):
    """Token of the link in force."""
    with database.transaction() as connection:
        return live_link(connection, entry_id, team_id, NOW)


class OpenDoor:
    """An edition, a company of it, its link, and a short way to join."""

    def __init__(self, database, *, company=None, **edition):
        self.database = database
        self.edition_id = make_edition(database, **edition)
        self.entry_id = make_company(database, self.edition_id, **(company or {}))
        self.token = link_of(database, self.entry_id)

    def newcomer(self, **known):
        return make_newcomer(self.database, self.edition_id, **known)

    def join(self, actor=None, choice=None, *, nickname="Lynx", token=None, now=NOW, **how):
        """Join as somebody, a newcomer where nobody is named; returns the person with the roles held then."""
        actor = actor or self.newcomer()
        choice = choice or PlaceMe()
        join_team(self.database, actor, token or self.token, choice=choice, nickname=nickname, now=now, **how)
        return as_now(self.database, actor)

    def fill(self, people):
        return [self.join() for _ in range(people)]

    def change_entry(self, **values):
        with self.database.transaction() as connection:
            connection.execute(update(Entry).where(Entry.id == self.entry_id).values(**values))

    def teams(self):
        """Every team of the company by its name, with what is in it."""
        statement = select(*Team.__table__.columns).where(Team.entry_id == self.entry_id).order_by(Team.id)
        with self.database.reading() as connection:
            return {row.name: row for row in connection.execute(statement)}

    def captains(self, team_id):
        with self.database.reading() as connection:
            return connection.scalars(select(Role.account_id).where(Role.team_id == team_id)).all()
