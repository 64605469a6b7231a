"""Letters: a mail's words as a message that mail servers take, with headers nobody can add to."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parseaddr
from urllib.parse import urlsplit

from challenge.settings import settings
from challenge.wording.mails import MailWords

_ADDRESS = re.compile(r"(?P<mailbox>[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+)@(?P<domain>[\w.-]+)")


@dataclass(frozen=True, slots=True)
class Letter:
    """A message with the envelope it travels in."""

    sender: str
    to: str = field(repr=False)
    message: bytes = field(repr=False)


def write_letter(mail_id: int, to: str, locale: str, words: MailWords, now: datetime) -> Letter:
    """A finished letter to one address; raises ValueError when that is none or its mailbox is not ASCII."""
    sender, receiver = mail_address(parseaddr(settings().mail_from)[1]), mail_address(to)
    message = EmailMessage(policy=SMTP)
    message["From"] = Address(parseaddr(settings().mail_from)[0], addr_spec=sender)
    message["To"] = Address(addr_spec=receiver)
    message["Subject"] = words.subject
    message["Date"] = now
    message["Message-ID"] = f"<{mail_id}@{site_host()}>"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = locale
    message.set_content(words.text, cte="quoted-printable")
    message.add_alternative(words.html, subtype="html", cte="quoted-printable")
    return Letter(sender, receiver, message.as_bytes())


def site_host() -> str:
    """The host that people reach this site by."""
    return urlsplit(settings().public_url).hostname or "localhost"


def mail_address(written: str) -> str:
    """One address as servers take it, its domain in ASCII; raises ValueError for anything else."""
    found = _ADDRESS.fullmatch(written)
    if found is None:
        raise ValueError("not an address that a mail can go to")
    return f"{found['mailbox']}@{found['domain'].encode('idna').decode()}"
