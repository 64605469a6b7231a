"""Stopping: a server waits for every open answer before it stops, and a stream has no end of its own."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import current_thread, main_thread
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def told_of_stopping(tell: Callable[[], object]) -> Iterator[None]:
    """Be told when the server is asked to stop, before the server itself is."""
    servers = {number: signal.getsignal(number) for number in SIGNALS} if current_thread() is main_thread() else {}

    def pass_on(number: int, frame: FrameType | None) -> None:
        tell()
        handler = servers[signal.Signals(number)]
        if callable(handler):
            handler(number, frame)

    ours = [number for number, handler in servers.items() if callable(handler)]
    for number in ours:
        signal.signal(number, pass_on)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, servers[number])
