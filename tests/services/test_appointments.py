"""Organisers: invited by address, appointed when the address is proved, removed; the last one stays."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import timedelta
from threading import Barrier

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, func, select, update

from challenge.cli import main
from challenge.errors import (
    AddressInvalidError,
    DemoClosedError,
    LastOrganiserError,
    NotAllowedError,
    NotFoundError,
    NotSignedInError,
)
from challenge.services.accounts import create_organiser
from challenge.services.addresses import normal_address
from challenge.services.appointments import (
    accept_invitations,
    invite_organiser,
    list_organisers,
    organisers_of,
    remove_organiser,
    revoke_invitation,
)
from challenge.services.demo_entries import enter_demo
from challenge.services.edition_office import create_edition
from challenge.services.editions import find_edition, read_edition
from challenge.services.outbox import read_outbox
from challenge.services.permissions import Actor, Held
from challenge.services.sessions import open_session, read_session
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.activity_models import AuditEntry
from challenge.store.edition_models import Edition, EditionState
from challenge.store.ids import new_id
from challenge.store.team_models import Invitation, Role, RoleKind
from tests.factories import FIRST, NOW, add, make_account, make_company, make_edition, make_organiser

ADDRESS = "claude@exemple.fr"
TOMORROW = NOW + timedelta(days=1)


def accept(database, account_id, email=ADDRESS):
    with database.transaction() as connection:
        return accept_invitations(connection, account_id, email, now=NOW)


def organisers(database, edition_id):
    with database.reading() as connection:
        return organisers_of(connection, edition_id)


def sign_in(database, account_id):
    with database.transaction() as connection:
        return open_session(connection, account_id, NOW)


def together(*tasks):
    """Run tasks that start at the same moment; returns what each returned or raised."""
    start = Barrier(len(tasks))

    def run(task):
        start.wait()
        try:
            return task()
        except Exception as error:  # noqa: BLE001  what was raised is the answer
            return error

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


# Addresses


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        (" Camille.Martin@Exemple.FR\n", "camille.martin@exemple.fr"),
        ("o'neil+sport@mail.exemple.fr", "o'neil+sport@mail.exemple.fr"),
        ("a@Bücher.de", "a@xn--bcher-kva.de"),
        ("a@XN--bcher-kva.de", "a@xn--bcher-kva.de"),
        ("a@例え.jp", "a@xn--r8jz45g.jp"),
        (f"{'a' * 64}@b.fr", f"{'a' * 64}@b.fr"),
    ],
)
def test_an_address_is_written_one_way_however_it_was_typed(typed, normal):
    assert normal_address(typed) == normal
    assert normal_address(normal) == normal


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "@",
        "a",
        "a@b",
        "@b.fr",
        "a@b.fr.",
        "a@@b.fr",
        "a b@c.fr",
        ".a@b.fr",
        "a..b@c.fr",
        "a.@b.fr",
        "é@b.fr",
        "\N{KELVIN SIGN}@b.fr",
        '"a"@b.fr',
        "a@-b.fr",
        "a@b_c.fr",
        "a@1.2.3.4",
        "a@[127.0.0.1]",
        "<a@b.fr>",
        "a@b.fr,c@d.fr",
        "a@b.fr\r\nBcc: c@d.fr",
        "a\x00@b.fr",
        "a@b.fr\x00",
        f"{'a' * 65}@b.fr",
        f"a@{'b' * 64}.fr",
        f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.fr",
        "a@" + "é" * 100_000,
    ],
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(AddressInvalidError):
        normal_address(typed)


# Invitations


def test_an_invitation_is_listed_and_mailed_and_becomes_a_role_once_the_address_is_proved(
    database, edition_id, organiser
):
    invite_organiser(database, organiser, edition_id, " Claude@Exemple.fr ", now=NOW)
    (mail,) = read_outbox(database)
    assert mail.to == ADDRESS
    assert "Organiser" in mail.words.text
    listed = list_organisers(database, organiser, edition_id)
    assert [invited.email for invited in listed.invited] == [ADDRESS]
    account_id = add(database, Account, name="Claude", email=ADDRESS, created_at=NOW)
    assert accept(database, account_id) == 1
    listed = list_organisers(database, organiser, edition_id)
    assert listed.invited == []
    assert [(who.name, who.is_reader) for who in listed.people] == [("Organiser", True), ("Claude", False)]


def test_an_organiser_who_gave_no_name_is_called_by_the_address(database, edition_id, organiser):
    with database.transaction() as connection:
        connection.execute(update(Account).values(name="", email="dominique@exemple.fr"))
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    (who,) = list_organisers(database, organiser, edition_id).people
    assert who.name == "dominique@exemple.fr"
    assert "dominique" in read_outbox(database)[0].words.text


def test_a_role_is_given_once_however_often_the_address_is_proved(database, edition_id, organiser):
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    account_id = make_account(database)
    answers = together(*[lambda: accept(database, account_id)] * 4)
    assert sorted(answers) == [0, 0, 0, 1]
    assert organisers(database, edition_id) == {organiser.account_id, account_id}


def test_the_wrong_address_and_a_revoked_invitation_give_nothing(database, edition_id, organiser):
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    account_id = make_account(database)
    assert accept(database, account_id, "claud@exemple.fr") == 0
    (invited,) = list_organisers(database, organiser, edition_id).invited
    revoke_invitation(database, organiser, edition_id, invited.id, now=NOW)
    assert accept(database, account_id) == 0
    with pytest.raises(NotFoundError):
        revoke_invitation(database, organiser, edition_id, invited.id, now=NOW)


def test_inviting_again_on_the_same_day_sends_nothing_and_on_the_next_day_the_mail_once_more(
    database, edition_id, organiser
):
    for now in (NOW, NOW, TOMORROW):
        invite_organiser(database, organiser, edition_id, ADDRESS, now=now)
    assert len(read_outbox(database)) == 2
    assert len(list_organisers(database, organiser, edition_id).invited) == 1


def test_whoever_organises_already_is_not_invited(database, edition_id, organiser):
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == organiser.account_id).values(email=ADDRESS))
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    assert read_outbox(database) == []
    assert list_organisers(database, organiser, edition_id).invited == []


def test_an_invited_hr_manager_receives_the_company(database, edition_id):
    entry_id, account_id = make_company(database, edition_id), make_account(database)
    wish = {"email": ADDRESS, "kind": RoleKind.HR_MANAGER, "entry_id": entry_id, "invited_at": NOW}
    add(database, Invitation, **wish)
    assert accept(database, account_id) == 1
    with database.reading() as connection:
        role = connection.execute(select(Role.kind, Role.entry_id).where(Role.account_id == account_id)).one()
    assert role == (RoleKind.HR_MANAGER, entry_id)


def test_a_new_role_ends_the_sessions_that_were_open_without_it(database, edition_id, organiser):
    invite_organiser(database, organiser, edition_id, ADDRESS, now=NOW)
    account_id = make_account(database)
    before = sign_in(database, account_id)
    accept(database, account_id)
    with pytest.raises(NotSignedInError):
        read_session(database, before, now=NOW)
    after = sign_in(database, account_id)
    accept(database, account_id)
    assert read_session(database, after, now=NOW).actor.account_id == account_id


# Removal


def test_a_removed_organiser_is_signed_out_told_and_written_down(database, edition_id, organiser):
    other = make_organiser(database, edition_id)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == other.account_id).values(email=ADDRESS))
    session = sign_in(database, other.account_id)
    remove_organiser(database, organiser, edition_id, other.account_id, now=NOW)
    assert organisers(database, edition_id) == {organiser.account_id}
    with pytest.raises(NotSignedInError):
        read_session(database, session, now=NOW)
    assert [mail.to for mail in read_outbox(database)] == [ADDRESS]
    with database.reading() as connection:
        line = connection.execute(select(AuditEntry.action, AuditEntry.actor_id, AuditEntry.subject_id)).one()
    assert line == ("organiser_removed", organiser.account_id, other.account_id)


def test_the_last_organiser_cannot_leave(database, edition_id, organiser):
    with pytest.raises(LastOrganiserError):
        remove_organiser(database, organiser, edition_id, organiser.account_id, now=NOW)
    assert organisers(database, edition_id) == {organiser.account_id}


def test_an_organiser_of_two_may_leave_without_a_mail(database, edition_id, organiser):
    other = make_organiser(database, edition_id)
    remove_organiser(database, other, edition_id, other.account_id, now=NOW)
    assert organisers(database, edition_id) == {organiser.account_id}
    assert read_outbox(database) == []


def test_an_erased_account_does_not_count_as_an_organiser_who_stays(database, edition_id, organiser):
    gone = make_organiser(database, edition_id)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == gone.account_id).values(erased_at=NOW))
    with pytest.raises(LastOrganiserError):
        remove_organiser(database, organiser, edition_id, organiser.account_id, now=NOW)


def test_a_removed_organiser_with_an_old_page_open_removes_and_invites_nobody(database, edition_id, organiser):
    first, second = (make_organiser(database, edition_id) for _ in range(2))
    remove_organiser(database, organiser, edition_id, first.account_id, now=NOW)
    with pytest.raises(NotAllowedError):
        remove_organiser(database, first, edition_id, second.account_id, now=NOW)
    with pytest.raises(NotAllowedError):
        invite_organiser(database, first, edition_id, ADDRESS, now=NOW)


def test_two_organisers_who_remove_each_other_at_once_leave_one(database, edition_id, organiser):
    other = make_organiser(database, edition_id)
    answers = together(
        lambda: remove_organiser(database, organiser, edition_id, other.account_id, now=NOW),
        lambda: remove_organiser(database, other, edition_id, organiser.account_id, now=NOW),
    )
    assert len(organisers(database, edition_id)) == 1
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "NotAllowedError"]


def test_two_organisers_who_leave_at_once_leave_one(database, edition_id, organiser):
    both = organiser, make_organiser(database, edition_id)
    answers = together(
        *(lambda who=who: remove_organiser(database, who, edition_id, who.account_id, now=NOW) for who in both)
    )
    assert len(organisers(database, edition_id)) == 1
    assert sorted(type(answer).__name__ for answer in answers) == ["LastOrganiserError", "NoneType"]


def test_two_who_counted_before_either_left_would_without_the_lock_leave_nobody(database, edition_id, organiser):
    both = organiser, make_organiser(database, edition_id)
    with ExitStack() as stack:
        readers = [stack.enter_context(database.reading()) for _ in both]
        assert [len(organisers_of(reader, edition_id)) for reader in readers] == [2, 2]
    for who in both:
        with database.transaction() as connection:
            connection.execute(delete(Role).where(Role.account_id == who.account_id))
    assert organisers(database, edition_id) == frozenset()


# The first organiser


def test_the_first_organiser_gets_a_draft_of_four_weeks_that_begins_on_a_monday(database):
    name = create_organiser(database, " Dominique@Exemple.fr", now=NOW)
    edition = find_edition(database, "challenge-sportif-solidaire-2025")
    assert (edition.name, edition.state, edition.length) == (name, EditionState.DRAFT, 28)
    assert edition.starts_on.weekday() == 0
    assert edition.starts_on > edition.day_of(NOW)
    with database.reading() as connection:
        account = connection.execute(select(Account.id, Account.email)).one()
    assert account.email == "dominique@exemple.fr"
    assert organisers(database, edition.id) == {account.id}


def test_a_second_organiser_joins_the_newest_real_edition_and_a_repeat_adds_nobody(database):
    newest = [make_edition(database, slug=slug) for slug in ("older", "newer")][-1]
    for email in ("a@exemple.fr", "b@exemple.fr", "A@exemple.fr"):
        create_organiser(database, email, now=NOW)
    assert len(organisers(database, newest)) == 2
    with database.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(Edition)) == 2


def demo_organiser(database):
    """The invented organiser of the demo edition."""
    edition_id = make_edition(database, slug="demo")
    organiser = make_organiser(database, edition_id)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == organiser.account_id).values(is_demo=True))
    return organiser


def test_a_real_organiser_closes_the_demo_and_its_open_sessions(database):
    demo_organiser(database)
    session = enter_demo(database, RoleKind.ORGANISER, allowed=True, now=NOW)
    create_organiser(database, ADDRESS, now=NOW)
    with pytest.raises(NotSignedInError):
        read_session(database, session, now=NOW)
    with pytest.raises(DemoClosedError):
        enter_demo(database, RoleKind.ORGANISER, allowed=True, now=NOW)


def test_a_real_organiser_is_never_put_into_the_demo_or_an_edition_made_up_in_it(database):
    invented = demo_organiser(database)
    what = {"template": "one_day", "name": "Tried out", "starts_on": FIRST, "zone": "Europe/Paris"}
    made_up = create_edition(database, invented, **what, now=NOW)
    assert create_organiser(database, ADDRESS, now=NOW) != "Tried out"
    assert organisers(database, made_up) == {invented.account_id}
    assert organisers(database, find_edition(database, "demo").id) == {invented.account_id}


def test_a_new_edition_of_an_organiser_who_was_removed_elsewhere_stays_theirs(database, edition_id, organiser):
    what = {"template": "one_day", "name": "One day", "starts_on": FIRST, "zone": "Europe/Paris"}
    own = create_edition(database, organiser, **what, now=NOW)
    other = make_organiser(database, edition_id)
    remove_organiser(database, other, edition_id, organiser.account_id, now=NOW)
    assert organisers(database, own) == {organiser.account_id}
    assert read_edition(database, own).name == "One day"


def test_the_command_says_what_to_do_next_and_refuses_what_is_no_address(database, monkeypatch):
    url = database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("CHALLENGE_DATABASE_URL", url)
    settings.cache_clear()
    try:
        good = CliRunner().invoke(main, ["create-organiser", ADDRESS])
        bad = CliRunner().invoke(main, ["create-organiser", "claude"])
    finally:
        settings.cache_clear()
    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "/sign-in" in good.output
    assert "nothing was changed" in bad.output


def test_a_stranger_to_the_edition_finds_nothing_to_appoint(database, edition_id):
    stranger = Actor(new_id(), "", None, (Held(RoleKind.ORGANISER, new_id()),))
    with pytest.raises(NotFoundError):
        invite_organiser(database, stranger, edition_id, ADDRESS, now=NOW)
