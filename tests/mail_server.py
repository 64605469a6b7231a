"""A real mail server on this machine, with the habits a test asks for."""

import asyncio
import ssl
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from challenge.services.postman import server_of


class Keeper:
    """Takes every letter, and remembers on which connection it came."""

    def __init__(self) -> None:
        self.letters = []
        self.connections = set()

    async def handle_DATA(self, _server, session, envelope):  # noqa: N802  the server library's name
        self.connections.add(session.peer)
        self.letters.append(message_from_bytes(envelope.content, policy=default))
        return "250 taken"

    @property
    def receivers(self):
        return [letter["to"] for letter in self.letters]


class RefusesAddresses(Keeper):
    """Answers to the addresses of `answers` as it is told, and takes the rest."""

    def __init__(self, answers) -> None:
        super().__init__()
        self.answers = answers

    async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802  the server library's name
        if address in self.answers:
            return self.answers[address]
        envelope.rcpt_tos.append(address)
        return "250 fine"


class RefusesLetters(Keeper):
    """Reads a letter to its end and then says no."""

    def __init__(self, answer) -> None:
        super().__init__()
        self.answer = answer

    async def handle_DATA(self, _server, _session, _envelope):  # noqa: N802  the server library's name
        return self.answer


class HangsUpAfterData(Keeper):
    """Reads a letter to its end, keeps it, and hangs up without a word."""

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server library's name
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 nobody hears this"


class HangsUpBeforeData(Keeper):
    """Hangs up as soon as it hears who writes."""

    async def handle_MAIL(self, server, _session, _envelope, _address, _options):  # noqa: N802  the server library's name
        server.transport.abort()
        return "250 nobody hears this"


class NeverAnswers(Keeper):
    """Stays silent at one command for ever."""

    def __init__(self, command) -> None:
        super().__init__()
        setattr(self, f"handle_{command}", self._stay_silent)

    async def _stay_silent(self, *_):
        await asyncio.Event().wait()


class Line(SMTP):
    """What is said over one connection, and whether it has ended."""

    has_ended = False

    def connection_lost(self, error):
        self.has_ended = True
        super().connection_lost(error)


class AnyPort(Controller):
    """A server on whichever port is free, which hangs up on everybody before it stops."""

    def __init__(self, *arguments, **options) -> None:
        super().__init__(*arguments, **options)
        self.lines = []

    def factory(self):
        self.lines.append(Line(self.handler, **self.SMTP_kwargs))
        return self.lines[-1]

    def stop(self, no_assert=False):
        asyncio.run_coroutine_threadsafe(self._hang_up(), self.loop).result(timeout=10)
        super().stop(no_assert)

    async def _hang_up(self):
        await asyncio.sleep(0)  # whoever has just rung is let in first
        while open_lines := [line for line in self.lines if not line.has_ended]:
            for line in open_lines:
                if line.transport is not None:
                    line.transport.abort()
            await asyncio.sleep(0)

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server(handler, *, tls=None, **options):
    """A server on a free port of this machine with this handler; gives how to reach it."""
    controller = AnyPort(handler, hostname="127.0.0.1", port=0, ssl_context=tls, ready_timeout=10, **options)
    controller.start()
    try:
        yield server_of(f"{'smtps' if tls else 'smtp'}://127.0.0.1:{controller.port}")
    finally:
        controller.stop()


def only(user, password):
    """A door that lets one user in."""

    def judge(_server, _session, _envelope, _mechanism, given):
        return AuthResult(success=(given.login, given.password) == (user.encode(), password.encode()), handled=False)

    return judge


def own_certificate(folder):
    """A server's TLS with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    written = folder / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    written.write_bytes(secret + certificate.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(written)
    return context
