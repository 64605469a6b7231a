"""Mails about companies: to an account in its own language, and to everybody who holds a role."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, select

from challenge.services.outbox import post
from challenge.settings import settings
from challenge.store.account_models import Account
from challenge.store.team_models import Role, RoleKind
from challenge.wording.text import DEFAULT

Facts = dict[str, str] | Callable[[str], dict[str, str]]
"""Facts of a mail, or how they read in a language."""


def page_address(page: str) -> str:
    """The address of a page, as a mail names it."""
    return f"{settings().public_url.rstrip('/')}/{page}"


def mail_account(
    connection: Connection, account_id: int, template: str, cause: str, facts: Facts, now: datetime
) -> None:
    """Post a mail to whoever owns an account; nobody gets one who has no address any more."""
    row = connection.execute(
        select(Account.email, Account.locale).where(Account.id == account_id, Account.erased_at.is_(None))
    ).one_or_none()
    if row is None or row.email is None:
        return
    locale = row.locale or DEFAULT
    said = facts(locale) if callable(facts) else facts
    post(
        connection,
        cause=f"{cause}:{account_id}",
        to=row.email,
        template=template,
        locale=locale,
        facts=said,
        now=now,
    )


def mail_organisers(
    connection: Connection, edition_id: int, template: str, cause: str, facts: Facts, now: datetime
) -> None:
    """Post a mail to every organiser of an edition."""
    held = select(Role.account_id).where(Role.edition_id == edition_id, Role.kind == RoleKind.ORGANISER)
    for account_id in connection.scalars(held).all():
        mail_account(connection, account_id, template, cause, facts, now)


def mail_managers(
    connection: Connection, entry_id: int, template: str, cause: str, facts: Facts, now: datetime
) -> None:
    """Post a mail to every HR manager of a company."""
    held = select(Role.account_id).where(Role.entry_id == entry_id, Role.kind == RoleKind.HR_MANAGER)
    for account_id in connection.scalars(held).all():
        mail_account(connection, account_id, template, cause, facts, now)
