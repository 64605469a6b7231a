"""The hub: the channels of all editions that somebody follows in this process, and how many may follow at once."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager, suppress
from functools import partial
from typing import TypeVar

from challenge.services.live import build_snapshot, find_live, read_mark
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.web.channel import Channel, Source
from challenge.web.frames import Issue
from challenge.web.open_files import allow_open_files
from challenge.web.stopping import told_of_stopping

Read = TypeVar("Read")

FILES_BESIDE = 1_000
"""Open files that everything but live streams may need."""
THREADS = 2
"""Of its own, so that no crowd elsewhere holds the hub up."""


class TooManyListenersError(Exception):
    """No more streams, in all or from one address."""


class Hub:
    """Every edition that somebody follows; lives in one event loop."""

    def __init__(self) -> None:
        self.listeners = 0
        self._by_address: Counter[str] = Counter()
        self._channels: dict[str, Channel] = {}
        self._watches: set[asyncio.Task[None]] = set()
        self._opening = asyncio.Lock()
        self._loop = asyncio.get_running_loop()
        self._threads = ThreadPoolExecutor(THREADS, "live")
        self._database = open_database(settings().database_url)
        self._database.after_commit.append(self._committed)

    async def channel(self, slug: str) -> Channel:
        """The channel of a public edition with its present snapshot, watched from now on; raises NotFoundError."""
        if slug not in self._channels:
            async with self._opening:
                if slug not in self._channels:
                    await self._open(slug)
        channel = self._channels[slug]
        channel.want()
        return channel

    def check_room(self, address: str) -> None:
        """Raise TooManyListenersError unless one more may listen from an address."""
        of_all, of_address = settings().live_listeners, settings().live_listeners_per_address
        if self.listeners >= of_all or self._by_address[address] >= of_address:
            raise TooManyListenersError

    @contextmanager
    def listening(self, channel: Channel, address: str) -> Iterator[None]:
        """Count a listener for as long as it listens."""
        self.listeners += 1
        self._by_address[address] += 1
        channel.listeners += 1
        try:
            yield
        finally:
            channel.listeners -= 1
            self.listeners -= 1
            self._by_address[address] -= 1
            if not self._by_address[address]:
                del self._by_address[address]

    def end_streams(self) -> None:
        """Let every stream end."""
        for channel in self._channels.values():
            channel.end()

    @property
    def editions(self) -> list[str]:
        """Names of the editions that are watched."""
        return list(self._channels)

    async def close(self) -> None:
        """Stop watching."""
        self._database.after_commit.remove(self._committed)
        for watch in self._watches:
            watch.cancel()
        await asyncio.gather(*self._watches, return_exceptions=True)
        await asyncio.to_thread(self._threads.shutdown)

    async def _open(self, slug: str) -> None:
        edition_id = await self._aside(find_live, slug)
        source = Source(partial(self._aside, read_mark, edition_id), partial(self._aside, _issue, edition_id))
        channel = self._channels[slug] = Channel(source, await source.build())
        watch = asyncio.create_task(self._watch(slug, channel))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)

    async def _watch(self, slug: str, channel: Channel) -> None:
        try:
            await channel.watch()
        finally:
            del self._channels[slug]

    async def _aside(self, work: Callable[..., Read], *facts: object) -> Read:
        """Ask the database without holding the loop up."""
        return await self._loop.run_in_executor(self._threads, work, self._database, *facts)

    def _committed(self) -> None:
        """Something was committed in this process, in whatever thread."""
        with suppress(RuntimeError):  # the loop has been closed: nobody listens any more
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        for channel in self._channels.values():
            channel.wake()


def _issue(database: Database, edition_id: int) -> Issue:
    return Issue.of(build_snapshot(database, edition_id))


_hubs: dict[asyncio.AbstractEventLoop, Hub] = {}


def hub() -> Hub:
    """The hub of this process, made when it is first needed."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]


@asynccontextmanager
async def live() -> AsyncIterator[Hub]:
    """Keep a hub for as long as the server runs; its streams end as soon as the server is asked to stop."""
    allow_open_files(settings().live_listeners + FILES_BESIDE)
    kept, loop = hub(), asyncio.get_running_loop()
    try:
        with told_of_stopping(lambda: loop.call_soon_threadsafe(kept.end_streams)):
            yield kept
    finally:
        await _hubs.pop(loop).close()
