"""Open pages: which websockets each session has, and how they end with it, in whatever process it was ended."""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Callable, Collection
from datetime import timedelta
from functools import partial

import structlog
from starlette.concurrency import run_in_threadpool
from starlette.types import Message, Receive, Send

from challenge.services.editions import utc_now
from challenge.services.sessions import sessions_ended_since, sessions_expired_among
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.ui.protocol import begins_run, ends_run, rerun_message

SESSION_ENDED = 4401
"""Why a websocket is closed, in the words of HTTP: not signed in any more."""

ASK_SECONDS, EXPIRY_SECONDS, PAUSE_SECONDS = 0.25, 3.0, 2.0
"""How often ended sessions are asked for, and run-out ones; how long a database that does not answer is left alone."""
LAST_RUN_SECONDS = 0.5
"""How long a page may take to draw that nobody is signed in any more."""
LOOK_BACK = timedelta(seconds=60)
"""An end is written down before it is committed, and clocks of several machines differ."""

log = structlog.get_logger("challenge.guard")


class OpenPage:
    """One websocket of a session: `receive` and `send` go through it, so that it can draw once more and then close."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._next: asyncio.Task[Message] | None = None
        self._fed: asyncio.Queue[Message] = asyncio.Queue()
        self._feeding: asyncio.Task[Message] | None = None
        self._connected = self._ending = self._drawing = self._closed = False
        self._drawn = asyncio.Event()

    async def receive(self) -> Message:
        """The next message: the browser's, or, once it is connected, one that the guard feeds."""
        if not self._connected:
            self._connected = True
            return await self._receive()
        self._next = self._next or asyncio.ensure_future(self._receive())
        self._feeding = self._feeding or asyncio.ensure_future(self._fed.get())
        done, _ = await asyncio.wait({self._next, self._feeding}, return_when=asyncio.FIRST_COMPLETED)
        if self._feeding in done:
            message, self._feeding = self._feeding.result(), None
        else:
            message, self._next = self._next.result(), None
        return message

    async def send(self, message: Message) -> None:
        """Pass a message on to the browser; after the end nothing is sent."""
        if self._closed:
            return
        await self._send(message)
        if self._ending and (words := message.get("bytes")):
            self._drawing = self._drawing or begins_run(words)
            if self._drawing and ends_run(words):
                self._drawn.set()

    async def end(self) -> None:
        """Have the script run once more, so that the page says that nobody is signed in, then close it."""
        self._ending = True
        self._fed.put_nowait({"type": "websocket.receive", "bytes": rerun_message()})
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._drawn.wait(), LAST_RUN_SECONDS)
        if self._closed:
            return
        self._closed = True
        self._fed.put_nowait({"type": "websocket.disconnect", "code": SESSION_ENDED})
        with contextlib.suppress(OSError, RuntimeError):  # the browser went first
            await self._send({"type": "websocket.close", "code": SESSION_ENDED})

    def leave(self) -> None:
        """The websocket is gone; what was still waited for is given up."""
        self._closed = True
        self._drawn.set()
        for task in (self._next, self._feeding):
            if task is not None:
                task.cancel()


class OpenPages:
    """All open pages of this process by their session, and the one task that ends them."""

    def __init__(self) -> None:
        self._pages: dict[int, set[OpenPage]] = defaultdict(set)
        self._watch: asyncio.Task[None] | None = None
        self._ends: set[asyncio.Task[None]] = set()

    def enter(self, session_id: int, page: OpenPage) -> None:
        """A page of a session opens; the first one sets the watch."""
        self._pages[session_id].add(page)
        if self._watch is None:
            self._watch = asyncio.create_task(self._watch_sessions())

    def leave(self, session_id: int, page: OpenPage) -> None:
        """A page is gone; the last one ends the watch."""
        page.leave()
        if session_id in self._pages:
            self._pages[session_id].discard(page)
            if not self._pages[session_id]:
                del self._pages[session_id]
        if not self._pages and self._watch is not None:
            self._watch.cancel()
            self._watch = None

    async def close(self) -> None:
        """The process ends: wait for nothing any more."""
        tasks = [*self._ends, *([self._watch] if self._watch else [])]
        self._watch = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def end(self, session_ids: Collection[int]) -> None:
        """End every open page of some sessions."""
        for session_id in self._pages.keys() & set(session_ids):
            for page in self._pages.pop(session_id):
                task = asyncio.create_task(page.end())
                self._ends.add(task)
                task.add_done_callback(self._ends.discard)
            log.info("pages closed", reason="session ended")

    async def _watch_sessions(self) -> None:
        clock = asyncio.get_running_loop().time
        answered, expiry_due = utc_now(), clock()
        while True:
            await asyncio.sleep(ASK_SECONDS)
            asked = utc_now()
            try:
                self.end(await _ask(partial(sessions_ended_since, moment=answered - LOOK_BACK)))
                if clock() >= expiry_due:
                    self.end(await _ask(partial(sessions_expired_among, session_ids=frozenset(self._pages))))
                    expiry_due = clock() + EXPIRY_SECONDS
            except Exception:
                log.exception("ended sessions could not be read; trying again")
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                answered = asked


async def _ask(question: Callable[[Database], frozenset[int]]) -> frozenset[int]:
    return await run_in_threadpool(question, open_database(settings().database_url))
