"""The postman: hands letters to the mail server over one connection and tells apart what may be tried again."""

import re
from asyncio import Transport
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from types import TracebackType
from typing import Self
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from challenge.services.letters import Letter, site_host
from challenge.settings import settings
from challenge.store.account_models import MailState

STEP_SECONDS = 20
"""How long the server may take for one answer."""
TAKING_SECONDS = 120
"""How long it may take for the answer to a whole letter, which it may want to look through."""
PARTING_SECONDS = 2
PROBLEM_LENGTH = 200
PERMANENT = range(500, 600)
PASSING = range(400, 500)
CLOSING = 421

_ADDRESS = re.compile(r"[^\s<>:;,]+@[^\s<>:;,]+")


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server and how to enter it."""

    host: str
    port: int
    tls: bool
    """From the first byte on; otherwise as soon as the server offers it."""
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @property
    def is_here(self) -> bool:
        """Whether it runs on this machine, whose wire nobody else listens to."""
        return is_loopback(self.host)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a letter: sent, failed for good, unknown, or waiting for another try."""

    state: MailState
    problem: str | None = None


def server_of(url: str) -> Server:
    """The server of an address: smtp:// (port 587 with a user, 25 without) or smtps:// (465); raises ValueError."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"smtp", "smtps"}:
        raise ValueError("a mail server is written smtp://user:password@host:port or smtps://…") from None
    tls = parts.scheme == "smtps"
    usual = 465 if tls else 587 if parts.username else 25
    user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
    return Server(host, port or usual, tls, user, password)


def mail_server() -> Server | None:
    """The server of the settings; raises ValueError when its address cannot be read."""
    url = settings().smtp_url
    return None if url is None else server_of(url.get_secret_value())


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, by its name or number."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class _Line(SMTP):
    """A line that is hung up at once: a goodbye under TLS would be waited for, and nobody may be there to answer it."""

    def close(self) -> None:
        line = self.transport
        super().close()
        if isinstance(line, Transport):
            line.abort()


class Postman:
    """A connection to the mail server: opened for the first letter, kept for the next, closed at the end."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._client: SMTP | None = None
        self.is_welcome = True
        """False once the connection failed or broke: the next letters had better wait a little."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        if self._client is not None and self._client.is_connected:
            with suppress(SMTPException, OSError):
                await self._client.quit(timeout=PARTING_SECONDS)
        self._part()

    async def hand_over(self, letter: Letter) -> Verdict:
        """Give one letter to the server; nothing is tried twice here."""
        try:
            client = await self._connected()
        except (SMTPException, OSError) as trouble:  # our entry is refused, not this letter
            self.is_welcome = False
            return Verdict(MailState.WAITING, told(trouble, letter))
        try:
            await client.mail(letter.sender)
            await client.rcpt(letter.to)
        except (SMTPException, OSError) as trouble:
            return await self._judge(client, letter, trouble, if_broken=MailState.WAITING)
        try:
            await client.data(letter.message, timeout=TAKING_SECONDS)
        except (SMTPException, OSError) as trouble:
            return await self._judge(client, letter, trouble, if_broken=MailState.UNKNOWN)
        return Verdict(MailState.SENT)

    async def _connected(self) -> SMTP:
        if self._client is None or not self._client.is_connected:
            server = self._server
            self._client = _Line(
                hostname=server.host,
                port=server.port,
                username=server.user,
                password=server.password,
                use_tls=server.tls,
                start_tls=False if server.tls else _start_tls(server),
                validate_certs=not server.is_here,
                local_hostname=site_host(),
                timeout=STEP_SECONDS,
            )
            await self._client.connect()
        return self._client

    async def _judge(self, client: SMTP, letter: Letter, trouble: Exception, *, if_broken: MailState) -> Verdict:
        """What an answer other than yes means; without a clear one it depends on how far we were."""
        code = trouble.code if isinstance(trouble, SMTPResponseException) else None
        answered = code in PERMANENT or code in PASSING
        if answered and code != CLOSING:
            await self._start_again(client)
        else:
            self.is_welcome = False
            self._part()
        if not answered:
            return Verdict(if_broken, told(trouble, letter))
        return Verdict(MailState.FAILED if code in PERMANENT else MailState.WAITING, told(trouble, letter))

    async def _start_again(self, client: SMTP) -> None:
        """Forget the letter on the table; a server that cannot gets a new connection next time."""
        try:
            await client.rset()
        except (SMTPException, OSError):
            self._part()

    def _part(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def told(trouble: Exception, letter: Letter) -> str:
    """What went wrong, without the address nor its mailbox, short enough to keep."""
    code = f"{trouble.code} " if isinstance(trouble, SMTPResponseException) else ""
    words = trouble.message if isinstance(trouble, SMTPException) else str(trouble)
    said = " ".join(f"{code}{words}".split()) or type(trouble).__name__
    mailbox = re.compile(rf"(?<!\w){re.escape(letter.to.partition('@')[0])}(?!\w)", re.IGNORECASE)
    return mailbox.sub("…", _ADDRESS.sub("…", said))[:PROBLEM_LENGTH]


def _start_tls(server: Server) -> bool | None:
    """Required where a password travels to another machine, otherwise used when it is offered."""
    return True if server.user and not server.is_here else None
