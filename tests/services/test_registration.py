"""A company registers: saved as it is typed, sent whole, and answered by an organiser once."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from challenge.domain.money import EURO
from challenge.errors import (
    ChallengeError,
    CompanyAlreadyEnteredError,
    ContactGoneError,
    EditionLockedError,
    NotFoundError,
    ReasonMissingError,
    RegistrationClosedError,
    RegistrationDecidedError,
    RegistrationIncompleteError,
    RegistrationSentError,
    TermsNotAcceptedError,
)
from challenge.services.approvals import (
    approve_registration,
    ask_back_registration,
    list_registrations,
    refuse_registration,
)
from challenge.services.permissions import Held, Permission, Place, may
from challenge.services.registration import (
    TERMS_VERSION,
    begin_registration,
    has_registration,
    open_editions,
    own_registrations,
    read_registration,
    save_field,
    save_logo,
    submit_registration,
)
from challenge.services.registration_form import Asked, read_form
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.activity_models import AuditEntry
from challenge.store.company_models import (
    Company,
    Entry,
    JoinLink,
    Logo,
    PledgeVersion,
    Registration,
    RegistrationState,
)
from challenge.store.edition_models import Edition, EditionState
from challenge.store.team_models import RoleKind
from tests.company_factories import (
    FORM,
    OTHER_SIREN,
    make_contact,
    make_open_edition,
    make_registration,
    picture,
)
from tests.factories import AFTER_LOCK, LOCK, NOW, make_company, make_edition, make_organiser
from tests.mailbox import mails
from tests.together import together


def send(database, contact, registration_id, *, accept=True, name="Inès Roche", now=NOW):
    submit_registration(database, contact, registration_id, accept_terms=accept, terms_name=name, now=now)


def count(database, model):
    with database.reading() as connection:
        return connection.scalar(select(func.count()).select_from(model))


def one(database, model, *columns):
    with database.reading() as connection:
        return connection.execute(select(*(getattr(model, name) for name in columns))).one()


@pytest.fixture
def edition_id(database):
    return make_open_edition(database)


@pytest.fixture
def contact(database):
    return make_contact(database, "ines@laiterie.example")


@pytest.fixture
def organiser(database, edition_id):
    actor = make_organiser(database, edition_id)
    with database.transaction() as connection:
        connection.execute(
            update(Account).where(Account.id == actor.account_id).values(email="organiser@example.org", locale="en")
        )
    return actor


def test_a_form_starts_with_a_usual_promise_and_without_a_cap(database, edition_id, contact):
    started = read_registration(database, contact, begin_registration(database, contact, edition_id, now=NOW))
    assert (started.typed["rate"], started.typed["fee"]) == ("0.15", "25")
    assert started.problems[Asked.CAP] == "missing"
    assert started.state is RegistrationState.DRAFT


def test_what_is_typed_is_kept_as_it_was_typed_right_or_not(database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    save_field(database, contact, registration_id, {"siren": "123 456", "cap": "beaucoup"}, now=NOW)
    save_field(database, contact, registration_id, {"headcount": "80"}, now=NOW)
    kept = read_registration(database, contact, registration_id)
    assert (kept.typed["siren"], kept.typed["cap"], kept.headcount) == ("123 456", "beaucoup", 80)
    assert (kept.problems[Asked.SIREN], kept.problems[Asked.CAP]) == ("siren", "amount")


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("siren", "552 100 555", "siren"),
        ("headcount", "4", "headcount"),
        ("headcount", "1 000 001", "headcount"),
        ("headcount", "12,5", "whole_number"),
        ("headcount", "-12", "whole_number"),
        ("name", " ", "missing"),
        ("name", "x" * 121, "too_long"),
        ("initials", "ABCD", "initials"),
        ("initials", "<b>", "initials"),
        ("sites", "\n".join(map(str, range(51))), "sites"),
        ("colour", "url(https://evil.example)", "missing"),
        ("rate", "0", "too_little"),
        ("rate", "11", "too_much"),
        ("rate", "0,1234", "amount"),
        ("fee", "-1", "amount"),
        ("cap", "", "missing"),
        ("cap", "0,50", "too_little"),
        ("cap", "1e9", "amount"),
        ("cap", "3 000,50", "whole_euros"),
        ("cap", "٣٠٠٠", "amount"),
        ("cap", "100 000 001", "too_much"),
    ],
)
def test_each_fault_is_named_at_its_field_and_at_no_other(field, typed, problem):
    good = FORM | {"colour": "#3f7fbf"}
    assert read_form(good)[1] == {}
    assert read_form(good | {field: typed}) == (None, {Asked(field): problem})


@pytest.mark.parametrize(
    "typed", ["50000", "50 000", "50\u202f000 €", "€50,000", "50.000", "50,000.00", "50000,00", " 50000.0 "]
)
def test_money_is_read_as_either_language_writes_it(typed):
    assert read_form(FORM | {"colour": "#3f7fbf", "cap": typed})[0].cap == 50_000 * EURO


def test_the_cost_is_shown_as_soon_as_headcount_and_pledge_can_be_read(database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    assert read_registration(database, contact, registration_id).estimate is None
    save_field(database, contact, registration_id, {"headcount": "100"}, now=NOW)
    assert read_registration(database, contact, registration_id).suggested_cap == 6_750 * EURO
    save_field(database, contact, registration_id, {"cap": "3 000"}, now=NOW)
    estimate = read_registration(database, contact, registration_id).estimate
    assert (estimate.likely, estimate.most, estimate.participants) == (3_000 * EURO, 3_000 * EURO, 45)


def test_a_second_beginning_goes_on_with_the_first_form(database, edition_id, contact):
    started = together(lambda _: begin_registration(database, contact, edition_id, now=NOW))
    assert len(set(started)) == 1
    assert [form.id for form in own_registrations(database, contact)] == started[:1]


def test_two_fields_saved_at_once_are_both_kept(database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    fields = ["name", "siren", "sector", "headcount", "sites", "contact", "cap", "initials"]
    together(lambda number: save_field(database, contact, registration_id, {fields[number]: "7"}, now=NOW))
    kept = read_registration(database, contact, registration_id).typed
    assert [kept.get(field) for field in fields] == ["7"] * 8


@pytest.mark.parametrize("state", [EditionState.DRAFT, EditionState.RUNNING, EditionState.LOCKED])
def test_nobody_registers_outside_of_the_registration(database, contact, state):
    edition_id = make_edition(database, state=state)
    with pytest.raises(RegistrationClosedError):
        begin_registration(database, contact, edition_id, now=NOW)
    assert open_editions(database, now=NOW) == []


def test_a_draft_is_closed_with_the_registration(database, contact):
    edition_id = make_open_edition(database, registration_closes_at=NOW + timedelta(hours=1))
    registration_id = make_registration(database, edition_id, contact)
    assert [edition.id for edition in open_editions(database, now=NOW)] == [edition_id]
    late = NOW + timedelta(hours=1)
    with pytest.raises(RegistrationClosedError):
        save_field(database, contact, registration_id, {"cap": "9"}, now=late)
    with pytest.raises(RegistrationClosedError):
        send(database, contact, registration_id, now=late)
    assert open_editions(database, now=late) == []


def test_a_form_is_found_by_its_contact_and_by_nobody_else(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact)
    for stranger in (make_contact(database), organiser):
        for attempt in (
            lambda by: read_registration(database, by, registration_id),
            lambda by: save_field(database, by, registration_id, {"cap": "1"}, now=NOW),
            lambda by: save_logo(database, by, registration_id, picture(), now=NOW),
            lambda by: send(database, by, registration_id),
        ):
            with pytest.raises(NotFoundError):
                attempt(stranger)
        assert own_registrations(database, stranger) == []
        assert not has_registration(database, stranger)
    assert has_registration(database, contact)


def test_the_way_back_is_mailed_once_when_the_company_has_a_name(database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    save_field(database, contact, registration_id, {"siren": "1"}, now=NOW)
    assert mails(database) == []
    for name in ("Laiterie", "", "Laiterie des Monts"):
        save_field(database, contact, registration_id, {"name": name}, now=NOW)
    [(template, to, facts)] = mails(database)
    assert (template, to, facts["company"]) == ("registration_saved", "ines@laiterie.example", "Laiterie")
    assert facts["url"].endswith("/register")


@pytest.mark.parametrize(("field", "typed"), [("cap", ""), ("siren", "123456789"), ("headcount", "4")])
def test_a_form_with_a_fault_is_not_sent(database, edition_id, contact, field, typed):
    registration_id = make_registration(database, edition_id, contact, **{field: typed})
    with pytest.raises(RegistrationIncompleteError):
        send(database, contact, registration_id)
    assert read_registration(database, contact, registration_id).state is RegistrationState.DRAFT


@pytest.mark.parametrize(("accept", "name"), [(False, "Inès Roche"), (True, "  ")])
def test_the_terms_are_accepted_by_somebody_with_a_name(database, edition_id, contact, accept, name):
    registration_id = make_registration(database, edition_id, contact)
    with pytest.raises(TermsNotAcceptedError):
        send(database, contact, registration_id, accept=accept, name=name)


def test_a_sent_form_tells_contact_and_organisers_and_is_closed(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    kept = one(database, Registration, "terms_version", "terms_name", "terms_at")
    assert tuple(kept) == (TERMS_VERSION, "Inès Roche", NOW)
    told = [(template, to) for template, to, _ in mails(database)]
    assert told[1:] == [
        ("registration_submitted", "ines@laiterie.example"),
        ("registration_submitted_organiser", "organiser@example.org"),
    ]
    with pytest.raises(RegistrationSentError):
        save_field(database, contact, registration_id, {"cap": "1"}, now=NOW)
    assert [case.registration.id for case in list_registrations(database, organiser, edition_id)] == [registration_id]


def test_a_draft_is_nobodys_business_yet(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact)
    assert list_registrations(database, organiser, edition_id) == []
    with pytest.raises(NotFoundError):
        approve_registration(database, organiser, registration_id, now=NOW)


def test_an_approved_company_has_its_entry_pledge_link_and_hr_manager(database, edition_id, contact, organiser):
    entry_id = approve_registration(
        database, organiser, make_registration(database, edition_id, contact, submitted=True), now=NOW
    )
    assert tuple(one(database, Company, "name", "siren", "initials")) == ("Laiterie des Monts", "552100554", "LD")
    assert tuple(one(database, Entry, "id", "headcount", "sites")) == (entry_id, 1_200, ["Lyon", "Grenoble"])
    pledge = one(database, PledgeVersion, "version", "rate_micro_euros", "fee_micro_euros", "cap_micro_euros")
    assert tuple(pledge) == (1, 150_000, 25 * EURO, 50_000 * EURO)
    assert one(database, JoinLink, "entry_id", "team_id", "revoked_at") == (entry_id, None, None)
    assert one(database, Edition, "revision")[0] == 1
    with database.reading() as connection:
        held = held_by(connection, contact.account_id)
        name = connection.scalar(select(Account.name).where(Account.id == contact.account_id))
    assert held == (Held(RoleKind.HR_MANAGER, edition_id, entry_id),)
    assert may(replace(contact, held=held), Permission.RUN_COMPANY, Place(edition_id, entry_id))
    assert name == "Inès Roche"


def test_each_answer_is_mailed_and_stands_in_the_audit_log(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    ask_back_registration(database, organiser, registration_id, "Which cap?", now=NOW)
    send(database, contact, registration_id, now=NOW + timedelta(minutes=1))
    approve_registration(database, organiser, registration_id, now=NOW + timedelta(minutes=2))
    mine = [(template, facts) for template, to, facts in mails(database) if to == "ines@laiterie.example"]
    assert [template for template, _ in mine] == [
        "registration_saved",
        "registration_submitted",
        "registration_asked_back",
        "registration_submitted",
        "registration_approved",
    ]
    assert mine[2][1]["reason"] == "Which cap?"
    assert (mine[4][1]["cap"], mine[4][1]["headcount"]) == ("€50,000", "1,200")
    with database.reading() as connection:
        actions = connection.scalars(select(AuditEntry.action).order_by(AuditEntry.id)).all()
    assert [action for action in actions if action.startswith("registration_")] == [
        "registration_submitted",
        "registration_asked_back",
        "registration_submitted",
        "registration_approved",
    ]


def test_what_was_asked_for_may_be_changed_after_the_registration_has_closed(database, contact):
    edition_id = make_open_edition(database, registration_closes_at=NOW + timedelta(hours=1))
    organiser, late = make_organiser(database, edition_id), NOW + timedelta(hours=2)
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    ask_back_registration(database, organiser, registration_id, "Sites?", now=late)
    save_field(database, contact, registration_id, {"sites": "Lyon"}, now=late)
    with pytest.raises(EditionLockedError):
        save_field(database, contact, registration_id, {"sites": "Lyon"}, now=LOCK)
    send(database, contact, registration_id, now=late)
    with pytest.raises(EditionLockedError):
        approve_registration(database, organiser, registration_id, now=AFTER_LOCK)
    assert approve_registration(database, organiser, registration_id, now=late)


def test_a_refused_company_reads_why_and_may_begin_anew(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    refuse_registration(database, organiser, registration_id, "  Not in our region. ", now=NOW)
    refused = read_registration(database, contact, registration_id)
    assert (refused.state, refused.reason) == (RegistrationState.REFUSED, "Not in our region.")
    assert mails(database)[-1][2]["reason"] == "Not in our region."
    with pytest.raises(RegistrationSentError):
        save_field(database, contact, registration_id, {"cap": "1"}, now=NOW)
    assert begin_registration(database, contact, edition_id, now=NOW) != registration_id
    assert count(database, Entry) == 0


@pytest.mark.parametrize("turn_down", [ask_back_registration, refuse_registration])
def test_no_answer_but_yes_goes_without_a_reason(database, edition_id, contact, organiser, turn_down):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    with pytest.raises(ReasonMissingError):
        turn_down(database, organiser, registration_id, "  ", now=NOW)


def test_organisers_who_answer_at_once_give_one_answer(database, edition_id, contact):
    organisers = [make_organiser(database, edition_id) for _ in range(8)]
    registration_id = make_registration(database, edition_id, contact, submitted=True)

    def answer(number):
        try:
            if number % 2:
                refuse_registration(database, organisers[number], registration_id, "no", now=NOW)
            else:
                approve_registration(database, organisers[number], registration_id, now=NOW)
        except RegistrationDecidedError:
            return False
        return True

    assert sum(together(answer)) == 1
    approved = read_registration(database, contact, registration_id).state is RegistrationState.APPROVED
    assert [count(database, model) for model in (Company, Entry, PledgeVersion, JoinLink)] == [int(approved)] * 4


def test_two_forms_of_one_company_approved_at_once_make_one_entry(database, edition_id, organiser):
    forms = [make_registration(database, edition_id, make_contact(database), submitted=True) for _ in range(8)]

    def approve(number):
        try:
            return approve_registration(database, organiser, forms[number], now=NOW)
        except CompanyAlreadyEnteredError:
            return None

    assert sum(entry is not None for entry in together(approve)) == 1
    assert (count(database, Company), count(database, Entry)) == (1, 1)


def test_what_changed_since_it_was_read_is_not_approved(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    seen = list_registrations(database, organiser, edition_id)[0].registration.updated_at
    ask_back_registration(database, organiser, registration_id, "Cap?", now=NOW)
    save_field(database, contact, registration_id, {"cap": "9 000 000"}, now=NOW)
    send(database, contact, registration_id, now=NOW + timedelta(minutes=5))
    with pytest.raises(RegistrationDecidedError):
        approve_registration(database, organiser, registration_id, seen=seen, now=NOW)


def test_a_company_of_an_earlier_edition_is_known_again(database, edition_id, contact, organiser):
    approve_registration(database, organiser, make_registration(database, edition_id, contact, submitted=True), now=NOW)
    with pytest.raises(CompanyAlreadyEnteredError):
        send(database, contact, make_registration(database, edition_id, contact, name="Another name"))
    later = make_open_edition(database, slug="later")
    registration_id = make_registration(database, later, contact, submitted=True, name="Laiterie SAS")
    their_organiser = make_organiser(database, later)
    [case] = list_registrations(database, their_organiser, later)
    assert case.known_as == "Laiterie des Monts"
    approve_registration(database, their_organiser, registration_id, now=NOW)
    assert (count(database, Company), count(database, Entry)) == (1, 2)


def test_a_company_whose_name_is_taken_gets_its_number_behind_it(database, edition_id, contact, organiser):
    make_company(database, edition_id, name="Laiterie des Monts")
    registration_id = make_registration(database, edition_id, contact, submitted=True, siren=OTHER_SIREN)
    approve_registration(database, organiser, registration_id, now=NOW)
    with database.reading() as connection:
        name = connection.scalar(select(Company.name).where(Company.siren == "732829320"))
    assert name == "Laiterie des Monts (732829320)"


def test_nobody_is_approved_whose_contact_has_gone(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact, submitted=True)
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == contact.account_id).values(erased_at=NOW, email=None))
    with pytest.raises(ContactGoneError):
        approve_registration(database, organiser, registration_id, now=NOW)
    assert count(database, Entry) == 0
    refuse_registration(database, organiser, registration_id, "gone", now=NOW)


def test_a_logo_is_kept_drawn_again_and_goes_on_with_the_approval(database, edition_id, contact, organiser):
    registration_id = make_registration(database, edition_id, contact)
    save_logo(database, contact, registration_id, picture(), now=NOW)
    with pytest.raises(ChallengeError):
        save_logo(database, contact, registration_id, b"<svg onload=alert(1)>", now=NOW)
    kept = read_registration(database, contact, registration_id).logo
    assert kept.startswith(b"\x89PNG")
    send(database, contact, registration_id)
    approve_registration(database, organiser, registration_id, now=NOW)
    assert bytes(one(database, Logo, "png")[0]) == kept


def test_a_logo_can_be_taken_away(database, edition_id, contact):
    registration_id = make_registration(database, edition_id, contact)
    save_logo(database, contact, registration_id, picture(), now=NOW)
    save_logo(database, contact, registration_id, None, now=NOW)
    assert read_registration(database, contact, registration_id).logo is None


def test_a_field_the_form_does_not_have_is_never_kept(database, edition_id, contact):
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    with pytest.raises(ValueError, match="state"):
        save_field(database, contact, registration_id, {"state": "approved"}, now=NOW)
    save_field(database, contact, registration_id, {"name": "x\x00" * 5_000}, now=NOW)
    assert read_registration(database, contact, registration_id).typed["name"] == "x" * 1_000
