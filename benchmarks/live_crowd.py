"""A crowd of listeners on real sockets in one thread, lean enough never to be what is slow."""

import re
import selectors
import socket
import time
import zlib
from dataclasses import dataclass, field

EVENTS = "/live/demo/events"
ASKED = "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\nAccept-Encoding: gzip\r\n\r\n"
"""As browsers ask."""
GZIP_HEAD = 10
ID = re.compile(rb"id: (\d+)\n")
FIRST_BYTES = 32
"""Of an event that are unpacked: enough to read its id."""
RECEIVE = 1 << 18
AT_ONCE = 100


@dataclass(slots=True, eq=False)
class Listener:
    """One open stream: what has come of it, and when each revision was there to the last byte."""

    socket: socket.socket
    rest: bytes = b""
    open: bool = False
    arrived: dict[int, float] = field(default_factory=dict)

    def take(self, data: bytes, now: float) -> None:
        """Note the events that have come whole."""
        self.rest += data
        if not self.open:
            head, found, rest = self.rest.partition(b"\r\n\r\n")
            if not found:
                return
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(head.decode())
            self.open, self.rest = True, rest
        while (line := self.rest.find(b"\r\n")) > 0:
            start, size = line + 2, int(self.rest[:line], 16)
            if len(self.rest) < start + size + 2:
                return
            chunk, self.rest = self.rest[start : start + size], self.rest[start + size + 2 :]
            revision = _revision(chunk)
            if revision is not None:
                self.arrived[revision] = now


def _revision(chunk: bytes) -> int | None:
    raw = chunk[GZIP_HEAD:] if chunk.startswith(b"\x1f\x8b") else chunk
    found = ID.match(zlib.decompressobj(-zlib.MAX_WBITS).decompress(raw, FIRST_BYTES))
    return int(found[1]) if found else None


class Crowd:
    """Many listeners, heard together."""

    def __init__(self) -> None:
        self.selector = selectors.EpollSelector()
        self.listeners: list[Listener] = []

    def join(self, host: str, number: int, path: str = EVENTS) -> None:
        """Let so many more listeners come, some at a time, until each has had its first snapshot."""
        for begin in range(0, number, AT_ONCE):
            group = [self._open(host, path) for _ in range(min(AT_ONCE, number - begin))]
            while not all(listener.arrived for listener in group):
                self.hear(0.1)

    def hear(self, seconds: float) -> None:
        """Take whatever comes within a time."""
        until = time.perf_counter() + seconds
        while (left := until - time.perf_counter()) > 0:
            for key, _ in self.selector.select(left):
                data = key.fileobj.recv(RECEIVE)
                if not data:
                    raise ConnectionError("the server ended a stream")
                key.data.take(data, time.perf_counter())

    def hear_of(self, revision: int) -> None:
        """Take what comes until everybody has a snapshot that holds a revision."""
        while not all(max(listener.arrived) >= revision for listener in self.listeners):
            self.hear(0.05)

    def latencies(self, committed: dict[int, float]) -> list[float]:
        """Seconds from each commit until each listener had a snapshot that holds it."""
        return [
            min(moment for revision, moment in listener.arrived.items() if revision >= changed) - since
            for listener in self.listeners
            for changed, since in committed.items()
        ]

    def close(self) -> None:
        """All go."""
        for listener in self.listeners:
            listener.socket.close()
        self.selector.close()

    def _open(self, host: str, path: str) -> Listener:
        name, port = host.split(":")
        stream = socket.create_connection((name, int(port)))
        stream.sendall(ASKED.format(path=path, host=host).encode())
        stream.setblocking(False)
        listener = Listener(stream)
        self.listeners.append(listener)
        self.selector.register(stream, selectors.EVENT_READ, listener)
        return listener
