"""Upload keys: shown once, kept as a hash, taken back at once, and good for nothing but one's own activities."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from challenge.errors import NotAllowedError, NotFoundError, UploadKeyUnknownError
from challenge.services.permissions import GRANTS, Actor, Permission, may
from challenge.services.upload_keys import make_upload_key, phone_of, read_upload_key, revoke_upload_key
from challenge.store.account_models import Account
from challenge.store.source_models import UploadKey
from challenge.store.team_models import Role, RoleKind
from tests.factories import NOW, add, make_account, make_somebody, place_of

SOON = NOW + timedelta(minutes=5)


@pytest.fixture
def person(database):
    return make_somebody(database)


def make(database, person, now=NOW):
    return make_upload_key(database, person, place_of(person), now=now)


def test_a_key_stands_for_its_owner(database, person):
    phone = phone_of(database, make(database, person), now=NOW)
    assert (phone.actor.account_id, phone.place) == (person.account_id, place_of(person))


def test_only_a_hash_of_it_is_kept(database, person):
    key = make(database, person)
    with database.reading() as connection:
        row = connection.execute(select(UploadKey)).one()
    assert key not in str(row)


@pytest.mark.parametrize("key", ["", "x", "a" * 43, "a" * 100_000, "é\x00"])
def test_a_made_up_key_opens_nothing(database, person, key):
    make(database, person)
    with pytest.raises(UploadKeyUnknownError):
        phone_of(database, key, now=NOW)


def test_a_key_that_was_taken_back_opens_nothing(database, person):
    key = make(database, person)
    revoke_upload_key(database, person, now=NOW)
    with pytest.raises(UploadKeyUnknownError):
        phone_of(database, key, now=NOW)
    assert read_upload_key(database, person) is None


def test_a_new_key_ends_the_one_before_and_nobody_elses(database, person):
    other = make_somebody(database, slug="other")
    first, others = make(database, person), make(database, other)
    second = make(database, person, SOON)
    with pytest.raises(UploadKeyUnknownError):
        phone_of(database, first, now=SOON)
    assert phone_of(database, second, now=SOON).actor.account_id == person.account_id
    assert phone_of(database, others, now=SOON).actor.account_id == other.account_id


def test_its_owner_sees_when_it_was_last_used(database, person):
    key = make(database, person)
    assert read_upload_key(database, person).used_at is None
    phone_of(database, key, now=SOON)
    phone_of(database, key, now=SOON + timedelta(seconds=5))
    assert read_upload_key(database, person).used_at == SOON


def test_whatever_else_its_owner_may_do_the_key_may_not(database, person):
    place = place_of(person)
    for kind, where in (
        (RoleKind.ORGANISER, {"edition_id": place.edition_id}),
        (RoleKind.HR_MANAGER, {"entry_id": place.entry_id}),
        (RoleKind.CAPTAIN, {"team_id": place.team_id}),
    ):
        add(database, Role, account_id=person.account_id, kind=kind, **where)
    actor = phone_of(database, make(database, person), now=NOW).actor
    allowed = {permission for permission in Permission if may(actor, permission, place)}
    assert allowed == GRANTS[RoleKind.PARTICIPANT]
    assert [role.kind for role in actor.held] == [RoleKind.PARTICIPANT]


def test_whoever_takes_no_part_makes_no_key(database, person):
    nobody = Actor(make_account(database), "", None, ())
    with pytest.raises(NotFoundError):
        make_upload_key(database, nobody, place_of(person), now=NOW)


def test_a_slip_issued_again_makes_no_key_and_sees_none(database, person):
    waiting = Actor(person.account_id, "", None, person.held, unconfirmed=True)
    with pytest.raises(NotAllowedError):
        make(database, waiting)
    with pytest.raises(NotAllowedError):
        read_upload_key(database, waiting)


def test_the_key_of_an_erased_account_opens_nothing(database, person):
    key = make(database, person)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == person.account_id).values(erased_at=NOW))
    with pytest.raises(UploadKeyUnknownError):
        phone_of(database, key, now=NOW)
