"""Captains: they see names as boards show them, greet, rename, invite and hand over; and never learn more."""

from datetime import timedelta

import pytest
from joining_scene import OpenDoor, as_now, link_of
from sqlalchemy import select

from challenge.domain.disclosure import Visibility
from challenge.errors import (
    EditionLockedError,
    LinkRenewedError,
    NotAllowedError,
    NotAMemberError,
    NotFoundError,
    TeamNameMissingError,
    TeamNameTakenError,
    WelcomeTooLongError,
)
from challenge.services.entrance import read_door
from challenge.services.joining import CreateTeam, JoinTeam, change_team
from challenge.services.sealing import unseal
from challenge.services.teams import (
    hand_over,
    read_team_desk,
    read_welcome,
    rename_team,
    renew_team_link,
    set_welcome,
    team_link,
)
from challenge.store.account_models import Mail
from challenge.store.activity_models import AuditEntry
from challenge.store.edition_models import Edition
from challenge.store.team_models import RoleKind
from tests.factories import LOCK, NOW, make_person, make_team, outing, place_of, record

EARLIER = NOW - timedelta(days=7, seconds=1)


@pytest.fixture
def team(database):
    """A team founded more than a week ago, with a member who came then and a hidden one who came now."""
    door = OpenDoor(database)
    door.captain = door.join(choice=CreateTeam("Lions", 6), nickname="Zebra", now=EARLIER)
    door.id = door.teams()["Lions"].id
    door.member = door.join(choice=JoinTeam(door.id), nickname="Ant", now=EARLIER)
    door.hidden = door.join(choice=JoinTeam(door.id), nickname="Mole", visibility=Visibility.HIDDEN)
    return door


def desk_of(team, **how):
    return read_team_desk(team.database, team.captain, team.id, now=NOW, **how)


def test_a_captain_sees_the_visible_by_the_name_they_chose_and_the_hidden_as_a_number(team):
    desk = desk_of(team)
    assert [(member.name, member.is_reader) for member in desk.members] == [("Ant", False), ("Zebra", True)]
    assert (desk.hidden, desk.participants, desk.seats) == (1, 3, 6)


def test_a_captain_reads_neither_an_address_nor_an_activity(database, team):
    record(database, team.member, outing(40))
    seen = repr(desk_of(team))
    assert "example.org" not in seen
    assert "Mole" not in seen
    assert "points" not in seen


def test_who_came_within_a_week_is_marked_and_stands_first(team):
    team.join(choice=JoinTeam(team.id), nickname="Newt")
    assert [(member.name, member.is_new) for member in desk_of(team).members] == [
        ("Newt", True), ("Ant", False), ("Zebra", False),
    ]  # fmt: skip


def test_who_moved_in_within_a_week_is_new_in_the_team(database, team):
    other = make_team(database, team.entry_id)
    mover = team.join(choice=JoinTeam(other), nickname="Newt", now=EARLIER)
    change_team(database, mover, place_of(mover), team.id, now=NOW)
    assert desk_of(team).members[0].is_new


def test_only_the_captain_of_this_team_has_its_desk(database, team):
    other = team.join(choice=CreateTeam("Tigers", 5))
    for person in (team.member, other):
        with pytest.raises(NotAllowedError):
            read_team_desk(database, person, team.id, now=NOW)
    with pytest.raises(NotFoundError):
        read_team_desk(database, team.captain, 1, now=NOW)


# Name and welcome


def test_a_team_gets_another_name_at_once_on_every_board(database, team):
    with database.reading() as connection:
        before = connection.scalar(select(Edition.revision))
    rename_team(database, team.captain, team.id, "  The   Lionesses ", now=NOW)
    with database.reading() as connection:
        assert connection.scalar(select(Edition.revision)) == before + 1
    assert list(team.teams()) == ["The Lionesses"]


def test_a_team_may_change_the_letters_of_its_own_name_but_not_take_anothers(database, team):
    make_team(database, team.entry_id, name="Tigers")
    rename_team(database, team.captain, team.id, "LIONS", now=NOW)
    with pytest.raises(TeamNameTakenError):
        rename_team(database, team.captain, team.id, "tigers", now=NOW)
    with pytest.raises(TeamNameMissingError):
        rename_team(database, team.captain, team.id, " ", now=NOW)
    assert set(team.teams()) == {"LIONS", "Tigers"}


