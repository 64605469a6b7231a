"""Mails a minute: from the outbox to a mail server on this machine."""

import asyncio
from email import message_from_bytes
from typing import Any

from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from benchmarks.figures import Line, empty, seconds
from challenge.services.editions import utc_now
from challenge.services.outbox import post, work_off
from challenge.services.postman import server_of
from challenge.store.account_models import Mail, MailState
from challenge.store.database import Database

MAILS = 400


class _AnyPort(Controller):
    """A server on whichever port is free."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _Keeper:
    """Takes every letter and remembers who it was for."""

    def __init__(self) -> None:
        self.receivers: set[str] = set()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802  the library's name
        self.receivers.add(message_from_bytes(envelope.content)["to"])
        return "250 taken"


def mails_per_minute() -> Line:
    """Mails written, sent and concluded in a minute, one process, SQLite."""
    keeper = _Keeper()
    controller = _AnyPort(keeper, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        server = server_of(f"smtp://127.0.0.1:{controller.port}")
        with empty() as (database, _):
            _post(database)
            spent = seconds(lambda: asyncio.run(work_off(database, server)))
            with database.reading() as connection:
                sent = connection.scalar(select(func.count()).where(Mail.state == MailState.SENT))
    finally:
        controller.stop()
    assert sent == len(keeper.receivers) == MAILS
    return "mails_per_minute", MAILS * 60 / spent, "mails/min", 600


def _post(database: Database) -> None:
    with database.transaction() as connection:
        for number in range(MAILS):
            post(
                connection,
                cause=f"bench:{number}",
                to=f"person{number}@boreal.example",
                template="registration_approved",
                locale="fr",
                facts={
                    "company": "Boréal",
                    "edition": "Challenge 2026",
                    "headcount": "240",
                    "cap": "36 000 €",
                    "url": "https://challenge.example/join/abc",
                },
                now=utc_now(),
            )
