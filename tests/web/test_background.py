"""The work beside the server: mails go out by themselves, and a wrong setting shows at start."""

import asyncio
from datetime import timedelta
from threading import Event

import pytest

from challenge.services.editions import read_edition, utc_now
from challenge.services.freezes import plan_freeze
from challenge.services.outbox import post
from challenge.services.standing import frozen_since
from challenge.settings import settings
from challenge.ui.startup import background
from tests.factories import make_edition, make_organiser
from tests.mail_server import Keeper, mail_server


class Rings(Keeper):
    """Says when a letter has come."""

    def __init__(self) -> None:
        super().__init__()
        self.has_come = Event()

    async def handle_DATA(self, server, session, envelope):  # noqa: N802  the server library's name
        answer = await super().handle_DATA(server, session, envelope)
        self.has_come.set()
        return answer


@pytest.fixture
def database(kept):
    return kept


def test_a_mail_posted_while_the_app_runs_is_sent(database, monkeypatch):
    async def serve():
        async with background():
            with database.transaction() as connection:
                mail = {"template": "history_confirmed", "locale": "en", "facts": {}}
                post(connection, cause="1", to="anne@boreal.example", now=utc_now(), **mail)
            return await asyncio.to_thread(keeper.has_come.wait, 10)

    with mail_server(keeper := Rings()) as server:
        monkeypatch.setenv("CHALLENGE_SMTP_URL", f"smtp://127.0.0.1:{server.port}")
        settings.cache_clear()
        assert asyncio.run(serve())
    assert keeper.receivers == ["anne@boreal.example"]


def test_a_mail_server_that_cannot_be_read_stops_the_start(database, monkeypatch):  # noqa: ARG001  its settings
    monkeypatch.setenv("CHALLENGE_SMTP_URL", "mail.example:25")
    settings.cache_clear()

    async def serve():
        async with background():
            pass

    with pytest.raises(ValueError, match="a mail server is written"):
        asyncio.run(serve())


def test_boards_are_frozen_when_their_hour_has_come(database):
    edition_id = make_edition(database)
    hour = utc_now() - timedelta(minutes=1)
    plan_freeze(database, make_organiser(database, edition_id), edition_id, hour, now=hour - timedelta(minutes=1))
    committed = Event()
    database.after_commit.append(committed.set)

    async def serve():
        async with background():
            while frozen_since(database, read_edition(database, edition_id)) is None:
                assert await asyncio.to_thread(committed.wait, 10)
                committed.clear()

    asyncio.run(serve())
    assert frozen_since(database, read_edition(database, edition_id)) >= hour