def test_after_the_lock_a_name_stays(database, team):
    with pytest.raises(EditionLockedError):
        rename_team(database, team.captain, team.id, "Late", now=LOCK)


def test_a_welcome_is_read_by_the_team_and_has_at_most_280_signs(database, team):
    set_welcome(database, team.captain, team.id, "x" * 280, now=NOW)
    assert read_welcome(database, team.member, team.id) == "x" * 280
    with pytest.raises(WelcomeTooLongError):
        set_welcome(database, team.captain, team.id, "x" * 281, now=NOW)
    set_welcome(database, team.captain, team.id, " Welcome\n all ", now=NOW)
    assert read_welcome(database, team.member, team.id) == "Welcome all"


# Handing over


def test_handing_over_swaps_the_roles_and_tells_the_new_captain(database, team):
    hand_over(database, team.captain, team.id, place_of(team.member).participation_id, now=NOW)
    assert team.captains(team.id) == [team.member.account_id]
    assert as_now(database, team.member).holds(RoleKind.CAPTAIN)
    assert not as_now(database, team.captain).holds(RoleKind.CAPTAIN)
    with database.reading() as connection:
        mail = connection.execute(select(Mail.template, Mail.sealed)).one()
        actions = connection.scalars(select(AuditEntry.action)).all()
    assert mail.template == "captain_handed_over"
    assert unseal(mail.sealed)["facts"] == {"team": "Lions"}
    assert "team_handed_over" in actions
    with pytest.raises(NotAllowedError):
        read_team_desk(database, as_now(database, team.captain), team.id, now=NOW)


def test_a_team_can_be_handed_back(database, team):
    hand_over(database, team.captain, team.id, place_of(team.member).participation_id, now=NOW)
    new = as_now(database, team.member)
    hand_over(database, new, team.id, place_of(team.captain).participation_id, now=NOW)
    assert team.captains(team.id) == [team.captain.account_id]
    with database.reading() as connection:
        assert len(connection.execute(select(Mail.id)).all()) == 2


def test_a_team_is_handed_to_nobody_hidden_nobody_elsewhere_and_not_to_oneself(database, team):
    elsewhere = team.join(choice=CreateTeam("Tigers", 5))
    for person in (team.hidden, elsewhere, team.captain):
        with pytest.raises(NotAMemberError):
            hand_over(database, team.captain, team.id, place_of(person).participation_id, now=NOW)
    assert team.captains(team.id) == [team.captain.account_id]


def test_a_captain_who_handed_over_meanwhile_does_not_hand_over_again(database, team):
    hand_over(database, team.captain, team.id, place_of(team.member).participation_id, now=NOW)
    with pytest.raises(NotAllowedError):
        hand_over(database, team.captain, team.id, place_of(team.member).participation_id, now=NOW)


def test_an_account_without_an_address_gets_no_mail(database, team):
    heir = make_person(database, team.id)
    hand_over(database, team.captain, team.id, place_of(heir).participation_id, now=NOW)
    assert team.captains(team.id) == [heir.account_id]
    with database.reading() as connection:
        assert connection.execute(select(Mail.id)).all() == []


# The link


def test_a_team_has_one_link_and_renewing_it_shuts_the_old_one_only(database, team):
    company = link_of(database, team.entry_id)
    first = team_link(database, team.captain, team.id, now=NOW)
    assert team_link(database, team.captain, team.id, now=NOW) == first
    second = renew_team_link(database, team.captain, team.id, now=NOW)
    assert team_link(database, team.captain, team.id, now=NOW) == second != first
    with pytest.raises(LinkRenewedError):
        read_door(database, first, NOW)
    assert read_door(database, second, NOW).team == "Lions"
    assert read_door(database, company, NOW).team_id is None


def test_a_member_learns_no_link(database, team):
    with pytest.raises(NotAllowedError):
        team_link(database, team.member, team.id, now=NOW)
