"""Rows to start a test from: an edition of 28 days in March 2025, companies, teams, people and their roles."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import insert, select, update

from challenge.domain.disclosure import Visibility
from challenge.domain.measure import Kind, Measure
from challenge.domain.money import CENT, EURO
from challenge.domain.rules import EFFORT
from challenge.services.activities import record_activities
from challenge.services.editions import figures_of
from challenge.services.ledger import GENESIS
from challenge.services.permissions import Actor, Held, Place
from challenge.store.account_models import Account
from challenge.store.activity_models import Source
from challenge.store.company_models import Company, Entry, PledgeVersion
from challenge.store.edition_models import Edition, EditionState, HoldPolicy, RuleSetVersion
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Participation, Role, RoleKind, Team

PARIS = ZoneInfo("Europe/Paris")
FIRST = date(2025, 3, 3)
LAST = date(2025, 3, 30)
NOW = datetime(2025, 3, 24, 18, tzinfo=UTC)
LOCK = datetime(2025, 4, 2, 10, tzinfo=UTC)
REVIEW_ENDS = LOCK + timedelta(days=5)
EVENING = LOCK + timedelta(days=9)
AFTER_LOCK = LOCK + timedelta(seconds=1)


def add(database, model, **values):
    """Insert one row with an id of its own; returns the id."""
    key = values.setdefault("id", new_id())
    with database.transaction() as connection:
        connection.execute(insert(model), [values])
    return key


def make_edition(
    database, *, slug="test", hold_policy=HoldPolicy.NEVER, rules=EFFORT, state=EditionState.RUNNING, **changed
):
    """An edition of 28 days; returns its id."""
    rule_set_id = new_id()
    dates = {"starts_on": FIRST, "ends_on": LAST, "locks_at": LOCK, "zone": "Europe/Paris"}
    dates |= {"review_ends_at": REVIEW_ENDS, "evening_at": EVENING, "registration_closes_at": LOCK}
    dates |= {"state": state, "team_least": 5, "team_most": 8}
    figures = {"goal_micro_euros": 1_000 * EURO, "hold_policy": hold_policy, "ledger_head": GENESIS}
    edition_id = add(database, Edition, slug=slug, name=slug, rule_set_id=rule_set_id, **(dates | figures | changed))
    version = {"edition_id": edition_id, "version": 1, "template": "test", "created_at": NOW}
    add(database, RuleSetVersion, id=rule_set_id, figures=figures_of(rules), **version)
    return edition_id


def make_company(database, edition_id, *, name=None, headcount=20, rate=15 * CENT, fee=25 * EURO, cap=5_000 * EURO):
    """A company in an edition with its pledge; returns the id of its entry."""
    company_id = add(database, Company, name=name or f"Company {new_id()}", sector="Test", initials="T")
    entry_id = add(database, Entry, edition_id=edition_id, company_id=company_id, headcount=headcount)
    money = {"rate_micro_euros": rate, "fee_micro_euros": fee, "cap_micro_euros": cap}
    add(database, PledgeVersion, entry_id=entry_id, version=1, created_at=NOW, **money)
    return entry_id


def make_team(database, entry_id, *, name=None, seats=8):
    """A team of a company; returns its id."""
    return add(database, Team, entry_id=entry_id, name=name or f"Team {new_id()}", seats=seats)


def make_account(database, name="Somebody"):
    """Somebody who can sign in; returns the id."""
    return add(database, Account, name=name, created_at=NOW)


def team_place(database, team_id):
    """Where a team is: its edition and its company's entry."""
    with database.reading() as connection:
        row = connection.execute(
            select(Entry.edition_id, Entry.id).join(Team, Team.entry_id == Entry.id).where(Team.id == team_id)
        ).one()
    return Place(row[0], row[1], team_id)


def make_person(database, team_id, *, nickname="Camille", visibility=Visibility.NICKNAME, adapted=False):
    """A participant of a team; returns the actor."""
    place, account_id = team_place(database, team_id), make_account(database, nickname)
    where = {"edition_id": place.edition_id, "entry_id": place.entry_id, "team_id": team_id}
    chosen = {"nickname": nickname, "visibility": visibility, "adapted": adapted}
    participation_id = add(database, Participation, account_id=account_id, joined_at=NOW, **where, **chosen)
    add_membership(database, participation_id, team_id)
    with database.transaction() as connection:
        for model, key in ((Team, team_id), (Entry, place.entry_id)):
            connection.execute(
                update(model).where(model.id == key).values(participants=getattr(model, "participants") + 1)  # noqa: B009  two models
            )
    return Actor(account_id, nickname, None, (Held(RoleKind.PARTICIPANT, **where, participation_id=participation_id),))


def add_membership(database, participation_id, team_id):
    """A seat in a team in which nothing was earned yet."""
    with database.transaction() as connection:
        row = {"participation_id": participation_id, "team_id": team_id, "joined_at": NOW}
        connection.execute(insert(Membership).values(row))


def place_of(person):
    """The place of a person's own participation."""
    held = person.participation
    return Place(held.edition_id, held.entry_id, held.team_id, held.participation_id)


def make_captain(database, team_id):
    """Somebody who is nothing but a team's captain."""
    place, account_id = team_place(database, team_id), make_account(database, "Captain")
    add(database, Role, account_id=account_id, kind=RoleKind.CAPTAIN, team_id=team_id)
    return Actor(account_id, "Captain", None, (Held(RoleKind.CAPTAIN, place.edition_id, place.entry_id, team_id),))


def make_hr_manager(database, edition_id, entry_id):
    """The HR manager of a company."""
    account_id = make_account(database, "HR manager")
    add(database, Role, account_id=account_id, kind=RoleKind.HR_MANAGER, entry_id=entry_id)
    return Actor(account_id, "HR manager", None, (Held(RoleKind.HR_MANAGER, edition_id, entry_id),))


def make_organiser(database, edition_id):
    """The organiser of an edition."""
    account_id = make_account(database, "Organiser")
    add(database, Role, account_id=account_id, kind=RoleKind.ORGANISER, edition_id=edition_id)
    return Actor(account_id, "Organiser", None, (Held(RoleKind.ORGANISER, edition_id),))


def make_somebody(database, **of_edition):
    """A participant alone in a new edition; what is said of the edition is passed on."""
    return make_person(database, make_team(database, make_company(database, make_edition(database, **of_edition))))


def noon(number=0):
    """Noon in Paris of a day of the edition, counted from zero."""
    return datetime.combine(FIRST + timedelta(days=number), time(12), tzinfo=PARIS).astimezone(UTC)


def outing(minutes=40, *, day=0, sport="walk", **figures):
    """An outing at noon."""
    return Measure(sport, noon(day), minutes * 60, **figures)


def impossible_ride(*, day=0, kilometres=200):
    """An hour on a bicycle nobody rides; earns as much as a moderate hour when limited."""
    return outing(60, day=day, sport="ride", distance_m=kilometres * 1000)


def day_steps(steps, *, day=0):
    """The steps of a day."""
    return Measure("walk", noon(day), 0, steps=steps, kind=Kind.DAY_STEPS)


def record(database, person, measure, *, key=None, now=NOW):
    """Record one activity of a person by hand."""
    arrival = (Source.MANUAL, key or str(new_id()), measure)
    return record_activities(database, person, place_of(person), [arrival], now=now)[0]
