"""A registration as its contact and organisers see it: what was typed, what is wrong with it, what it could cost."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from challenge.domain.estimates import Estimate, estimate_cost, suggest_cap
from challenge.domain.money import MicroEuros
from challenge.domain.pledges import Pledge
from challenge.services.editions import EditionView
from challenge.services.registration_form import Asked, read_figures, read_form
from challenge.store.account_models import Account
from challenge.store.company_models import Registration, RegistrationState

EDITABLE = frozenset({RegistrationState.DRAFT, RegistrationState.ASKED_BACK})
"""States in which the contact may type in it."""


@dataclass(frozen=True, slots=True)
class RegistrationView:
    """A registration as its contact and the organisers see it."""

    id: int
    edition_id: int
    edition_name: str
    state: RegistrationState
    typed: dict[str, str]
    """Every field as it was typed, empty where nothing was."""
    problems: dict[Asked, str]
    """What is wrong with a field, by the name of its sentence."""
    logo: bytes | None
    terms_name: str | None
    reason: str | None
    entry_id: int | None
    updated_at: datetime
    contact_email: str | None
    headcount: int | None
    pledge: Pledge | None
    """As far as they can be read."""
    estimate: Estimate | None
    suggested_cap: MicroEuros | None

    @property
    def editable(self) -> bool:
        """Whether the contact may type in it."""
        return self.state in EDITABLE

    @property
    def right(self) -> int:
        """How many of the fields are right."""
        return len(Asked) - len(self.problems)


VIEWED = select(
    Registration.id,
    Registration.edition_id,
    Registration.state,
    Registration.form,
    Registration.logo,
    Registration.terms_name,
    Registration.reason,
    Registration.entry_id,
    Registration.updated_at,
    Registration.contact_id,
    Account.email,
).join(Account, Account.id == Registration.contact_id)
"""What a view is made of."""


def view_of(row: Row[*tuple[Any, ...]], edition: EditionView) -> RegistrationView:
    """A row of VIEWED as its readers see it."""
    _, problems = read_form(row.form)
    headcount, pledge = read_figures(row.form, problems)
    return RegistrationView(
        id=row.id,
        edition_id=row.edition_id,
        edition_name=edition.name,
        state=row.state,
        typed={field.value: row.form.get(field.value, "") for field in Asked},
        problems=problems,
        logo=row.logo,
        terms_name=row.terms_name,
        reason=row.reason,
        entry_id=row.entry_id,
        updated_at=row.updated_at,
        contact_email=row.email,
        headcount=headcount,
        pledge=pledge,
        estimate=estimate_cost(pledge, headcount=headcount, days=edition.length) if headcount and pledge else None,
        suggested_cap=suggest_cap(headcount) if headcount else None,
    )
