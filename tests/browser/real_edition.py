"""A real edition that began a week ago, its people, and what no page says: codes and digits."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pyotp
from sqlalchemy import select, update
from stdnum import luhn

from challenge.domain.measure import Measure
from challenge.services.activities import record_activities
from challenge.services.edition_projects import set_projects
from challenge.services.edition_rules import choose_rules
from challenge.services.editions import read_edition, utc_now
from challenge.services.join_links import live_link
from challenge.services.permissions import Actor, Held
from challenge.services.second_step import begin_authenticator, confirm_authenticator
from challenge.services.seeding import ProjectPlan
from challenge.services.sessions import open_session
from challenge.store.account_models import Account
from challenge.store.activity_models import Source
from challenge.store.company_models import Registration
from challenge.store.database import Database
from challenge.store.edition_models import EditionState
from challenge.store.team_models import Role, RoleKind
from tests.factories import (
    add,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    place_of,
)
from tests.mailbox import mails

ZONE = ZoneInfo("Europe/Paris")
PATIENCE_SECONDS = 15
numbers = count(1)


@dataclass(frozen=True)
class Installation:
    """A server without a demo, and the database it shares with the tests."""

    address: str
    database: Database

    def code_for(self, email):
        """The digits of the newest code that was sent to an address."""
        codes = [facts["code"] for kind, to, facts in mails(self.database) if kind == "sign_in_code" and to == email]
        return codes[-1]

    def cookie_of(self, actor, **options):
        """A new session of somebody, as a browser keeps it."""
        with self.database.transaction() as connection:
            return open_session(connection, actor.account_id, utc_now(), **options)


@dataclass
class RealEdition:
    """An edition of its own for one test: its organiser with an authenticator, and a company where one is asked for."""

    house: Installation
    state: EditionState = EditionState.RUNNING
    number: int = field(default_factory=numbers.__next__)

    def __post_init__(self):
        database, today = self.house.database, datetime.now(ZONE)
        start = today.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=6)
        moments = {"registration_closes_at": 14, "locks_at": 30, "review_ends_at": 35, "evening_at": 39}
        dates = {"starts_on": start.date(), "ends_on": start.date() + timedelta(days=27)}
        dates |= {name: start + timedelta(days=days, hours=12) for name, days in moments.items()}
        self.id = make_edition(database, slug=f"edition-{self.number}", state=self.state, **dates)
        self.organiser = make_organiser(database, self.id)
        self.organiser_email = self.give_address(self.organiser, "organiser")
        self.secret = begin_authenticator(database, self.organiser).secret
        before = utc_now() - timedelta(minutes=5)
        with database.transaction() as connection:
            self.organiser_cookie = open_session(connection, self.organiser.account_id, before)
        digits = pyotp.TOTP(self.secret).at(before)
        confirm_authenticator(database, self.organiser, self.organiser_cookie, digits, now=before)

    def give_address(self, actor, name):
        """An address of somebody; returns it."""
        email = f"{name}-{self.number}@example.org"
        with self.house.database.transaction() as connection:
            connection.execute(update(Account).where(Account.id == actor.account_id).values(email=email))
        return email

    def digits(self):
        """What the organiser's app shows now."""
        return pyotp.TOTP(self.secret).now()

    def prepare_start(self):
        """What the checklist asks for beside a company: rules that were read, and a project."""
        database, organiser = self.house.database, self.organiser
        projects = [ProjectPlan("Un toit pour démarrer", "Toits et Murs", "Des nuits au chaud.", 100)]
        set_projects(database, organiser, self.id, projects, seen_version=self.version())
        choose_rules(database, organiser, self.id, template="effort", figures={}, seen_version=self.version())

    def version(self):
        return read_edition(self.house.database, self.id).version

    def siren(self):
        """A number with a right checksum that no other test registers."""
        eight = f"{10_000_000 + self.number}"
        return eight + luhn.calc_check_digit(eight)

    def registration_id(self):
        """The registration in this edition, waiting until there is one."""
        statement = select(Registration.id).where(Registration.edition_id == self.id)
        return until(lambda: self.read(statement))

    def read(self, statement):
        with self.house.database.reading() as connection:
            return connection.scalar(statement)

    def add_company(self, name="Atelier Bleu", **figures):
        """A company with its HR manager."""
        self.entry_id = make_company(self.house.database, self.id, name=f"{name} {self.number}", **figures)
        self.hr_manager = make_hr_manager(self.house.database, self.id, self.entry_id)
        return self.entry_id

    def add_team(self, *nicknames, name="Les Semelles", seats=8):
        """A team with people, the first of them its captain; returns them."""
        database = self.house.database
        self.team_id = make_team(database, self.entry_id, name=name, seats=seats)
        people = [make_person(database, self.team_id, nickname=nickname) for nickname in nicknames]
        if people:
            add(database, Role, account_id=people[0].account_id, kind=RoleKind.CAPTAIN, team_id=self.team_id)
            leader = Held(RoleKind.CAPTAIN, self.id, self.entry_id, self.team_id)
            people[0] = Actor(people[0].account_id, people[0].name, None, (*people[0].held, leader))
        return people

    def link(self, team_id=None):
        """Token of the link in force, of the company or of a team."""
        with self.house.database.transaction() as connection:
            return live_link(connection, self.entry_id, team_id, utc_now())

    def walk(self, person, minutes=40, *, days_ago=1):
        """A walk, of yesterday where nothing else is said."""
        noon = datetime.now(ZONE).replace(hour=12, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
        measure = Measure("walk", noon.astimezone(UTC), minutes * 60)
        arrival = (Source.MANUAL, f"walk-{person.account_id}-{days_ago}", measure)
        record_activities(self.house.database, person, place_of(person), [arrival])


def until(condition, patience=PATIENCE_SECONDS):
    """Ask again and again for something that another process brings about; returns it."""
    end = time.monotonic() + patience
    while not (found := condition()):
        if time.monotonic() > end:
            raise AssertionError("it did not come about")
    return found
