"""Registrations to start a test from, and the mails that were posted."""

from io import BytesIO

from PIL import Image
from sqlalchemy import insert

from challenge.services.permissions import Actor
from challenge.services.registration import begin_registration, save_field, submit_registration
from challenge.store.account_models import Account
from challenge.store.company_models import Registration, RegistrationState
from challenge.store.edition_models import EditionState
from challenge.store.ids import new_id
from tests.factories import NOW, add, make_edition

FORM = {
    "name": "Laiterie des Monts",
    "siren": "552 100 554",
    "sector": "Agroalimentaire",
    "headcount": "1 200",
    "sites": "Lyon\nGrenoble",
    "contact": "Inès Roche",
    "rate": "0,15",
    "fee": "25",
    "cap": "50 000 €",
}
"""A form without a fault; the number is that of a real company, only its checksum matters."""
OTHER_SIREN = "732 829 320"


def make_open_edition(database, **changed):
    """An edition in which companies register."""
    return make_edition(database, **({"state": EditionState.REGISTRATION} | changed))


def make_contact(database, email=None, *, name="", locale="en"):
    """Somebody who proved an address and holds no role."""
    account_id = new_id()
    row = {"id": account_id, "name": name, "email": email or f"{account_id}@example.org", "locale": locale}
    with database.transaction() as connection:
        connection.execute(insert(Account).values(row | {"created_at": NOW}))
    return Actor(account_id, name, locale, ())


def make_registration(database, edition_id, contact, *, submitted=False, **changed):
    """A contact's filled form, sent where asked; returns its id."""
    registration_id = begin_registration(database, contact, edition_id, now=NOW)
    save_field(database, contact, registration_id, FORM | changed, now=NOW)
    if submitted:
        submit_registration(database, contact, registration_id, accept_terms=True, terms_name="Inès Roche", now=NOW)
    return registration_id


def add_sent_registration(database, edition_id, contact):
    """A registration that waits for an answer, whatever the edition's state; returns its id."""
    form = FORM | {"colour": "#3f7fbf", "siren": OTHER_SIREN}
    sent = {"state": RegistrationState.SUBMITTED, "form": form, "created_at": NOW, "updated_at": NOW}
    return add(database, Registration, edition_id=edition_id, contact_id=contact.account_id, **sent)


def picture(*, size=(640, 320), kind="PNG", mode="RGBA", colour=(198, 58, 34, 128), **written):
    """A picture as a file."""
    file = BytesIO()
    Image.new(mode, size, colour).save(file, kind, **written)
    return file.getvalue()
