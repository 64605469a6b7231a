"""The letterbox: events that come at the same time are stored together, so that each is answered at once."""

import asyncio
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool

from challenge.services.strava_inbox import store_events
from challenge.settings import settings
from challenge.store.database import open_database
from challenge.strava.webhook import Event

MOST_AT_ONCE = 500
PATIENCE_SECONDS = 1.5
"""Strava waits for two seconds."""


@dataclass(frozen=True, slots=True)
class _Letter:
    event: Event
    stored: asyncio.Future[None]


class Letterbox:
    """Events on their way into the database, in one transaction after the other."""

    def __init__(self) -> None:
        self._letters: list[_Letter] = []
        self._emptying: asyncio.Task[None] | None = None

    async def drop(self, event: Event) -> None:
        """Store an event; raises TimeoutError where the database takes too long, and what the database raises."""
        letter = _Letter(event, asyncio.get_running_loop().create_future())
        self._letters.append(letter)
        if self._emptying is None or self._emptying.done():
            self._emptying = asyncio.create_task(self._empty())
        async with asyncio.timeout(PATIENCE_SECONDS):
            await letter.stored

    async def _empty(self) -> None:
        while self._letters:
            taken, self._letters = self._letters[:MOST_AT_ONCE], self._letters[MOST_AT_ONCE:]
            database = open_database(settings().database_url)
            try:
                await run_in_threadpool(store_events, database, [letter.event for letter in taken])
            except Exception as failure:  # noqa: BLE001  whoever dropped a letter is told, and answers
                _answer(taken, failure)
            else:
                _answer(taken, None)


def _answer(letters: list[_Letter], failure: Exception | None) -> None:
    for letter in letters:
        if letter.stored.done():
            continue
        if failure is None:
            letter.stored.set_result(None)
        else:
            letter.stored.set_exception(failure)
