"""Reading the outbox as a person reads their mail."""

from sqlalchemy import select

from challenge.services.sealing import unseal
from challenge.store.account_models import Mail


def mails_of(database, template=None):
    """Address and facts of every mail that waits, the newest last."""
    statement = select(Mail.template, Mail.sealed).where(Mail.sealed.is_not(None)).order_by(Mail.id)
    with database.reading() as connection:
        rows = connection.execute(statement).all()
    return [unseal(row.sealed) for row in rows if template in {None, row.template}]


def newest_code(database):
    """The six digits of the newest sign-in mail."""
    return mails_of(database, "sign_in_code")[-1]["facts"]["code"]
