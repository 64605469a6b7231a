"""Reading the outbox as a person reads their mail."""

from sqlalchemy import select

from challenge.services.sealing import unseal
from challenge.store.account_models import Mail


def mails(database):
    """Template, address and facts of every mail that waits, in the order in which they were posted."""
    statement = select(Mail.template, Mail.sealed).where(Mail.sealed.is_not(None)).order_by(Mail.id)
    with database.reading() as connection:
        rows = connection.execute(statement).all()
    return [(row.template, (opened := unseal(row.sealed))["to"], opened["facts"]) for row in rows]


def newest_code(database):
    """The six digits of the newest sign-in mail."""
    return [facts for template, _, facts in mails(database) if template == "sign_in_code"][-1]["code"]
