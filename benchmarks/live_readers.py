"""Clients that read one address over and over, each over a connection that it keeps, in one thread."""

import re
import selectors
import socket
import time

LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)
ASKED = "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n"
RECEIVE = 1 << 18


class Readers:
    """Clients that ask again as soon as they were answered."""

    def __init__(self, host: str, path: str, number: int) -> None:
        self._asked = ASKED.format(path=path, host=host).encode()
        self._selector = selectors.EpollSelector()
        name, port = host.split(":")
        self._clients = [socket.create_connection((name, int(port))) for _ in range(number)]
        for client in self._clients:
            client.setblocking(False)
            self._selector.register(client, selectors.EVENT_READ, [b"", 0.0])

    def read_for(self, seconds: float) -> list[float]:
        """Seconds that each answer took."""
        taken: list[float] = []
        end = time.perf_counter() + seconds
        for key in self._selector.get_map().values():
            key.data[:] = b"", time.perf_counter()
            key.fileobj.send(self._asked)
        waiting = len(self._clients)
        while waiting:
            for key, _ in self._selector.select():
                came, asked = key.data
                came += key.fileobj.recv(RECEIVE)
                if not _whole(came):
                    key.data[0] = came
                    continue
                now = time.perf_counter()
                taken.append(now - asked)
                if now < end:
                    key.data[:] = b"", now
                    key.fileobj.send(self._asked)
                else:
                    waiting -= 1
        return taken

    def close(self) -> None:
        """All go."""
        for client in self._clients:
            client.close()
        self._selector.close()


def _whole(came: bytes) -> bool:
    head = came.find(b"\r\n\r\n")
    if head < 0:
        return False
    if not came.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(came[:head].decode())
    return len(came) >= head + 4 + int(LENGTH.search(came, 0, head)[1])
