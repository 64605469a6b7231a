"""Followers of the live stream as browsers are, and a server of the live routes in this process."""

import socket
import zlib
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Event, Thread

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware

from challenge.web import hub as hubs
from challenge.web import live
from challenge.web.guard import Guard
from challenge.web.hub import Hub
from challenge.web.shortcut import Shortcut

PATIENCE = 20
EVENTS = "/live/test/events"
JSON = "/live/test.json"


@dataclass(frozen=True)
class Told:
    """One event of a stream."""

    kind: str
    id: str
    data: str
    retry: str = ""


@dataclass(frozen=True)
class LiveServer:
    """A server whose hub can be looked at."""

    host: str
    hub: Hub

    def follow(self, path=EVENTS, **headers):
        """Open a stream."""
        return Follower(self.host, path, **headers)

    def ask(self, path=JSON, method="GET", **headers):
        """One answer, its body read."""
        connection = HTTPConnection(self.host, timeout=PATIENCE)
        connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        answer.body = answer.read()
        connection.close()
        return answer


class Follower:
    """A browser that has opened a stream."""

    def __init__(self, host, path=EVENTS, **headers):
        self.connection = HTTPConnection(host, timeout=PATIENCE)
        self.connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        self.answer = self.connection.getresponse()
        self.packed = self.answer.getheader("content-encoding") == "gzip"
        self._unpacking = zlib.decompressobj(16 + zlib.MAX_WBITS)
        self._text = b""

    def next(self):
        """The next event; the first one says how soon to come back, and the time."""
        while b"\n\n" not in self._text:
            came = self.answer.read1()
            if not came:
                raise EOFError
            self._text += self._unpacking.decompress(came) if self.packed else came
        words, _, self._text = self._text.partition(b"\n\n")
        lines = dict(line.split(": ", 1) for line in words.decode().splitlines())
        return Told(lines.get("event", ""), lines.get("id", ""), lines.get("data", ""), lines.get("retry", ""))

    def first(self):
        """The snapshot that comes at once."""
        self.next()
        return self.next()

    def close(self):
        """As when a tab is closed."""
        self.connection.close()
        self.answer.close()


@contextmanager
def live_server():
    """The live routes behind the guard, served by a thread of this process."""
    begun, kept = Event(), []

    @asynccontextmanager
    async def lifespan(_app):
        async with hubs.live() as hub:
            kept.append(hub)
            begun.set()
            yield

    shortcut = [Middleware(Guard), Middleware(Shortcut, routes=live.ROUTES)]
    app = Starlette(middleware=shortcut, lifespan=lifespan)
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listening:
        config = uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1, proxy_headers=False)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, args=([listening],))
        thread.start()
        try:
            assert begun.wait(PATIENCE)
            yield LiveServer(f"127.0.0.1:{listening.getsockname()[1]}", kept[0])
        finally:
            server.should_exit = True
            thread.join()
