"""People desk: found by the exact address only, with a reason that the person reads."""

from dataclasses import fields

import pytest
from sqlalchemy import select, update

from challenge.domain.disclosure import Visibility
from challenge.errors import AddressInvalidError, LookReasonMissingError, PersonUnknownError
from challenge.services.outbox import read_outbox
from challenge.services.people_desk import PersonFound, find_person, reads_of_me
from challenge.store.account_models import Account
from challenge.store.activity_models import AuditEntry
from challenge.store.team_models import RoleKind
from tests.factories import (
    NOW,
    make_company,
    make_edition,
    make_hr_manager,
    make_person,
    make_team,
    outing,
    record,
)
from tests.services.test_query_budget import counted

ADDRESS = "camille@exemple.fr"


@pytest.fixture
def team_id(database, edition_id):
    return make_team(database, make_company(database, edition_id, name="Acme"), name="Blue")


def give_address(database, person, email=ADDRESS, **changed):
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == person.account_id).values(email=email, **changed))
    return person


def find(database, organiser, edition_id, email=ADDRESS, reason="Lost slip"):
    return find_person(database, organiser, edition_id, email, reason, now=NOW)


def lines(database):
    with database.reading() as connection:
        columns = AuditEntry.action, AuditEntry.actor_id, AuditEntry.subject_id, AuditEntry.facts
        return connection.execute(select(*columns)).all()


def test_a_person_is_found_by_the_exact_address_with_where_they_belong(database, edition_id, organiser, team_id):
    person = give_address(database, make_person(database, team_id, nickname="Cam"))
    found = find(database, organiser, edition_id, " CAMILLE@exemple.fr ")
    assert found == PersonFound(person.account_id, (RoleKind.PARTICIPANT,), "Cam", "Acme", "Blue", NOW)


def test_what_is_found_names_no_activity_point_or_address():
    assert {field.name for field in fields(PersonFound)} == {
        "account_id",
        "roles",
        "name",
        "company",
        "team",
        "joined_at",
    }


def test_a_hidden_person_stays_without_a_name(database, edition_id, organiser, team_id):
    give_address(database, make_person(database, team_id, nickname="Cam", visibility=Visibility.HIDDEN))
    assert find(database, organiser, edition_id).name is None


def test_an_hr_manager_is_found_with_the_company_but_no_team(database, edition_id, organiser):
    entry_id = make_company(database, edition_id, name="Acme")
    give_address(database, make_hr_manager(database, edition_id, entry_id))
    found = find(database, organiser, edition_id)
    assert (found.roles, found.company, found.team) == ((RoleKind.HR_MANAGER,), "Acme", None)


def test_every_look_is_logged_with_its_reason_and_read_by_the_person(database, edition_id, organiser, team_id):
    person = give_address(database, make_person(database, team_id))
    find(database, organiser, edition_id, reason=" Lost slip ")
    assert lines(database) == [("person_read", organiser.account_id, person.account_id, {"reason": "Lost slip"})]
    (read,) = reads_of_me(database, person)
    assert (read.at, read.edition, read.by, read.reason) == (NOW, "test", "Organiser", "Lost slip")
    assert reads_of_me(database, organiser) == []


@pytest.mark.parametrize("email", ["camille@exemple.com", "camill@exemple.fr", "%@exemple.fr", "elsewhere@exemple.fr"])
def test_nobody_is_found_by_half_an_address_or_in_another_edition_but_the_look_is_logged(
    database, edition_id, organiser, team_id, email
):
    give_address(database, make_person(database, team_id))
    elsewhere = make_team(database, make_company(database, make_edition(database, slug="elsewhere")))
    give_address(database, make_person(database, elsewhere), "elsewhere@exemple.fr")
    with pytest.raises(PersonUnknownError):
        find(database, organiser, edition_id, email)
    assert lines(database) == [("person_read", organiser.account_id, None, {"reason": "Lost slip"})]
    assert read_outbox(database) == []


def test_an_erased_person_is_not_found(database, edition_id, organiser, team_id):
    give_address(database, make_person(database, team_id), erased_at=NOW)
    with pytest.raises(PersonUnknownError):
        find(database, organiser, edition_id)


def test_without_a_reason_or_an_address_nobody_is_looked_for(database, edition_id, organiser, team_id):
    give_address(database, make_person(database, team_id))
    with pytest.raises(LookReasonMissingError):
        find(database, organiser, edition_id, reason="  ")
    with pytest.raises(AddressInvalidError):
        find(database, organiser, edition_id, "camille")
    assert lines(database) == []


def test_the_person_is_written_to_at_every_look_unless_they_want_no_mails(database, edition_id, organiser, team_id):
    person = give_address(database, make_person(database, team_id))
    for _ in range(2):
        find(database, organiser, edition_id)
    mails = read_outbox(database)
    assert [mail.to for mail in mails] == [ADDRESS, ADDRESS]
    assert "Lost slip" in mails[0].words.text
    give_address(database, person, notified=False)
    find(database, organiser, edition_id)
    assert len(read_outbox(database)) == 2


def test_a_look_and_its_list_send_as_many_statements_for_twice_the_data(database, edition_id, organiser, team_id):
    person = give_address(database, make_person(database, team_id))
    sent = []
    for _ in range(2):
        with counted(database) as statements:
            find(database, organiser, edition_id)
            reads_of_me(database, person)
        sent.append(len(statements))
        for day in range(3):
            record(database, person, outing(day=day))
            make_person(database, team_id)
            find(database, organiser, edition_id)
    assert sent[0] == sent[1]
