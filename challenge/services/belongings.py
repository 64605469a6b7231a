"""Belongings: what in the database is one person's, for whoever takes it along or lets it go."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.fernet import InvalidToken
from sqlalchemy import Connection, select

from challenge.errors import NotFoundError, SecondStepMissingError
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.sealing import unseal
from challenge.store.account_models import Account, Mail, RecoveryCode, Session, SignInCode, Slip
from challenge.store.activity_models import Activity
from challenge.store.company_models import Registration
from challenge.store.team_models import Invitation, Participation, Role

_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Mine:
    """The keys by which a person's rows are found."""

    account_id: int
    name: str
    email: str | None
    participation_ids: tuple[int, ...]
    mail_ids: tuple[int, ...]
    """Mails to the person, as far as a finished mail still tells whom it was for."""


def require_own_history(actor: Actor) -> None:
    """Let pass whoever is known to be the account's person.

    Raises NotAllowedError for a slip issued again that nobody has confirmed, SecondStepMissingError for an organiser
    whose authenticator was not asked.
    """
    require_confirmed(actor)
    if actor.second_step_due:
        raise SecondStepMissingError


def find_mine(connection: Connection, account_id: int) -> Mine:
    """What belongs to an account; raises NotFoundError once it is erased."""
    account = connection.execute(
        select(Account.name, Account.email).where(Account.id == account_id, Account.erased_at.is_(None))
    ).one_or_none()
    if account is None:
        raise NotFoundError
    participations = select(Participation.id).where(Participation.account_id == account_id).order_by(Participation.id)
    return Mine(
        account_id,
        account.name,
        account.email,
        tuple(connection.scalars(participations)),
        tuple(_mails(connection, account_id, account.email)),
    )


def _mails(connection: Connection, account_id: int, email: str | None) -> Iterator[int]:
    """Mails whose cause names something of the person, or whose seal hides their address."""
    own = {str(key) for key in _keys(connection, account_id, email)}
    for mail in connection.execute(select(Mail.id, Mail.cause, Mail.sealed).order_by(Mail.id)):
        named = not own.isdisjoint(_NUMBER.findall(mail.cause))
        if named or (email is not None and mail.sealed is not None and _address(mail.sealed) == email):
            yield mail.id


def _address(sealed: str) -> str | None:
    try:
        return str(unseal(sealed)["to"])
    except InvalidToken:  # sealed by the key of another installation
        return None


def _keys(connection: Connection, account_id: int, email: str | None) -> Iterator[int]:
    """Numbers that stand for the person or for something that is theirs alone."""
    yield account_id
    own = select(Participation.id).where(Participation.account_id == account_id)
    for statement in (
        own,
        select(Activity.id).where(Activity.participation_id.in_(own)),
        select(Session.id).where(Session.account_id == account_id),
        select(Role.id).where(Role.account_id == account_id),
        select(RecoveryCode.id).where(RecoveryCode.account_id == account_id),
        select(Slip.id).where(Slip.account_id == account_id),
        select(Registration.id).where(Registration.contact_id == account_id),
        select(SignInCode.id).where(SignInCode.email == email),
        select(Invitation.id).where(Invitation.email == email),
    ):
        yield from connection.scalars(statement)
