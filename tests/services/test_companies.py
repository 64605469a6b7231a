"""HR managers run their company: the cap only rises, the link is renewed, somebody is always in charge."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from challenge.domain.money import CENT, EURO
from challenge.domain.pledges import Pledge
from challenge.domain.standings import Ranking
from challenge.errors import (
    AddressInvalidError,
    AmountInvalidError,
    CapOnlyRisesError,
    CompanyWithdrawnError,
    DomainInvalidError,
    LastManagerError,
    LinkRenewedError,
    NotAllowedError,
    NotFoundError,
    ReasonMissingError,
    TooManyInvitationsError,
)
from challenge.services.boards import read_company_boards, read_team_board
from challenge.services.companies import (
    cap_of,
    raise_cap,
    raised_by,
    read_company,
    renew_join_link,
    set_email_domains,
    withdraw_company,
)
from challenge.services.join_links import find_link
from challenge.services.managers import hand_over, invite_hr_manager, remove_hr_manager, revoke_invitation
from challenge.services.permissions import Actor
from challenge.services.sealing import plain_hash
from challenge.services.sessions import held_by
from challenge.store.account_models import Account, Session
from challenge.store.activity_models import AuditEntry
from challenge.store.company_models import Entry, PledgeVersion
from challenge.store.edition_models import Edition
from challenge.store.team_models import Invitation, Role, RoleKind
from challenge.wording.templating import render
from tests.factories import (
    AFTER_LOCK,
    NOW,
    add,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)
from tests.mailbox import mails
from tests.together import together


@pytest.fixture
def entry_id(database, edition_id):
    return make_company(database, edition_id, name="Filature Verte")


@pytest.fixture
def manager(database, edition_id, entry_id):
    return with_address(database, make_hr_manager(database, edition_id, entry_id), "rh@filature.example")


def with_address(database, actor, email):
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == actor.account_id).values(email=email, locale="en"))
    return actor


def one(database, statement):
    with database.reading() as connection:
        return connection.scalar(statement)


def roles_of(database, actor):
    with database.reading() as connection:
        return held_by(connection, actor.account_id)


def test_an_hr_manager_sees_the_promise_the_link_and_the_other_managers(database, edition_id, entry_id, manager):
    other = make_hr_manager(database, edition_id, entry_id)
    company = read_company(database, manager, entry_id, now=NOW)
    assert (company.name, company.headcount, company.pledge) == (
        "Filature Verte",
        20,
        Pledge(15 * CENT, 25 * EURO, 5_000 * EURO),
    )
    assert [(one.account_id, one.is_reader) for one in company.managers] == [
        (manager.account_id, True),
        (other.account_id, False),
    ]
    assert "/join/" in company.join_url
    assert read_company(database, manager, entry_id, now=NOW).join_url == company.join_url


def test_the_company_of_another_is_not_opened_by_naming_it(database, edition_id, manager):
    rival = make_company(database, edition_id)
    elsewhere = make_company(database, make_edition(database, slug="elsewhere"))
    for foreign, refusal in ((rival, NotAllowedError), (elsewhere, NotFoundError), (1, NotFoundError)):
        for attempt in (
            lambda entry: read_company(database, manager, entry, now=NOW),
            lambda entry: raise_cap(database, manager, entry, 9_000 * EURO, now=NOW),
            lambda entry: set_email_domains(database, manager, entry, [], now=NOW),
            lambda entry: renew_join_link(database, manager, entry, now=NOW),
            lambda entry: invite_hr_manager(database, manager, entry, "a@example.org", now=NOW),
            lambda entry: hand_over(database, manager, entry, "a@example.org", now=NOW),
            lambda entry: remove_hr_manager(database, manager, entry, manager.account_id, now=NOW),
            lambda entry: withdraw_company(database, manager, entry, "why", now=NOW),
        ):
            with pytest.raises(refusal):
                attempt(foreign)


def test_a_raised_cap_is_a_new_promise_that_lets_earned_euros_count(database, edition_id):
    entry_id = make_company(database, edition_id, cap=30 * EURO, fee=25 * EURO, rate=EURO)
    manager = with_address(database, make_hr_manager(database, edition_id, entry_id), "rh@filature.example")
    team_id = make_team(database, entry_id)
    for person in [make_person(database, team_id) for _ in range(5)]:
        record(database, person, outing(100))
    before = one(database, select(Edition.revision))
    raise_cap(database, manager, entry_id, 50_000 * EURO, now=NOW)
    assert one(database, select(Edition.revision)) == before + 1
    with database.reading() as connection:
        versions = connection.execute(
            select(PledgeVersion.version, PledgeVersion.rate_micro_euros, PledgeVersion.fee_micro_euros)
            .add_columns(PledgeVersion.cap_micro_euros)
            .order_by(PledgeVersion.version)
        ).all()
    assert [tuple(version) for version in versions] == [
        (1, EURO, 25 * EURO, 30 * EURO),
        (2, EURO, 25 * EURO, 50_000 * EURO),
    ]
    [board] = read_company_boards(database, manager, edition_id, Ranking.EUROS, now=NOW)
    assert board.places[0].contender.euros == board.places[0].contender.points * EURO > 30 * EURO
    [(template, to, facts)] = mails(database)
    assert (template, to, facts["old"], facts["new"]) == ("cap_raised", "rh@filature.example", "€30", "€50,000")
    assert one(database, select(AuditEntry.action).where(AuditEntry.action == "cap_raised"))


@pytest.mark.parametrize("cap", [0, -EURO, 4_999 * EURO, 5_000 * EURO])
def test_a_cap_never_falls_and_a_second_click_changes_nothing(database, entry_id, manager, cap):
    with pytest.raises(CapOnlyRisesError):
        raise_cap(database, manager, entry_id, cap, now=NOW)
    assert one(database, select(func.count()).select_from(PledgeVersion)) == 1


@pytest.mark.parametrize("cap", [100_000_001 * EURO, 6_000 * EURO + CENT])
def test_a_cap_beyond_any_company_or_with_cents_is_refused(database, entry_id, manager, cap):
    with pytest.raises(AmountInvalidError):
        raise_cap(database, manager, entry_id, cap, now=NOW)


@pytest.mark.parametrize("typed", ["", "viel", "-5", "6 000,50", "1e9"])
def test_a_cap_that_is_no_amount_is_refused(typed):
    with pytest.raises(AmountInvalidError):
        cap_of(typed)


def test_eight_raises_at_once_leave_the_highest(database, entry_id, manager):
    def raise_to(number):
        try:
            raise_cap(database, manager, entry_id, (6_000 + number) * EURO, now=NOW)
        except CapOnlyRisesError:
            return 0
        return 1

    raised = sum(together(raise_to))
    assert read_company(database, manager, entry_id, now=NOW).pledge.cap == 6_007 * EURO
    assert one(database, select(func.max(PledgeVersion.version))) == raised + 1


@pytest.mark.parametrize(("cap", "percent", "raised"), [(5_000, 10, 5_500), (1_111, 10, 1_222), (1, 10, 2)])
def test_one_click_raises_to_whole_euros_and_always_raises(cap, percent, raised):
    assert raised_by(cap * EURO, percent) == raised * EURO


def test_domains_are_kept_as_mail_servers_write_them(database, entry_id, manager):
    set_email_domains(database, manager, entry_id, [" @Filature.example", "", "FILATURE.example", "été.fr"], now=NOW)
    assert read_company(database, manager, entry_id, now=NOW).email_domains == ["filature.example", "xn--t-9fab.fr"]
    for wrong in ("filature", "a b.fr", "<b>.fr"):
        with pytest.raises(DomainInvalidError):
            set_email_domains(database, manager, entry_id, [wrong], now=NOW)
    set_email_domains(database, manager, entry_id, [], now=NOW)
    assert read_company(database, manager, entry_id, now=NOW).email_domains == []


def test_a_renewed_link_closes_the_old_one(database, entry_id, manager):
    old = read_company(database, manager, entry_id, now=NOW).join_url
    new = renew_join_link(database, manager, entry_id, now=NOW)
    assert new == read_company(database, manager, entry_id, now=NOW).join_url != old
    with database.reading() as connection, pytest.raises(LinkRenewedError):
        find_link(connection, old.rpartition("/")[2])


def test_an_invitation_waits_for_its_address_and_is_mailed_once(database, entry_id, manager):
    for typed in ("Zoe@Filature.example", " zoe@filature.example "):
        invite_hr_manager(database, manager, entry_id, typed, now=NOW)
    company = read_company(database, manager, entry_id, now=NOW)
    assert [waiting.email for waiting in company.invitations] == ["zoe@filature.example"]
    [(template, to, facts)] = mails(database)
    assert (template, to, facts["company"]) == ("hr_invited", "zoe@filature.example", "Filature Verte")
    invite_hr_manager(database, manager, entry_id, "rh@filature.example", now=NOW)
    assert len(mails(database)) == 1, "who manages already needs no invitation"


def test_an_invitation_can_be_taken_back_by_its_company_only(database, edition_id, entry_id, manager):
    invite_hr_manager(database, manager, entry_id, "zoe@filature.example", now=NOW)
    invitation_id = one(database, select(Invitation.id))
    rival = make_hr_manager(database, edition_id, make_company(database, edition_id))
    with pytest.raises(NotAllowedError):
        revoke_invitation(database, rival, invitation_id, now=NOW)
    revoke_invitation(database, manager, invitation_id, now=NOW)
    assert read_company(database, manager, entry_id, now=NOW).invitations == []
    for gone in (invitation_id, 1):
        with pytest.raises(NotFoundError):
            revoke_invitation(database, manager, gone, now=NOW)


def test_a_company_does_not_mail_the_whole_world(database, entry_id, manager):
    for number in range(10):
        invite_hr_manager(database, manager, entry_id, f"zoe{number}@example.org", now=NOW)
    with pytest.raises(TooManyInvitationsError):
        invite_hr_manager(database, manager, entry_id, "zoe@example.org", now=NOW)
    with pytest.raises(AddressInvalidError):
        invite_hr_manager(database, manager, entry_id, "zoe@example", now=NOW)


def test_a_removed_manager_is_told_and_has_no_open_session(database, edition_id, entry_id, manager):
    other = with_address(database, make_hr_manager(database, edition_id, entry_id), "other@filature.example")
    times = {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK, "idle_seconds": 9}
    add(database, Session, account_id=other.account_id, token_hash=plain_hash("cookie"), **times)
    remove_hr_manager(database, manager, entry_id, other.account_id, now=NOW)
    assert roles_of(database, other) == ()
    assert one(database, select(Session.revoked_at)) == NOW
    [(template, to, facts)] = mails(database)
    assert (template, to, facts) == (
        "role_removed",
        "other@filature.example",
        {"role": "HR manager", "place": "Filature Verte"},
    )


def test_the_last_manager_leaves_only_by_handing_over(database, entry_id, manager):
    with pytest.raises(LastManagerError):
        remove_hr_manager(database, manager, entry_id, manager.account_id, now=NOW)
    hand_over(database, manager, entry_id, "next@filature.example", now=NOW)
    assert roles_of(database, manager) == ()
    assert one(database, select(Invitation.email)) == "next@filature.example"


def test_an_organiser_invites_a_manager_where_a_handover_went_wrong(database, edition_id, entry_id, manager):
    hand_over(database, manager, entry_id, "wrong@filature.example", now=NOW)
    organiser = make_organiser(database, edition_id)
    revoke_invitation(database, organiser, one(database, select(Invitation.id)), now=NOW)
    invite_hr_manager(database, organiser, entry_id, "right@filature.example", now=NOW)
    assert [to for _, to, _ in mails(database)] == ["wrong@filature.example", "right@filature.example"]


@pytest.mark.parametrize("whom", ["self", "next"], ids=["all leave at once", "each removes the next"])
def test_somebody_is_left_in_charge_whoever_goes_at_once(database, edition_id, entry_id, whom):
    managers = [make_hr_manager(database, edition_id, entry_id) for _ in range(8)]

    def leave(number):
        goes = managers[number if whom == "self" else (number + 1) % 8]
        try:
            remove_hr_manager(database, managers[number], entry_id, goes.account_id, now=NOW)
        except (LastManagerError, NotFoundError):
            return 0
        return 1

    left = sum(together(leave))
    assert one(database, select(func.count()).select_from(Role)) == 8 - left >= 1


def test_without_the_lock_two_managers_could_both_leave(database, edition_id, entry_id):
    """The control of the race: both see two managers, so both would be let go."""
    make_hr_manager(database, edition_id, entry_id), make_hr_manager(database, edition_id, entry_id)
    held = select(func.count()).select_from(Role).where(Role.entry_id == entry_id, Role.kind == RoleKind.HR_MANAGER)
    with database.reading() as first, database.reading() as second:
        assert first.scalar(held) == second.scalar(held) == 2


def test_a_withdrawn_company_keeps_its_points_and_is_marked_on_every_board(database, edition_id, entry_id, manager):
    team_id = make_team(database, entry_id)
    people = [make_person(database, team_id) for _ in range(5)]
    for person in people:
        record(database, person, outing())
    with_address(database, make_organiser(database, edition_id), "organiser@example.org")
    for _ in range(2):
        withdraw_company(database, manager, entry_id, "A takeover", now=NOW)
    assert one(database, select(Entry.withdrawn_at)) == NOW
    assert one(database, select(Entry.points)) > 0
    [companies] = read_company_boards(database, manager, edition_id, Ranking.POINTS, now=NOW)
    teams = read_team_board(database, manager, edition_id, Ranking.POINTS, now=NOW)
    for board in (companies, teams):
        assert [place.contender.withdrawn for place in board.places] == [True]
        facts = {"board": board, "ranking": "points", "title": "", "caption": "", "companies": False}
        assert "Withdrawn" in render("board.html", "en", **facts)
    assert [(template, to) for template, to, _ in mails(database)] == [
        ("company_withdrawn", "rh@filature.example"),
        ("company_withdrawn", "organiser@example.org"),
    ]
    with pytest.raises(CompanyWithdrawnError):
        record(database, people[0], outing(day=1))


def test_a_withdrawn_company_is_run_no_more_but_still_read(database, entry_id, manager):
    with pytest.raises(ReasonMissingError):
        withdraw_company(database, manager, entry_id, " ", now=NOW)
    withdraw_company(database, manager, entry_id, "A takeover", now=NOW)
    later = NOW + timedelta(days=1)
    for attempt in (
        lambda: raise_cap(database, manager, entry_id, 9_000 * EURO, now=later),
        lambda: set_email_domains(database, manager, entry_id, ["a.fr"], now=later),
        lambda: renew_join_link(database, manager, entry_id, now=later),
        lambda: invite_hr_manager(database, manager, entry_id, "zoe@example.org", now=later),
    ):
        with pytest.raises(CompanyWithdrawnError):
            attempt()
    assert read_company(database, manager, entry_id, now=later).withdrawn_at == NOW


def test_a_stranger_to_the_edition_does_not_learn_that_a_company_exists(database, entry_id):
    with pytest.raises(NotFoundError):
        read_company(database, Actor(1, "", None, ()), entry_id, now=NOW)
