"""A channel: the newest snapshot of one edition, watched while anybody wants it, and a bell for each event."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

from challenge.errors import NotFoundError
from challenge.services.live import Mark, Snapshot
from challenge.web.frames import Issue

LOOK_SECONDS = 0.3
"""How often the revision is looked up: what another process committed is noticed within 500 ms."""
BREATH_SECONDS = 0.02
"""Between two looks, however many commits wake us."""
FEWEST_SECONDS = 0.34
"""Between two snapshots: at most four begin within any second."""
BEAT_SECONDS = 15
"""How often a silent stream says that it is alive."""
KEPT_SECONDS = 60
"""How long an edition is watched after somebody last wanted it."""
PAUSE_SECONDS = 1
"""How long a database that does not answer is left alone."""

log = logging.getLogger("challenge.live")


@dataclass(frozen=True, slots=True)
class Source:
    """How a channel learns of its edition; both run outside of the event loop."""

    read_mark: Callable[[], Awaitable[Mark]]
    build: Callable[[], Awaitable[Issue]]


class Channel:
    """What the listeners of one edition have in common; lives in one event loop."""

    def __init__(self, source: Source, issue: Issue) -> None:
        self.issue = issue
        """The newest snapshot as it is sent."""
        self.number = 1
        """Counts snapshots, so that whoever was slow sends the newest only."""
        self.bell = asyncio.Event()
        """Rings once, for the next event; then there is another."""
        self.listeners = 0
        self.ended = False
        """Every stream ends: the edition is not public any more, or the server stops."""
        self._source = source
        self._wake = asyncio.Event()
        self._turned = False
        self._loop = asyncio.get_running_loop()
        self._built_at = self._wanted_at = self._rang_at = self._loop.time()

    @property
    def snapshot(self) -> Snapshot:
        """The newest snapshot."""
        return self.issue.snapshot

    def want(self) -> None:
        """Somebody has asked for the edition."""
        self._wanted_at = self._loop.time()

    def wake(self) -> None:
        """Look at once: something was committed."""
        self._wake.set()

    def end(self) -> None:
        """Let every stream end."""
        self.ended = True
        self._ring()
        self.wake()

    def has_sent(self, last_event_id: str) -> bool:
        """Whether a listener that comes back knows the newest snapshot already."""
        return last_event_id == str(self.snapshot.revision) and not self._turned

    async def watch(self) -> None:
        """Ring with every change and, in between, every beat, until nobody has wanted it for a while or it ended."""
        while not self.ended and (self.listeners or self._loop.time() < self._wanted_at + KEPT_SECONDS):
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_SECONDS)
            try:
                await self._look()
            except NotFoundError:
                self.end()
            except Exception:
                log.exception("a snapshot could not be built; trying again")
                await asyncio.sleep(PAUSE_SECONDS)
            if self._loop.time() >= self._rang_at + BEAT_SECONDS:
                self._ring()

    async def _look(self) -> None:
        """Build and hand out a snapshot where the last one no longer holds."""
        self._wake.clear()
        if self.snapshot.holds(await self._source.read_mark()):
            await asyncio.sleep(BREATH_SECONDS)
            return
        await asyncio.sleep(self._built_at + FEWEST_SECONDS - self._loop.time())
        self._wake.clear()
        self._built_at = self._loop.time()
        issue = await self._source.build()
        self._turned = issue.snapshot.revision == self.snapshot.revision
        self.issue = issue
        self.number += 1
        self._ring()

    def _ring(self) -> None:
        """Wake every listener once."""
        self._rang_at = self._loop.time()
        bell, self.bell = self.bell, asyncio.Event()
        bell.set()
