"""The snapshot that everybody sees: exactly what was agreed, nothing of a person, and a revision for every change."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from challenge.domain.disclosure import Visibility
from challenge.domain.money import EURO, MicroEuros
from challenge.errors import NotFoundError
from challenge.services import standing
from challenge.services.activities import delete_activity, edit_activity, restore_activity
from challenge.services.approvals import approve_registration
from challenge.services.companies import raise_cap, withdraw_company
from challenge.services.edition_office import EditionChanges, change_edition
from challenge.services.edition_projects import set_projects
from challenge.services.edition_steps import move_on
from challenge.services.editions import read_edition
from challenge.services.freezes import cover_last, end_freeze, freeze_now, plan_freeze, reveal_next, take_due_freezes
from challenge.services.join_links import live_link
from challenge.services.joining import PlaceMe, join_team
from challenge.services.live import build_snapshot, find_live, read_mark
from challenge.services.milestones import MilestoneView, set_milestones
from challenge.services.news import write_news
from challenge.services.preferences import choose_adapted
from challenge.services.review import settle_undecided
from challenge.services.seeding import ProjectPlan
from challenge.services.sponsors import (
    add_sponsor,
    change_sponsor,
    move_sponsor_up,
    remove_sponsor,
    remove_sponsor_logo,
)
from challenge.services.stage import celebrate, choose_hall_language, count_down_to, say_from_stage, show_scene
from challenge.services.teams import rename_team
from challenge.store.account_models import Account
from challenge.store.company_models import Company, PledgeVersion
from challenge.store.edition_models import EditionState, HoldPolicy, Project
from challenge.store.stage_models import News, NewsKind, Scene
from challenge.store.team_models import Participation
from tests.company_factories import add_sent_registration, make_contact, picture
from tests.factories import (
    AFTER_LOCK,
    NOW,
    REVIEW_ENDS,
    add,
    impossible_ride,
    make_captain,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)
from tests.rulings_given import release_activity
from tests.services.joining_scene import make_newcomer

MINUTE = timedelta(minutes=1)
CONTRACT = {
    "edition", "name", "revision", "at", "status", "provisional", "frozen_at", "day", "days", "evening_at", "totals",
    "goal_micro_euros", "milestones", "companies", "teams", "projects", "news", "sponsors", "stage",
}  # fmt: skip
TOTALS = {"points", "micro_euros", "participants", "companies", "active_days"}
COMPANY = {
    "rank", "name", "class", "headcount", "regularity", "points", "mean", "micro_euros", "initials", "colour", "logo",
}  # fmt: skip
TEAM = {"rank", "name", "company", "regularity", "points", "mean", "micro_euros"}
STAGE = {
    "scene", "board", "since", "message", "countdown_to", "locale", "celebrations", "celebrated_at", "reveal",
}  # fmt: skip
MOMENTARY = {"at": None, "revision": None}
"""What of a snapshot is no fact about the edition."""
SIZES = (4, 5, 2)
"""People of each company of the hall; two are too few to be shown."""


class Hall:
    """An edition of three companies: the third is too small to be shown, and the first would give it away."""

    def __init__(self, database):
        self.database = database
        self.edition_id = make_edition(database, hold_policy=HoldPolicy.ALWAYS)
        self.organiser = make_organiser(database, self.edition_id)
        self.entries = [
            make_company(database, self.edition_id, name=name, headcount=headcount)
            for name, headcount in (("Ada", 20), ("Bor", 300), ("Cos", 40))
        ]
        self.teams = [make_team(database, key, name=f"Team {at}") for at, key in enumerate(self.entries)]
        self.people = [
            [make_person(database, key) for _ in range(size)] for key, size in zip(self.teams, SIZES, strict=True)
        ]
        self.captain = make_captain(database, self.teams[0])
        self.manager = make_hr_manager(database, self.edition_id, self.entries[0])
        for days, people in enumerate(self.people, 1):
            for person in people:
                for day in range(days):
                    record(database, person, outing(day=day))
        add(
            database,
            Project,
            edition_id=self.edition_id,
            position=0,
            name="Roof",
            association="R",
            purpose="",
            share_percent=100,
        )

    @property
    def person(self):
        return self.people[1][0]

    def snapshot(self, now=NOW):
        return build_snapshot(self.database, self.edition_id, now=now)

    def facts(self, now=NOW):
        """The snapshot as a browser reads it."""
        return json.loads(self.snapshot(now).body)

    def walk(self, *, minutes=40, day=20):
        return record(self.database, self.person, outing(minutes, day=day)).activity_id

    def held_ride(self):
        return record(self.database, self.person, impossible_ride(day=10, kilometres=400)).activity_id

    def steer(self, verb, *facts, **named):
        return verb(self.database, self.organiser, self.edition_id, *facts, **named)


@pytest.fixture
def hall(database):
    return Hall(database)


def named(rows, name):
    return next(row for row in rows if row["name"] == name)


def test_a_snapshot_holds_exactly_what_was_agreed(hall):
    hall.steer(set_milestones, [MilestoneView(EURO, "First")])
    hall.steer(add_sponsor, "Mill", "Bread")
    facts = hall.facts()
    assert facts.keys() == CONTRACT
    assert facts["totals"].keys() == TOTALS
    assert facts["stage"].keys() == STAGE
    assert {frozenset(row) for row in facts["companies"]} == {frozenset(COMPANY)}
    assert {frozenset(row) for row in facts["teams"]} == {frozenset(TEAM)}
    assert [row.keys() for row in facts["milestones"]] == [{"micro_euros", "title", "passed"}]
    assert [row.keys() for row in facts["projects"]] == [{"name", "association", "purpose", "micro_euros"}]
    assert [row.keys() for row in facts["sponsors"]] == [{"name", "line", "logo"}]


def test_its_figures_are_those_of_the_edition(hall):
    facts = hall.facts()
    assert (facts["edition"], facts["status"], facts["day"], facts["days"]) == ("test", "running", 22, 28)
    assert facts["totals"] | {"points": 0, "micro_euros": 0} == {
        "points": 0, "micro_euros": 0, "participants": 11, "companies": 3, "active_days": 4 + 10 + 6,
    }  # fmt: skip
    assert facts["totals"]["points"] > 0
    assert facts["projects"][0]["micro_euros"] == facts["totals"]["micro_euros"] > 0
    assert facts["goal_micro_euros"] == 1_000 * EURO
    assert facts["evening_at"] == read_edition(hall.database, hall.edition_id).evening_at.isoformat(
        timespec="milliseconds"
    )


def test_companies_come_class_by_class_each_by_regularity(hall):
    for name in ("Dan", "Eve"):
        make_company(hall.database, hall.edition_id, name=name, headcount=60)
    rows = [(row["class"], row["name"]) for row in hall.facts()["companies"]]
    assert [size for size, _ in rows] == ["small", "small", "medium", "medium", "large"]
    assert rows[0] == ("small", "Ada")


def test_withheld_rows_have_no_rank_and_no_figures(hall):
    facts = hall.facts()
    nothing = dict.fromkeys(("rank", "regularity", "points", "mean", "micro_euros"))
    closed = [named(facts["companies"], name) for name in ("Ada", "Cos")]
    for row in (*closed, named(facts["teams"], "Team 0"), named(facts["teams"], "Team 2")):
        assert {name: row[name] for name in nothing} == nothing
    assert named(facts["companies"], "Bor")["points"] > 0


def test_it_holds_nothing_of_any_person(hall):
    words = ("Zébulon-Nick", "Zébulon-Name", "zebulon@example.org")
    with hall.database.transaction() as connection:
        connection.execute(update(Participation).values(nickname=words[0], visibility=Visibility.NAME))
        connection.execute(update(Account).values(name=words[1]))
        connection.execute(update(Account).where(Account.id == hall.person.account_id).values(email=words[2]))
    hall.walk()
    hall.steer(freeze_now, now=NOW)
    hall.walk(day=19)
    hall.steer(reveal_next, "large", now=NOW)
    body = hall.snapshot().body.decode()
    people = [person for team in hall.people for person in team]
    keys = [key for person in people for key in (person.account_id, place_of(person).participation_id)]
    assert "zébulon" not in body.lower()
    assert "zebulon" not in body.lower()
    assert not [key for key in keys if str(key) in body]


def test_frozen_boards_stay_while_the_totals_run_on(hall):
    before = hall.facts()
    hall.steer(freeze_now, now=NOW)
    hall.walk()
    after = hall.facts(NOW + timedelta(days=2))
    assert after["frozen_at"] == NOW.isoformat(timespec="milliseconds")
    assert (after["companies"], after["teams"]) == (before["companies"], before["teams"])
    assert after["totals"]["points"] > before["totals"]["points"]
    assert after["day"] == before["day"] + 2
    hall.steer(end_freeze, now=NOW)
    assert hall.facts()["companies"] != before["companies"]
    assert hall.facts()["frozen_at"] is None


def test_a_company_that_has_left_is_marked_with_its_teams(hall):
    withdraw_company(hall.database, hall.organiser, hall.entries[1], "merged", now=NOW)
    facts = hall.facts()
    marked = [row["name"] for row in (*facts["companies"], *facts["teams"]) if row.get("withdrawn")]
    assert marked == ["Bor", "Team 1"]


def test_a_message_is_told_only_while_it_is_on_stage(hall):
    hall.steer(say_from_stage, "Bonsoir", now=NOW)
    assert hall.facts()["stage"]["message"] == "Bonsoir"
    hall.steer(show_scene, Scene.RACE, "small", now=NOW)
    stage = hall.facts()["stage"]
    assert (stage["scene"], stage["board"], stage["message"]) == ("race", "small", "")


def test_a_reveal_is_told_only_while_it_is_on_stage(hall):
    hall.steer(freeze_now, now=NOW)
    hall.steer(reveal_next, "large", now=NOW)
    reveal = hall.facts()["stage"]["reveal"]
    assert (reveal["board"], reveal["covered"], [row["name"] for row in reveal["rows"]]) == ("large", 0, ["Bor"])
    assert reveal["rows"][0].keys() == COMPANY
    hall.steer(show_scene, Scene.HOLDING, now=NOW)
    assert hall.facts()["stage"]["reveal"] is None


def test_good_news_has_the_names_of_now(hall):
    news = {"kind": NewsKind.COMPANY_EUROS, "entry_id": hall.entries[1], "facts": {"micro_euros": EURO}}
    add(hall.database, News, edition_id=hall.edition_id, at=NOW, **news)
    with hall.database.transaction() as connection:
        connection.execute(update(Company).where(Company.name == "Bor").values(name="Bor & Co"))
    standing._kept.clear()  # a name that changes through a service raises the revision
    told = {"kind": "company_euros", "name": "Bor & Co", "company": "", "micro_euros": EURO}
    assert hall.facts()["news"] == [told | {"at": NOW.isoformat(timespec="milliseconds")}]


def test_milestones_are_passed_by_what_was_raised(hall):
    raised = hall.facts()["totals"]["micro_euros"]
    hall.steer(set_milestones, [MilestoneView(raised + 1, "next"), MilestoneView(raised, "passed")])
    assert [(row["title"], row["passed"]) for row in hall.facts()["milestones"]] == [("passed", True), ("next", False)]


def test_until_the_review_has_ended_all_is_provisional(hall):
    assert hall.facts(REVIEW_ENDS - MINUTE)["provisional"]
    assert not hall.facts(REVIEW_ENDS)["provisional"]


def test_a_draft_is_nobodys_business(database):
    edition_id = make_edition(database, state=EditionState.DRAFT)
    with pytest.raises(NotFoundError):
        find_live(database, "test")
    with pytest.raises(NotFoundError):
        read_mark(database, edition_id)


@pytest.mark.parametrize(
    ("later", "holds"),
    [(NOW + MINUTE, True), (NOW + timedelta(days=1), False), (REVIEW_ENDS + timedelta(days=365), False)],
)
def test_a_snapshot_holds_until_the_calendar_turns(hall, later, holds):
    assert hall.snapshot().holds(read_mark(hall.database, hall.edition_id, now=later)) is holds


def move_to_locked(hall):
    far = AFTER_LOCK + timedelta(days=30)
    settle_undecided(hall.database, now=far)
    hall.steer(move_on, EditionState.LOCKED, now=far)


def change_dates(hall):
    version = read_edition(hall.database, hall.edition_id).version
    changes = EditionChanges(name="Spring", ends_on=date(2025, 3, 29), goal=2_000 * EURO)
    hall.steer(change_edition, changes=changes, seen_version=version, reason="late", now=NOW)


def change_projects(hall):
    version = read_edition(hall.database, hall.edition_id).version
    projects = [ProjectPlan("Roof", "R", "Beds", 60), ProjectPlan("Soup", "S", "", 40)]
    hall.steer(set_projects, projects, seen_version=version, reason="late", now=NOW)


def join(hall):
    with hall.database.transaction() as connection:
        token = live_link(connection, hall.entries[0], None, NOW)
    newcomer = make_newcomer(hall.database, hall.edition_id)
    join_team(hall.database, newcomer, token, choice=PlaceMe(), nickname="Lynx", now=NOW)


def approve(hall):
    registration_id = add_sent_registration(hall.database, hall.edition_id, make_contact(hall.database))
    approve_registration(hall.database, hall.organiser, registration_id, now=NOW)


def freeze_by_itself(hall):
    hall.steer(plan_freeze, NOW + MINUTE, now=NOW)
    take_due_freezes(hall.database, NOW + MINUTE)


def frozen(hall):
    hall.steer(freeze_now, now=NOW)
    hall.steer(reveal_next, "large", now=NOW)


def deleted(hall):
    key = hall.walk()
    delete_activity(hall.database, hall.person, key, now=NOW)
    return key


def capped(hall):
    """A cap that is reached, as if it had been promised so."""
    hall.walk(minutes=300)
    with hall.database.transaction() as connection:
        connection.execute(update(PledgeVersion).values(cap_micro_euros=102 * EURO))


def told_once(hall):
    write_news(hall.database, NOW)
    hall.walk(minutes=300)
    approve(hall)


def two_sponsors(hall):
    return [hall.steer(add_sponsor, name, logo=picture()) for name in ("Mill", "Oven")]


def simply(verb):
    """A change that needs nothing done before."""
    return lambda _: None, lambda hall, _: verb(hall)


def steered(verb, *facts, **named):
    return simply(lambda hall: hall.steer(verb, *facts, **named))


def sponsored(verb, at, *facts):
    return two_sponsors, lambda hall, ids: hall.steer(verb, ids[at], *facts)


CHANGES = {
    "an activity recorded": simply(Hall.walk),
    "an activity edited": (
        Hall.walk,
        lambda hall, key: edit_activity(hall.database, hall.person, key, outing(90, day=20), now=NOW),
    ),
    "an activity deleted": (Hall.walk, lambda hall, key: delete_activity(hall.database, hall.person, key, now=NOW)),
    "an activity restored": (deleted, lambda hall, key: restore_activity(hall.database, hall.person, key, now=NOW)),
    "an activity released": (
        Hall.held_ride,
        lambda hall, key: release_activity(hall.database, hall.organiser, key, now=NOW),
    ),
    "what is held settled": (Hall.held_ride, lambda hall, _: settle_undecided(hall.database, now=AFTER_LOCK)),
    "the adapted scale": simply(
        lambda hall: choose_adapted(hall.database, hall.person, place_of(hall.person), adapted=True, now=NOW)
    ),
    "somebody joins": simply(join),
    "a company approved": simply(approve),
    "a company withdrawn": simply(
        lambda hall: withdraw_company(hall.database, hall.organiser, hall.entries[0], "merged", now=NOW)
    ),
    "a team renamed": simply(lambda hall: rename_team(hall.database, hall.captain, hall.teams[0], "Lynxes", now=NOW)),
    "a cap raised": (
        capped,
        lambda hall, _: raise_cap(hall.database, hall.manager, hall.entries[0], MicroEuros(5_000 * EURO), now=NOW),
    ),
    "name, dates and goal": simply(change_dates),
    "projects": simply(change_projects),
    "state": simply(move_to_locked),
    "milestones": steered(set_milestones, [MilestoneView(EURO, "First")]),
    "a sponsor added": steered(add_sponsor, "Mill"),
    "a sponsor changed": sponsored(change_sponsor, 0, "Bakery"),
    "a sponsor moved": sponsored(move_sponsor_up, 1),
    "a sponsor without logo": sponsored(remove_sponsor_logo, 0),
    "a sponsor removed": sponsored(remove_sponsor, 0),
    "a freeze": steered(freeze_now, now=NOW),
    "a freeze by itself": simply(freeze_by_itself),
    "a row uncovered": (frozen, lambda hall, _: hall.steer(reveal_next, "small", now=NOW)),
    "a row covered": (frozen, lambda hall, _: hall.steer(cover_last, "large")),
    "a freeze ended": (frozen, lambda hall, _: hall.steer(end_freeze, now=NOW)),
    "a scene": steered(show_scene, Scene.COUNTER, now=NOW),
    "a message": steered(say_from_stage, "Bonsoir", now=NOW),
    "a countdown": steered(count_down_to, NOW + MINUTE, now=NOW),
    "a celebration": steered(celebrate, now=NOW),
    "the hall's language": steered(choose_hall_language, "en", now=NOW),
    "news": (told_once, lambda hall, _: write_news(hall.database, NOW + MINUTE)),
}
"""Whatever changes what a snapshot shows: what is done before, and the change."""


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_changes_a_snapshot_raises_the_revision(hall, change):
    prepare, verb = CHANGES[change]
    prepared = prepare(hall)
    before = hall.facts()
    verb(hall, prepared)
    standing._kept.clear()  # what is compared is the database, not what is remembered of it
    now = hall.facts()
    assert {**now, **MOMENTARY} != {**before, **MOMENTARY}
    assert now["revision"] > before["revision"]
