"""Soak: listeners come and go for a while, some rudely; the server must end up with as much as it had before.

`python -m benchmarks.soak [MINUTES]` answers pass or fail, and ends with 1 where it fails.
"""

import selectors
import socket
import sys
import time
from random import Random

from benchmarks.figures import demo
from benchmarks.live_app import CHANGE
from benchmarks.live_crowd import ASKED, EVENTS, RECEIVE
from benchmarks.server import Server

MINUTES, WARM_SECONDS, REST_SECONDS = 10.0, 45.0, 60.0
LISTENERS = 1_000
STAY_SECONDS = 20.0
"""How long one listens, on the average."""
DEAF, VANISHING = 0.05, 0.3
"""Shares of those who never read, and of those who end with a reset instead of a farewell."""
MORE_MEGABYTES, MORE_FILES = 12.0, 5
"""What the server may have more at the end than after the first minute's warming up."""
RESET = b"\x01\0\0\0\0\0\0\0"
"""SO_LINGER: on, for no time."""


def main(minutes: float) -> bool:
    """Warm up, remember, soak, rest, compare; returns whether the server is as it was."""
    with demo() as (database, _, path):
        database.close()
        crowd = {"module": "benchmarks.live_app:app", "CHALLENGE_LIVE_LISTENERS_PER_ADDRESS": "5000"}
        with Server(f"sqlite:///{path}", path.with_name("server.log"), **crowd) as server:
            visitors = Visitors(server)
            visitors.come_and_go(WARM_SECONDS)
            before = visitors.rest()
            visitors.come_and_go(minutes * 60)
            after = visitors.rest()
    (memory, files), (memory_now, files_now) = before, after
    print(f"{visitors.came} listeners came, {visitors.changes} changes were made")
    kept = [
        _told("memory", memory, memory_now, MORE_MEGABYTES, "MB"),
        _told("open files", files, files_now, MORE_FILES, ""),
    ]
    print("PASS" if all(kept) else "FAIL")
    return all(kept)


class Visitors:
    """A thousand listeners at a time, each of whom leaves in its own way."""

    def __init__(self, server: Server) -> None:
        self.came = self.changes = 0
        self._server = server
        self._random = Random(5)
        self._selector = selectors.EpollSelector()
        self._leaving: dict[socket.socket, float] = {}

    def come_and_go(self, seconds: float) -> None:
        """Keep a thousand there, and a change each second."""
        end = time.perf_counter() + seconds
        change_at = 0.0
        while (now := time.perf_counter()) < end:
            for gone in [one for one, moment in self._leaving.items() if moment < now]:
                self._leave(gone)
            for _ in range(min(50, LISTENERS - len(self._leaving))):
                self._come(now)
            if now >= change_at:
                self._server.read_json(CHANGE)
                self.changes, change_at = self.changes + 1, now + 1
            self._read(0.05)

    def rest(self) -> tuple[float, float]:
        """Everybody leaves; what the server holds once it has noticed."""
        for one in list(self._leaving):
            self._leave(one)
        time.sleep(REST_SECONDS)
        self._server.read_json(CHANGE)
        return self._server.rss(), self._server.open_files()

    def _come(self, now: float) -> None:
        name, port = self._server.host.split(":")
        one = socket.create_connection((name, int(port)))
        one.sendall(ASKED.format(path=EVENTS, host=self._server.host).encode())
        one.setblocking(False)
        if self._random.random() >= DEAF:
            self._selector.register(one, selectors.EVENT_READ)
        self._leaving[one] = now + self._random.expovariate(1 / STAY_SECONDS)
        self.came += 1

    def _leave(self, one: socket.socket) -> None:
        del self._leaving[one]
        if one in self._selector.get_map():
            self._selector.unregister(one)
        if self._random.random() < VANISHING:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        one.close()

    def _read(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if not key.fileobj.recv(RECEIVE):
                raise ConnectionError("the server ended a stream")


def _told(name: str, before: float, after: float, more: float, unit: str) -> bool:
    kept = after <= before + more
    print(f"{name:<12}{before:>8.0f} → {after:.0f} {unit} (at most {more:g} more): {'as it was' if kept else 'GROWN'}")
    return kept


if __name__ == "__main__":
    sys.exit(not main(float(sys.argv[1]) if sys.argv[1:] else MINUTES))
