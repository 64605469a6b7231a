"""Who may do what: every service that asks for an actor, tried by every role."""

import importlib
import inspect
import pkgutil
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from challenge import services
from challenge.domain.disclosure import Visibility
from challenge.domain.standings import Ranking
from challenge.errors import NotAllowedError, NotFoundError, NotSignedInError
from challenge.services import (
    accounts,
    activities,
    boards,
    explanations,
    home,
    permissions,
    preferences,
    review,
    rules,
    seeding,
    uploads,
)
from challenge.services.door import Arrival
from challenge.services.permissions import GRANTS, Actor, Permission, Place
from challenge.store.activity_models import Source, Status
from challenge.store.models import Account, Edition, HoldPolicy, RoleKind, Session
from tests.factories import (
    AFTER_LOCK,
    FIRST,
    NOW,
    add,
    impossible_ride,
    make_account,
    make_captain,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    outing,
    place_of,
    record,
)

ALLOWED = None
ROLES = ("owner", "teammate", "rival", "captain", "hr_manager", "organiser", "outsider", "other_organiser", "nobody")
OUTSIDE = dict.fromkeys(("outsider", "other_organiser", "nobody"), NotFoundError)


def only(*allowed):
    """These roles are allowed; other insiders are told so, outsiders find nothing."""
    inside = {role: ALLOWED if role in allowed else NotAllowedError for role in ROLES}
    return inside | OUTSIDE


OWNER = only("owner")
ORGANISER = only("organiser")
INSIDERS = dict.fromkeys(ROLES, ALLOWED) | OUTSIDE
OF_THE_TEAM = only("owner", "teammate", "captain", "organiser")
OF_THE_RIVAL_TEAM = only("rival", "organiser")
EVERYBODY = dict.fromkeys(ROLES, ALLOWED)

WALK = (Source.MANUAL, "walk", outing(day=5))
CANDIDATE = uploads.Candidate("walk.gpx", Source.FILE, "0:0", outing(day=6), None, Status.COUNTED, 14)

TABLE = [
    (accounts.choose_locale, lambda _, by: (by, "en"), EVERYBODY),
    (rules.own_rate, lambda _, by: (by,), EVERYBODY),
    (activities.record_activities, lambda s, by: (by, s.place, [WALK]), OWNER),
    (activities.record_steps, lambda s, by: (by, s.place), OWNER),
    (activities.edit_activity, lambda s, by: (by, s.counted, outing(50)), OWNER),
    (activities.delete_activity, lambda s, by: (by, s.counted), OWNER),
    (activities.restore_activity, lambda s, by: (by, s.deleted), OWNER),
    (uploads.preview_upload, lambda s, by: (by, s.place, [], {}), OWNER),
    (uploads.confirm_upload, lambda s, by: (by, s.place, [CANDIDATE]), OWNER),
    (explanations.explain_days, lambda s, by: (by, s.place), OWNER),
    (home.read_home, lambda s, by: (by, s.place), OWNER),
    (preferences.read_preferences, lambda s, by: (by, s.place), OWNER),
    (preferences.choose_visibility, lambda s, by: (by, s.place, Visibility.NAME, "Zoé"), OWNER),
    (preferences.choose_adapted, lambda s, by: (by, s.place), OWNER),
    (review.open_cases, lambda s, by: (by, s.edition_id), ORGANISER),
    (review.release_activity, lambda s, by: (by, s.held), ORGANISER),
    (review.refuse_activity, lambda s, by: (by, s.held, "no"), ORGANISER),
    (seeding.record_for_many, lambda s, by: (by, s.edition_id, [Arrival(s.place.participation_id, *WALK)]), ORGANISER),
    (boards.read_company_boards, lambda s, by: (by, s.edition_id, Ranking.POINTS), INSIDERS),
    (boards.read_team_board, lambda s, by: (by, s.edition_id, Ranking.POINTS), INSIDERS),
    (boards.read_people, lambda s, by: (by, s.edition_id), INSIDERS),
    (boards.team_name, lambda s, by: (by, s.edition_id, s.place.team_id), OF_THE_TEAM),
    (boards.team_name, lambda s, by: (by, s.edition_id, s.rival_team), OF_THE_RIVAL_TEAM),
]
LISTED = [row[0] for row in TABLE]
KEYWORDS = {"now": NOW, "day": FIRST, "steps": 8_000, "adapted": True}
"""What a service is told by name, where it asks for it."""


