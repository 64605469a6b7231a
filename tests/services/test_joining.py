"""Joining: what a link opens, who gets a seat, who gets the last one, and what moves with a change of team."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier

import pytest
from joining_scene import OpenDoor, as_now, link_of, make_newcomer
from sqlalchemy import func, select

from challenge.domain.disclosure import Visibility
from challenge.domain.money import EURO
from challenge.errors import (
    AlreadyJoinedError,
    CaptainStaysError,
    CompanyFullError,
    CompanyWithdrawnError,
    ConsentMissingError,
    DomainNotAllowedError,
    EditionLockedError,
    EveryTeamFullError,
    LinkRenewedError,
    LinkUnknownError,
    NameTooLongError,
    NewTeamNotNeededError,
    NicknameMissingError,
    NotFoundError,
    RegistrationOverError,
    SlipMissingError,
    TeamFullError,
    TeamNameMissingError,
    TeamNameTakenError,
    TeamSizeError,
)
from challenge.services.consents import give_consent
from challenge.services.entrance import read_door, read_join, takes_part
from challenge.services.join_links import renew_link
from challenge.services.joining import CreateTeam, JoinTeam, change_team, other_teams, way_in
from challenge.services.permissions import Actor
from challenge.services.sealing import plain_hash
from challenge.services.seats import free_seat, read_seats, take_seat
from challenge.services.verification import verify
from challenge.store.account_models import Account, Consent, Session, Slip
from challenge.store.activity_models import AuditEntry, EntryKind, LedgerEntry
from challenge.store.company_models import Entry
from challenge.store.edition_models import Edition, EditionState
from challenge.store.team_models import Membership, Participation, RoleKind, Team
from tests.factories import (
    AFTER_LOCK,
    LOCK,
    NOW,
    add,
    make_account,
    make_company,
    make_person,
    make_team,
    outing,
    place_of,
    record,
)


@pytest.fixture
def door(database):
    return OpenDoor(database)


def one(database, statement):
    with database.reading() as connection:
        return connection.execute(statement).one()


# The link


def test_a_link_names_the_company_and_the_edition(database, door):
    opened = read_door(database, door.token, NOW)
    assert (opened.edition.id, opened.entry_id, opened.team_id) == (door.edition_id, door.entry_id, None)
    assert opened.initials == "T"


def test_a_team_link_names_the_team_and_its_welcome(database, door):
    team_id = add(database, Team, entry_id=door.entry_id, name="Lions", seats=5, welcome="Hello!")
    opened = read_door(database, link_of(database, door.entry_id, team_id), NOW)
    assert (opened.team_id, opened.team, opened.welcome) == (team_id, "Lions", "Hello!")


def test_an_unknown_link_and_a_draft_say_the_same(database):
    with pytest.raises(LinkUnknownError):
        read_door(database, "nothing", NOW)
    with pytest.raises(LinkUnknownError):
        read_door(database, OpenDoor(database, slug="draft", state=EditionState.DRAFT).token, NOW)


def test_an_old_link_says_that_it_was_renewed_and_the_new_one_opens(database, door):
    with database.transaction() as connection:
        new = renew_link(connection, door.entry_id, None, NOW)
    with pytest.raises(LinkRenewedError):
        read_door(database, door.token, NOW)
    with pytest.raises(LinkRenewedError):
        door.join(token=door.token)
    assert read_door(database, new, NOW).entry_id == door.entry_id
    assert link_of(database, door.entry_id) == new


@pytest.mark.parametrize(
    ("edition", "now"),
    [
        ({"registration_closes_at": NOW}, NOW),
        ({"registration_closes_at": NOW + timedelta(seconds=1)}, NOW + timedelta(seconds=1)),
        ({"state": EditionState.LOCKED}, NOW),
    ],
)
def test_after_the_registration_nobody_comes_in(database, edition, now):
    door = OpenDoor(database, **edition)
    person = door.newcomer()
    with pytest.raises(RegistrationOverError) as refusal:
        read_door(database, door.token, now)
    assert refusal.value.facts["closed_at"] == edition.get("registration_closes_at", LOCK)
    with pytest.raises(RegistrationOverError):
        door.join(person, now=now)


@pytest.mark.parametrize("state", [EditionState.REGISTRATION, EditionState.RUNNING])
def test_before_the_start_and_while_it_runs_the_door_is_open(database, state):
    door = OpenDoor(database, state=state, registration_closes_at=NOW + timedelta(seconds=1))
    assert door.join().participation is not None


def test_a_company_that_withdrew_lets_nobody_in(database, door):
    person = door.newcomer()
    door.change_entry(withdrawn_at=NOW)
    with pytest.raises(CompanyWithdrawnError):
        read_door(database, door.token, NOW)
    with pytest.raises(CompanyWithdrawnError):
        door.join(person)


# Whoever comes in


def test_joining_takes_a_seat_books_the_fee_and_raises_the_revision_once(database, door):
    before = one(database, select(Edition.revision)).revision
    person = door.join(nickname="  Merry   Fox ")
    place = place_of(person)
    row = one(database, select(Participation.nickname, Participation.visibility, Participation.joined_at))
    assert tuple(row) == ("Merry Fox", Visibility.NICKNAME, NOW)
    assert one(database, select(Team.participants).where(Team.id == place.team_id)).participants == 1
    assert one(database, select(Entry.participants)).participants == 1
    assert one(database, select(Membership.team_id, Membership.points))[:] == (place.team_id, 0)
    fee = one(database, select(LedgerEntry.kind, LedgerEntry.cause, LedgerEntry.micro_euros, LedgerEntry.actor_id))
    assert fee[:] == (EntryKind.FEE, f"fee:{place.participation_id}", 25 * EURO, person.account_id)
    assert one(database, select(Edition.revision)).revision == before + 1
    assert one(database, select(AuditEntry.action)).action == "joined"
    assert verify(database) == []


def test_without_consent_to_the_words_as_they_stand_nobody_joins(database, door):
    stranger = make_newcomer(database)
    with pytest.raises(ConsentMissingError):
        door.join(stranger)
    add(database, Consent, account_id=stranger.account_id, edition_id=door.edition_id, version="old", given_at=NOW)
    with pytest.raises(ConsentMissingError):
        door.join(stranger)


def test_agreeing_twice_is_written_down_once(database, door):
    person = door.newcomer()
    give_consent(database, person, door.edition_id, NOW)
    own = select(func.count()).where(Consent.account_id == person.account_id)
    assert one(database, own)[0] == 1


def test_nobody_joins_twice_also_not_another_company_of_the_edition(database, door):
    person = door.join()
    other = link_of(database, make_company(database, door.edition_id))
    for token in (door.token, other):
        with pytest.raises(AlreadyJoinedError):
            door.join(person, token=token)
    assert takes_part(database, person, other)
    assert one(database, select(func.count()).select_from(LedgerEntry))[0] == 1


def test_as_many_people_join_as_the_company_has_and_no_more(database):
    door = OpenDoor(database, company={"headcount": 2})
    door.fill(2)
    with pytest.raises(CompanyFullError) as refusal:
        door.join()
    assert refusal.value.facts["headcount"] == 2


def test_a_company_lets_only_its_own_addresses_in_and_says_which(door):
    door.change_entry(email_domains=["acme.example", "acme.test"])
    for address in ("zoe@elsewhere.example", "zoe@sub.acme.example", "zoe@notacme.example"):
        with pytest.raises(DomainNotAllowedError) as refusal:
            door.join(door.newcomer(email=address))
        assert refusal.value.facts["domains"] == "acme.example, acme.test"
    assert door.join(door.newcomer(email="zoe@acme.test")).participation


def slip_account(database, entry_id, edition_id):
    actor = Actor(make_account(database, ""), "", None, ())
    slip_id = add(
        database, Slip, entry_id=entry_id, number=1, code_hash=str(entry_id), issued_at=NOW, account_id=actor.account_id
    )
    give_consent(database, actor, edition_id, NOW)
    return actor, slip_id


def test_without_an_address_only_a_slip_of_this_company_opens_its_door(database, door):
    door.change_entry(email_domains=["acme.example"])
    own, _ = slip_account(database, door.entry_id, door.edition_id)
    foreign, _ = slip_account(database, make_company(database, door.edition_id), door.edition_id)
    assert door.join(own).participation
    with pytest.raises(SlipMissingError):
        door.join(foreign)


def test_who_comes_by_a_slip_goes_on_to_a_team_of_the_slips_company_and_afterwards_home(database, door):
    actor, slip_id = slip_account(database, door.entry_id, door.edition_id)
    moments = {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK}
    session = {"account_id": actor.account_id, "slip_id": slip_id, "idle_seconds": 120}
    add(database, Session, token_hash=plain_hash("cookie"), **session, **moments)
    assert way_in(database, "cookie", now=NOW) == f"/join/{door.token}/team"
    door.join(actor)
    assert way_in(database, "cookie", now=NOW) == "/"
    assert way_in(database, "another", now=NOW) == "/"


# How to appear


def test_a_name_is_kept_only_by_whoever_appears_by_it(database, door):
    known, unknown = (door.newcomer() for _ in range(2))
    door.join(known, name="Zoé Martin", visibility=Visibility.NAME)
    door.join(unknown, name="Ali Baba", visibility=Visibility.HIDDEN, nickname="Otter")
    with database.reading() as connection:
        names = dict(connection.execute(select(Account.id, Account.name)).all())
        shown = dict(connection.execute(select(Participation.account_id, Participation.nickname)).all())
    assert (names[known.account_id], shown[known.account_id]) == ("Zoé Martin", "Zoé Martin")
    assert (names[unknown.account_id], shown[unknown.account_id]) == ("", "Otter")


@pytest.mark.parametrize("empty", ["", "   ", "\u200b\u2066"])
def test_nobody_appears_under_an_empty_name(door, empty):
    with pytest.raises(NicknameMissingError):
        door.join(nickname=empty)
    with pytest.raises(NicknameMissingError):
        door.join(name=empty, visibility=Visibility.NAME)


def test_a_name_has_at_most_sixty_signs_and_two_people_may_share_one(database, door):
    with pytest.raises(NameTooLongError):
        door.join(nickname="x" * 61)
    for _ in range(2):
        door.join(nickname="x" * 60)
    assert one(database, select(func.count()).select_from(Participation))[0] == 2


# The team


def test_place_me_completes_the_team_that_is_nearest_to_being_full(database, door):
    sizes = {"big": (8, 3), "nearly": (5, 3), "full": (5, 5), "empty": (5, 0)}
    for name, (seats, taken) in sizes.items():
        team_id = make_team(database, door.entry_id, name=name, seats=seats)
        for _ in range(taken):
            make_person(database, team_id)
    door.fill(2)
    assert {name: team.participants for name, team in door.teams().items()} == {
        "big": 3, "nearly": 5, "full": 5, "empty": 0,
    }  # fmt: skip
    assert door.captains(door.teams()["nearly"].id) == []


def test_where_no_seat_is_free_place_me_founds_the_next_team_with_its_captain(database, door):
    make_team(database, door.entry_id, name="équipe 1", seats=5)
    for _ in range(5):
        make_person(database, door.teams()["équipe 1"].id)
    first = door.join(locale="fr")
    team = door.teams()["Équipe 2"]
    assert (team.seats, team.participants, door.captains(team.id)) == (8, 1, [first.account_id])
    assert first.holds(RoleKind.CAPTAIN)
    assert not door.join().holds(RoleKind.CAPTAIN)
    assert door.teams()["Équipe 2"].participants == 2


def test_in_english_the_team_has_an_english_name(door):
    door.join(locale="en")
    assert list(door.teams()) == ["Team 1"]


def test_who_founds_a_team_is_its_captain(door):
    founder = door.join(choice=CreateTeam(" The  Lions ", 6))
    team = door.teams()["The Lions"]
    assert (team.seats, team.participants, door.captains(team.id)) == (6, 1, [founder.account_id])


@pytest.mark.parametrize(
    ("wished", "refusal"),
    [
        (CreateTeam("the LIONS", 6), TeamNameTakenError),
        (CreateTeam("The Lions\u200b", 6), TeamNameTakenError),
        (CreateTeam("  ", 6), TeamNameMissingError),
        (CreateTeam("x" * 61, 6), NameTooLongError),
        (CreateTeam("Tigers", 4), TeamSizeError),
        (CreateTeam("Tigers", 9), TeamSizeError),
    ],
)
def test_a_team_that_cannot_be_is_refused_and_leaves_nothing_behind(database, door, wished, refusal):
    door.join(choice=CreateTeam("The Lions", 6))
    with pytest.raises(refusal):
        door.join(choice=wished)
    assert list(door.teams()) == ["The Lions"]
    assert one(database, select(func.count()).select_from(Participation))[0] == 1


def test_another_company_may_have_a_team_of_the_same_name(database, door):
    door.join(choice=CreateTeam("The Lions", 6))
    other = link_of(database, make_company(database, door.edition_id))
    assert door.join(choice=CreateTeam("The Lions", 6), token=other).participation


def test_no_more_teams_are_founded_than_it_takes_to_seat_everybody(database):
    door = OpenDoor(database, company={"headcount": 9})
    door.join(choice=CreateTeam("One", 8))
    assert read_join(database, door.newcomer(), door.token, NOW).may_found
    door.join(choice=CreateTeam("Two", 5))
    assert not read_join(database, door.newcomer(), door.token, NOW).may_found
    with pytest.raises(NewTeamNotNeededError):
        door.join(choice=CreateTeam("Three", 5))


def test_a_full_team_says_where_there_is_room(database, door):
    full, free = (make_team(database, door.entry_id, name=name, seats=5) for name in ("Full", "Free"))
    for _ in range(5):
        door.join(choice=JoinTeam(full))
    with pytest.raises(TeamFullError) as refusal:
        door.join(choice=JoinTeam(full))
    assert refusal.value.facts == {"team": "Full", "free": "Free"}
    for _ in range(5):
        door.join(choice=JoinTeam(free))
    with pytest.raises(EveryTeamFullError):
        door.join(choice=JoinTeam(full))


def test_a_team_of_another_company_is_not_found(database, door):
    foreign = make_team(database, make_company(database, door.edition_id))
    with pytest.raises(NotFoundError):
        door.join(choice=JoinTeam(foreign))


def test_a_team_link_leads_straight_to_its_team_while_a_seat_is_free(database, door):
    team_id = make_team(database, door.entry_id, seats=5)
    make_team(database, door.entry_id, seats=5)
    token = link_of(database, door.entry_id, team_id)
    assert read_join(database, door.newcomer(), token, NOW).straight_to.id == team_id
    for _ in range(5):
        door.join(choice=JoinTeam(team_id), token=token)
    full = read_join(database, door.newcomer(), token, NOW)
    assert (full.straight_to, len(full.free)) == (None, 1)


# The last seat


def one_seat_left(door):
    team_id = make_team(door.database, door.entry_id, name="Almost", seats=5)
    for _ in range(4):
        door.join(choice=JoinTeam(team_id))
    return team_id


@pytest.mark.parametrize("number", range(3))
def test_of_two_who_take_the_last_seat_at_once_one_gets_it_and_the_other_is_told(database, door, number):
    team_id, people, start = one_seat_left(door), [door.newcomer() for _ in range(2)], Barrier(2)

    def take(person):
        start.wait()
        try:
            return door.join(person, JoinTeam(team_id))
        except EveryTeamFullError as refusal:
            return refusal

    with ThreadPoolExecutor(2) as pool:
        outcomes = list(pool.map(take, people))
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Actor", "EveryTeamFullError"], number
    assert door.teams()["Almost"].participants == 5
    assert verify(database) == []


def test_without_the_lock_both_would_see_the_seat_free_and_sit_on_it(database, door):
    team_id = one_seat_left(door)
    people = [make_person(database, make_team(database, make_company(database, door.edition_id))) for _ in range(2)]
    with ExitStack() as stack:
        readers = [stack.enter_context(database.reading()) for _ in people]
        seen = [free_seat(read_seats(reader, door.entry_id), team_id).free for reader in readers]
    assert seen == [1, 1]
    for person in people:
        with database.transaction() as connection:
            take_seat(connection, team_id, place_of(person).participation_id, person.account_id, NOW)
    assert door.teams()["Almost"].participants == 6 > door.teams()["Almost"].seats


def test_the_same_person_joining_eight_times_at_once_has_one_seat_and_one_fee(database, door):
    person, start = door.newcomer(), Barrier(8)

    def take(_):
        start.wait()
        try:
            return door.join(person)
        except AlreadyJoinedError:
            return None

    with ThreadPoolExecutor(8) as pool:
        assert sum(outcome is not None for outcome in pool.map(take, range(8))) == 1
    assert one(database, select(func.count()).select_from(LedgerEntry))[0] == 1
    assert one(database, select(Entry.participants)).participants == 1


# Another team


@pytest.fixture
def two_teams(database, door):
    """Two teams of five seats, and two people in the first; the first of them is its captain."""
    door.first, door.second = (make_team(database, door.entry_id, name=name, seats=5) for name in ("One", "Two"))
    door.captain, door.mover = (door.join(choice=JoinTeam(door.first)) for _ in range(2))
    return door


def test_points_stay_where_they_were_earned_and_the_next_go_with_the_person(database, two_teams):
    door = two_teams
    record(database, door.mover, outing(40))
    change_team(database, door.mover, place_of(door.mover), door.second, now=NOW)
    moved = as_now(database, door.mover)
    record(database, moved, outing(20, day=1))
    teams = door.teams()
    assert (teams["One"].points, teams["Two"].points) == (24, 17)
    assert (teams["One"].participants, teams["Two"].participants) == (1, 1)
    assert (teams["One"].contributors, teams["Two"].contributors) == (1, 1)
    assert verify(database) == []


def test_coming_back_finds_ones_points_again(database, two_teams):
    door = two_teams
    record(database, door.mover, outing(40))
    for team_id in (door.second, door.first, door.first):
        change_team(database, as_now(database, door.mover), place_of(door.mover), team_id, now=NOW)
    assert door.teams()["One"].participants == 2
    with database.reading() as connection:
        points = connection.scalars(select(Membership.points).order_by(Membership.points)).all()
    assert points == [0, 0, 24]
    assert verify(database) == []


def test_a_full_team_takes_nobody_who_moves(database, two_teams):
    door = two_teams
    assert [team.id for team in other_teams(database, door.mover, place_of(door.mover))] == [door.second]
    for _ in range(5):
        door.join(choice=JoinTeam(door.second))
    with pytest.raises(TeamFullError):
        change_team(database, door.mover, place_of(door.mover), door.second, now=NOW)
    assert other_teams(database, door.mover, place_of(door.mover)) == []


def test_a_team_of_another_company_takes_nobody_who_moves(database, two_teams):
    foreign = make_team(database, make_company(database, two_teams.edition_id))
    with pytest.raises(NotFoundError):
        change_team(database, two_teams.mover, place_of(two_teams.mover), foreign, now=NOW)


def test_a_captain_leaves_nobody_behind_but_may_leave_alone(database, two_teams):
    door = two_teams
    with pytest.raises(CaptainStaysError):
        change_team(database, door.captain, place_of(door.captain), door.second, now=NOW)
    change_team(database, door.mover, place_of(door.mover), door.second, now=NOW)
    change_team(database, door.captain, place_of(door.captain), door.second, now=NOW)
    assert (door.teams()["One"].participants, door.captains(door.first)) == (0, [])
    assert door.captains(door.second) == [door.mover.account_id]


def test_nobody_moves_after_the_lock_or_out_of_a_company_that_withdrew(database, two_teams):
    door = two_teams
    with pytest.raises(EditionLockedError):
        change_team(database, door.mover, place_of(door.mover), door.second, now=LOCK)
    door.change_entry(withdrawn_at=NOW)
    with pytest.raises(CompanyWithdrawnError):
        change_team(database, door.mover, place_of(door.mover), door.second, now=NOW)


def test_before_the_start_one_may_move_already(database):
    door = OpenDoor(database, state=EditionState.REGISTRATION)
    team_id = make_team(database, door.entry_id)
    door.join(choice=CreateTeam("Mine", 5))
    mover = door.join(choice=JoinTeam(door.teams()["Mine"].id))
    change_team(database, mover, place_of(mover), team_id, now=NOW)
    assert door.teams()["Mine"].participants == 1
