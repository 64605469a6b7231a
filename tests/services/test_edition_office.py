"""The organisers' office: drafts from templates, changes with version and reason, rules, projects, steps."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from challenge.domain.money import CENT, EURO
from challenge.domain.rules import EFFORT, STEPS
from challenge.errors import (
    ChangeReasonMissingError,
    ChecklistOpenError,
    DatePassedError,
    DatesOutOfOrderError,
    EditionChangedMeanwhileError,
    EditionLockedError,
    EditionNameMissingError,
    ImplausibleFigureError,
    NoSuchStepError,
    NotFoundError,
    ProjectNameError,
    ProjectSharesError,
    RuleSetInvalidError,
    RulesInForceError,
)
from challenge.services.edition_changes import read_history
from challenge.services.edition_office import EditionChanges, change_edition, create_edition, list_own_editions
from challenge.services.edition_projects import euros_per_project, read_projects, set_projects
from challenge.services.edition_rules import choose_rules, live_example, read_rules
from challenge.services.edition_steps import Item, move_on, read_checklist
from challenge.services.editions import read_edition
from challenge.services.permissions import Actor, Held
from challenge.services.seeding import ProjectPlan
from challenge.store.edition_models import EditionState, HoldPolicy, RuleSetVersion
from challenge.store.team_models import Role, RoleKind
from tests.factories import (
    AFTER_LOCK,
    EVENING,
    LAST,
    LOCK,
    NOW,
    REVIEW_ENDS,
    impossible_ride,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    record,
)
from tests.services.test_query_budget import counted

BEFORE = datetime(2025, 1, 6, 9, tzinfo=UTC)
DAY = timedelta(days=1)
HALVES = [ProjectPlan("Wells", "Water for all", "Two wells.", 50), ProjectPlan("Books", "Readers", "A library.", 50)]


def make_draft(database, organiser, *, name="Printemps solidaire", template="four_weeks_effort", starts_on=None):
    """A draft that begins on 3 March 2025; returns its id and its organiser."""
    where = {"starts_on": starts_on or date(2025, 3, 3), "zone": "Europe/Paris"}
    edition_id = create_edition(database, organiser, template=template, name=name, now=BEFORE, **where)
    return edition_id, replace(organiser, held=(Held(RoleKind.ORGANISER, edition_id), *organiser.held))


@pytest.fixture
def organiser(database):
    """The organiser of another edition, which runs."""
    return make_organiser(database, make_edition(database, slug="elsewhere"))


def change(database, organiser, edition_id, *, seen=None, reason="", now=BEFORE, **changes):
    """Change an edition in the version it has now, or in one that was seen."""
    version = read_edition(database, edition_id).version if seen is None else seen
    wanted = EditionChanges(**changes)
    return change_edition(database, organiser, edition_id, changes=wanted, seen_version=version, reason=reason, now=now)


def running(database, **changed):
    """An edition that runs since 3 March 2025, and its organiser."""
    edition_id = make_edition(database, **changed)
    return edition_id, make_organiser(database, edition_id)


# From a template


def test_a_new_edition_is_a_draft_organised_by_whoever_created_it(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    edition = read_edition(database, edition_id)
    assert (edition.state, edition.slug, edition.length) == (EditionState.DRAFT, "printemps-solidaire", 28)
    assert edition.rules == EFFORT
    assert edition_id in [own.id for own in list_own_editions(database, organiser)]
    with database.reading() as connection:
        role = select(Role.kind).where(Role.account_id == organiser.account_id, Role.edition_id == edition_id)
        assert connection.scalars(role).all() == [RoleKind.ORGANISER]


def test_editions_of_the_same_name_have_addresses_of_their_own_and_none_takes_the_demos(database, organiser):
    names = ["Été à l\u2019Île", "Ete a l'ile", "Demo", "???", "!"]
    slugs = [read_edition(database, make_draft(database, organiser, name=name)[0]).slug for name in names]
    assert slugs == ["ete-a-lile", "ete-a-l-ile", "demo-2", "edition", "edition-2"]


def test_an_edition_without_a_name_or_from_an_unknown_template_or_zone_is_not_made(database, organiser):
    what = {"template": "one_day", "name": "x", "starts_on": date(2025, 3, 3), "zone": "Europe/Paris"}
    for wrong, error in (
        ({"name": "  "}, EditionNameMissingError),
        ({"template": "none"}, NotFoundError),
        ({"zone": "Europe/Nowhere"}, NotFoundError),
        ({"zone": "../etc"}, NotFoundError),
        ({"zone": "Europe"}, NotFoundError),
    ):
        with pytest.raises(error):
            create_edition(database, organiser, **(what | wrong), now=BEFORE)
    assert len(list_own_editions(database, organiser)) == 1


# Changes


def test_before_it_runs_a_change_needs_no_reason_but_is_kept_with_what_was_before(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    before = read_edition(database, edition_id)
    assert change(database, organiser, edition_id, goal=90_000 * EURO, team_most=10) == 2
    after = read_edition(database, edition_id)
    assert (after.goal, after.team_most, after.revision) == (90_000 * EURO, 10, before.revision + 1)
    (line,) = read_history(database, organiser, edition_id)
    assert (line.version, line.changed_by, line.changed_at) == (2, "Organiser", BEFORE)
    assert (line.before, line.after) == ({"team_most": 8, "goal": 0}, {"team_most": 10, "goal": 90_000 * EURO})


def test_a_change_to_what_it_is_already_leaves_no_trace(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    assert change(database, organiser, edition_id, name=" Printemps  solidaire ", team_least=5) == 1
    assert read_history(database, organiser, edition_id) == []


def test_whoever_read_an_older_version_overwrites_nothing_and_is_told_what_was_kept(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    change(database, organiser, edition_id, seen=1, goal=10 * EURO)
    change(database, organiser, edition_id, seen=2, name="Automne", goal=20 * EURO)
    with pytest.raises(EditionChangedMeanwhileError) as refused:
        change(database, organiser, edition_id, seen=1, goal=5 * EURO)
    assert refused.value.facts["kept"] == ("goal", "name")
    assert read_edition(database, edition_id).goal == 20 * EURO


def test_dates_out_of_order_are_refused_by_their_names_and_change_nothing(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    lock = read_edition(database, edition_id).locks_at
    with pytest.raises(DatesOutOfOrderError) as refused:
        change(database, organiser, edition_id, review_ends_at=lock - DAY, name="Other")
    assert refused.value.facts == {"earlier": "locks_at", "later": "review_ends_at"}
    assert read_edition(database, edition_id).name == "Printemps solidaire"


@pytest.mark.parametrize(
    "figures",
    [{"team_least": 4}, {"team_most": 4}, {"team_least": 9}, {"team_most": 51}, {"goal": -EURO}, {"goal": 10**16}],
)
def test_sizes_and_goals_beyond_their_bounds_are_refused(database, organiser, figures):
    edition_id, organiser = make_draft(database, organiser)
    with pytest.raises(ImplausibleFigureError):
        change(database, organiser, edition_id, **figures)


def test_a_running_edition_changes_with_a_reason_only(database):
    edition_id, organiser = running(database)
    with pytest.raises(ChangeReasonMissingError):
        change(database, organiser, edition_id, goal=2 * EURO, reason="  ", now=NOW)
    change(database, organiser, edition_id, goal=2 * EURO, reason=" Jury ", now=NOW)
    assert [line.reason for line in read_history(database, organiser, edition_id)] == ["Jury"]


@pytest.mark.parametrize(
    ("changes", "date_named"),
    [
        ({"starts_on": date(2025, 3, 4)}, "starts_on"),
        ({"ends_on": date(2025, 3, 23)}, "ends_on"),
        ({"registration_closes_at": LOCK - DAY}, "registration_closes_at"),
        ({"locks_at": NOW - DAY, "ends_on": date(2025, 3, 24)}, "locks_at"),
    ],
)
def test_nothing_that_has_passed_in_a_running_edition_moves_and_nothing_moves_into_the_past(
    database, changes, date_named
):
    edition_id, organiser = running(database, registration_closes_at=NOW - DAY)
    with pytest.raises(DatePassedError) as refused:
        change(database, organiser, edition_id, reason="because", now=NOW, **changes)
    assert refused.value.facts == {"date": date_named}
    assert read_edition(database, edition_id).version == 1


def test_the_last_day_may_still_become_today_but_not_once_it_is_over(database):
    edition_id, organiser = running(database)
    change(database, organiser, edition_id, ends_on=date(2025, 3, 24), reason="storm", now=NOW)
    with pytest.raises(DatePassedError):
        change(database, organiser, edition_id, ends_on=LAST, reason="sun", now=NOW + DAY)


@pytest.mark.parametrize("state", [EditionState.RUNNING, EditionState.LOCKED])
def test_after_the_lock_only_the_goal_the_end_of_review_and_the_evening_move_and_no_date_into_the_past(database, state):
    edition_id, organiser = running(database, state=state)
    later = {"reason": "room taken", "now": AFTER_LOCK}
    for forbidden in ({"name": "New"}, {"locks_at": LOCK + DAY}, {"team_most": 9}):
        with pytest.raises(EditionLockedError):
            change(database, organiser, edition_id, **forbidden, **later)
    change(database, organiser, edition_id, review_ends_at=REVIEW_ENDS + DAY, evening_at=EVENING + DAY, **later)
    change(database, organiser, edition_id, goal=5 * EURO, **later)
    with pytest.raises(DatePassedError):
        change(database, organiser, edition_id, evening_at=EVENING + 9 * DAY, reason="again", now=EVENING + 2 * DAY)


# Rules


def test_rules_are_a_new_version_each_time_and_the_old_one_stays(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    choose_rules(database, organiser, edition_id, template="steps", figures={"day_cap": 60}, seen_version=1, now=BEFORE)
    view = read_rules(database, organiser, edition_id)
    assert (view.rules, view.template, view.version, view.can_change) == (replace(STEPS, day_cap=60), "steps", 2, True)
    with database.reading() as connection:
        versions = select(func.count()).where(RuleSetVersion.edition_id == edition_id)
        assert connection.scalar(versions) == 2
    assert read_edition(database, edition_id).version == 2


def test_rules_of_a_running_edition_do_not_change_at_all(database):
    edition_id, organiser = running(database)
    with pytest.raises(RulesInForceError):
        choose_rules(database, organiser, edition_id, template="steps", figures={}, seen_version=1, now=NOW)
    assert read_edition(database, edition_id).rules == EFFORT


def test_figures_out_of_bounds_unknown_ones_and_stale_choices_are_refused(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    choice = {"template": "effort", "figures": {}, "seen_version": 1, "now": BEFORE}
    for wrong, error in (
        ({"figures": {"day_cap": 0}}, RuleSetInvalidError),
        ({"figures": {"unit": 1}}, NotFoundError),
        ({"template": "gold"}, NotFoundError),
        ({"seen_version": 0}, EditionChangedMeanwhileError),
    ):
        with pytest.raises(error):
            choose_rules(database, organiser, edition_id, **(choice | wrong))


def test_the_live_example_turns_minutes_into_points_and_points_into_euros():
    walk = live_example(EFFORT, sport="walk", minutes=40, kilometres=0, steps=0, rate_cents=15)
    assert (walk.points, walk.euros) == (24, 24 * 15 * CENT)
    steps = live_example(STEPS, sport="walk", minutes=40, kilometres=0, steps=8_000, rate_cents=10)
    assert (steps.points, steps.euros) == (42, 42 * 10 * CENT)


# Projects


def test_projects_replace_those_before_in_their_order(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    set_projects(database, organiser, edition_id, HALVES, seen_version=1, now=BEFORE)
    set_projects(database, organiser, edition_id, HALVES[::-1], seen_version=2, now=BEFORE)
    assert read_projects(database, edition_id) == HALVES[::-1]
    assert set_projects(database, organiser, edition_id, HALVES[::-1], seen_version=3, now=BEFORE) == 3
    assert [line.version for line in read_history(database, organiser, edition_id)] == [3, 2]


@pytest.mark.parametrize(("second", "total", "off"), [(47, 97, 3), (53, 103, 3), (0, 50, 50)])
def test_percents_that_do_not_add_up_say_by_how_much(database, organiser, second, total, off):
    edition_id, organiser = make_draft(database, organiser)
    wanted = [HALVES[0], replace(HALVES[1], share_percent=second)]
    with pytest.raises(ProjectSharesError) as refused:
        set_projects(database, organiser, edition_id, wanted, seen_version=1, now=BEFORE)
    assert refused.value.facts == {"total": total, "off": off}
    assert read_projects(database, edition_id) == []


def test_percents_below_zero_and_projects_without_a_name_or_of_the_same_name_are_refused(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    first, second = HALVES
    for wanted, error in (
        ([replace(first, share_percent=150), replace(second, share_percent=-50)], ProjectSharesError),
        ([], ProjectSharesError),
        ([first, replace(second, name=" ")], ProjectNameError),
        ([first, replace(second, association="")], ProjectNameError),
        ([first, replace(second, name="WELLS ")], ProjectNameError),
    ):
        with pytest.raises(error):
            set_projects(database, organiser, edition_id, wanted, seen_version=1, now=BEFORE)


def test_projects_of_a_running_edition_need_a_reason_and_those_of_a_locked_one_stay(database):
    edition_id, organiser = running(database)
    with pytest.raises(ChangeReasonMissingError):
        set_projects(database, organiser, edition_id, HALVES, seen_version=1, now=NOW)
    with pytest.raises(EditionLockedError):
        set_projects(database, organiser, edition_id, HALVES, seen_version=1, reason="vote", now=AFTER_LOCK)
    set_projects(database, organiser, edition_id, HALVES, seen_version=1, reason="vote", now=NOW)


@given(st.integers(0, 10**15), st.lists(st.integers(0, 100), min_size=1, max_size=6))
def test_a_sum_is_shared_over_projects_to_the_last_micro_euro_and_none_is_a_micro_euro_off(counted_euros, cuts):
    marks = [0, *sorted(cuts), 100]
    percents = [upper - lower for lower, upper in pairwise(marks)]
    projects = [ProjectPlan(str(number), "a", "", percent) for number, percent in enumerate(percents)]
    parts = euros_per_project(counted_euros, projects)
    assert sum(parts) == counted_euros
    assert all(abs(part * 100 - counted_euros * percent) < 100 for part, percent in zip(parts, percents, strict=True))


# Steps


def open_items(database, organiser, edition_id, now=BEFORE):
    return {check.item for check in read_checklist(database, organiser, edition_id, now=now) if not check.passed}


def make_ready(database, organiser, edition_id):
    """Do all that a draft still needs."""
    version = change(database, organiser, edition_id, goal=100 * EURO)
    version = set_projects(database, organiser, edition_id, HALVES, seen_version=version, now=BEFORE)
    choose_rules(database, organiser, edition_id, template="effort", figures={}, seen_version=version, now=BEFORE)


def test_a_draft_says_what_is_missing_and_stays_until_it_is_there(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    missing = {Item.GOAL_SET, Item.PROJECTS_ADD_UP, Item.RULES_CHOSEN}
    assert open_items(database, organiser, edition_id) == missing | {Item.SECOND_ORGANISER}
    with pytest.raises(ChecklistOpenError) as refused:
        move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)
    assert refused.value.facts == {"n": 3}
    make_ready(database, organiser, edition_id)
    assert open_items(database, organiser, edition_id) == {Item.SECOND_ORGANISER}
    move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)
    assert read_edition(database, edition_id).state is EditionState.REGISTRATION


def test_a_draft_that_would_begin_today_does_not_open_its_registration(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    make_ready(database, organiser, edition_id)
    with pytest.raises(ChecklistOpenError):
        move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=datetime(2025, 3, 3, 9, tzinfo=UTC))


def test_an_edition_runs_with_a_company_only_and_then_there_is_no_way_back(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    make_ready(database, organiser, edition_id)
    move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)
    with pytest.raises(ChecklistOpenError):
        move_on(database, organiser, edition_id, EditionState.RUNNING, now=BEFORE)
    move_on(database, organiser, edition_id, EditionState.DRAFT, now=BEFORE)
    move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)
    make_company(database, edition_id)
    with pytest.raises(NoSuchStepError):
        move_on(database, organiser, edition_id, EditionState.DRAFT, now=BEFORE)
    move_on(database, organiser, edition_id, EditionState.RUNNING, now=BEFORE)
    with pytest.raises(NoSuchStepError):
        move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)


def test_a_second_click_on_the_same_step_changes_nothing(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    make_ready(database, organiser, edition_id)
    for _ in range(2):
        move_on(database, organiser, edition_id, EditionState.REGISTRATION, now=BEFORE)
    assert read_edition(database, edition_id).version == 5
    assert read_history(database, organiser, edition_id)[0].after == {"state": "registration"}


def test_no_step_is_skipped(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    for far in (EditionState.RUNNING, EditionState.LOCKED):
        with pytest.raises(NoSuchStepError):
            move_on(database, organiser, edition_id, far, now=BEFORE)


def test_an_edition_is_locked_after_its_date_and_once_nothing_waits_for_a_decision(database):
    edition_id, organiser = running(database, hold_policy=HoldPolicy.ALWAYS)
    person = make_person(database, make_team(database, make_company(database, edition_id)))
    assert open_items(database, organiser, edition_id, NOW) == {Item.LOCK_PASSED}
    record(database, person, impossible_ride())
    assert open_items(database, organiser, edition_id, AFTER_LOCK) == {Item.NOTHING_HELD}
    with pytest.raises(ChecklistOpenError):
        move_on(database, organiser, edition_id, EditionState.LOCKED, now=AFTER_LOCK)


def test_an_edition_without_anything_held_is_locked_and_then_asks_nothing_more(database):
    edition_id, organiser = running(database)
    move_on(database, organiser, edition_id, EditionState.LOCKED, now=AFTER_LOCK)
    assert read_checklist(database, organiser, edition_id, now=AFTER_LOCK) == []


def test_the_checklist_and_the_history_send_as_many_statements_for_twice_the_data(database, organiser):
    edition_id, organiser = make_draft(database, organiser)
    make_ready(database, organiser, edition_id)
    read_edition(database, edition_id)  # a rule set is read once in a process
    sent = []
    for _ in range(2):
        with counted(database) as statements:
            read_checklist(database, organiser, edition_id, now=BEFORE)
            read_history(database, organiser, edition_id)
            list_own_editions(database, organiser)
            read_projects(database, edition_id)
        sent.append(len(statements))
        for number in range(4):
            change(database, organiser, edition_id, goal=(number + 7) * EURO)
            make_company(database, edition_id)
            make_organiser(database, edition_id)
    assert sent[0] == sent[1]


def test_one_who_organises_nothing_lists_nothing(database):
    assert list_own_editions(database, Actor(1, "", None, ())) == []