@pytest.fixture
def scene(database):
    """Two companies in an edition, one person with a counted, a held and a deleted activity, and every role."""
    edition_id = make_edition(database, hold_policy=HoldPolicy.ALWAYS)
    entry_id, rival_entry = make_company(database, edition_id), make_company(database, edition_id)
    team_id, rival_team = make_team(database, entry_id), make_team(database, rival_entry)
    owner, elsewhere = make_person(database, team_id), make_somebody(database, slug="elsewhere")
    counted, held, deleted = (
        record(database, owner, measure).activity_id for measure in (outing(), impossible_ride(day=1), outing(day=2))
    )
    activities.delete_activity(database, owner, deleted, now=NOW)
    return SimpleNamespace(
        edition_id=edition_id,
        place=place_of(owner),
        rival_team=rival_team,
        counted=counted,
        held=held,
        deleted=deleted,
        owner=owner,
        teammate=make_person(database, team_id),
        rival=make_person(database, rival_team),
        captain=make_captain(database, team_id),
        hr_manager=make_hr_manager(database, edition_id, entry_id),
        organiser=make_organiser(database, edition_id),
        outsider=elsewhere,
        other_organiser=make_organiser(database, place_of(elsewhere).edition_id),
        nobody=Actor(make_account(database), "Nobody", None, ()),
    )


def call(database, service, arguments):
    wanted = inspect.signature(service).parameters
    named = {name: value for name, value in KEYWORDS.items() if name in wanted}
    return service(database, *arguments, **named)


def revision(database, edition_id):
    with database.reading() as connection:
        return connection.execute(select(Edition.revision, Edition.ledger_head).where(Edition.id == edition_id)).one()


@pytest.mark.parametrize(("service", "arguments", "expected"), TABLE, ids=[service.__name__ for service in LISTED])
def test_each_service_is_open_to_the_roles_of_the_table_and_to_no_other(database, scene, service, arguments, expected):
    before = revision(database, scene.edition_id)
    for role in [role for role in ROLES if expected[role]]:
        with pytest.raises(expected[role]):
            call(database, service, arguments(scene, getattr(scene, role)))
        assert revision(database, scene.edition_id) == before, f"{role} changed something"
    for role in [role for role in ROLES if not expected[role]]:
        call(database, service, arguments(scene, getattr(scene, role)))


def services_with_an_actor():
    """Every public function of a service that takes the database and an actor."""
    for module in pkgutil.iter_modules(services.__path__, "challenge.services."):
        functions = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        own = [function for name, function in functions if function.__module__ == module.name and name[0] != "_"]
        yield from (each for each in own if {"database", "actor"} <= inspect.signature(each).parameters.keys())


def test_every_service_that_takes_an_actor_stands_in_the_table():
    missing = {f"{each.__module__}.{each.__name__}" for each in services_with_an_actor() if each not in LISTED}
    assert missing == set()


def test_every_role_has_its_permissions_and_every_permission_belongs_to_a_role():
    assert GRANTS.keys() == set(RoleKind)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_whoever_signs_in_holds_the_roles_that_are_written_down_for_them(database, scene, role):
    actor = getattr(scene, role)
    session = {"token_hash": accounts.token_hash("cookie"), "created_at": NOW, "expires_at": AFTER_LOCK}
    add(database, Session, account_id=actor.account_id, **session)
    signed_in = accounts.read_session(database, "cookie", now=NOW).actor
    assert (signed_in.account_id, signed_in.held) == (actor.account_id, actor.held)


def test_a_session_ends_with_its_date_or_by_signing_out(database, scene):
    session = {"token_hash": accounts.token_hash("cookie"), "created_at": NOW, "expires_at": AFTER_LOCK}
    add(database, Session, account_id=scene.owner.account_id, **session)
    with pytest.raises(NotSignedInError):
        accounts.read_session(database, "cookie", now=AFTER_LOCK)
    accounts.sign_out(database, "cookie", now=NOW)
    with pytest.raises(NotSignedInError):
        accounts.read_session(database, "cookie", now=NOW)


def test_a_language_is_chosen_for_oneself_only(database, scene):
    accounts.choose_locale(database, scene.owner, "en")
    with database.reading() as connection:
        chosen = connection.scalars(select(Account.id).where(Account.locale == "en")).all()
    assert chosen == [scene.owner.account_id]


def test_a_participant_of_two_editions_acts_in_each_with_its_own_participation(database, scene):
    both = Actor(scene.owner.account_id, "", None, (*scene.owner.held, *scene.outsider.held))
    mixed = Place(scene.edition_id, participation_id=place_of(scene.outsider).participation_id)
    with pytest.raises(NotAllowedError):
        activities.record_activities(database, both, mixed, [WALK], now=NOW)


def test_naming_ones_own_participation_opens_nobody_elses_activity(database, scene):
    mine = record(database, scene.teammate, outing(day=7)).activity_id
    with pytest.raises(NotAllowedError):
        activities.edit_activity(database, scene.owner, mine, outing(300), now=NOW)


def test_an_organiser_does_not_read_the_name_of_a_team_of_another_edition(database, scene):
    own_edition = place_of(scene.outsider).edition_id
    with pytest.raises(NotFoundError):
        boards.team_name(database, scene.other_organiser, own_edition, scene.place.team_id)


def test_recording_for_no_participation_is_refused(database, scene):
    with pytest.raises((NotAllowedError, NotFoundError)):
        activities.record_activities(database, scene.owner, Place(scene.edition_id), [WALK], now=NOW)


def test_whoever_holds_no_role_may_do_nothing():
    nobody = Actor(1, "", None, ())
    assert not any(permissions.may(nobody, permission, Place(1)) for permission in Permission)
