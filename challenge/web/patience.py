"""Patience: how long a listener that takes nothing is waited for, and how much is kept for it meanwhile."""

import socket

from starlette.types import Receive

SECONDS = 30
KEPT_BYTES = 1 << 16

OPTIONS = [(socket.SOL_SOCKET, socket.SO_SNDBUF, KEPT_BYTES)]
if hasattr(socket, "TCP_USER_TIMEOUT"):  # Linux
    OPTIONS.append((socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, SECONDS * 1000))


def limit_patience(receive: Receive) -> None:
    """Let the kernel end the connection of a listener that stopped reading or has vanished without a word.

    Asking the server to close would not: it first waits until all that was sent has been taken.
    """
    transport = getattr(getattr(receive, "__self__", None), "transport", None)  # uvicorn's; ASGI knows no connection
    connection = transport.get_extra_info("socket") if transport else None
    if connection is not None:
        for level, name, value in OPTIONS:
            connection.setsockopt(level, name, value)
