"""One browser's worth of a page: the websocket that a script run is asked on and drawn through."""

import asyncio
import time

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

from benchmarks.server import Server

PATIENCE_SECONDS = 30
ENTRANCE, HOME = "", "home"
"""Names of the pages a browser asks for: where it arrives, and where it is from then on."""
ONLY_AT_HOME = "plotly_chart"
"""The front page, shown to whoever is not signed in, has none."""


class PageFailedError(Exception):
    """A run of the page did not end as it should."""


async def open_page(server: Server, cookie: str) -> ClientConnection:
    """A session as a browser opens it; nothing has run yet."""
    return await connect(
        f"ws://{server.host}/_stcore/stream",
        origin=server.address,
        additional_headers={"Cookie": cookie},
        subprotocols=["streamlit"],
        max_size=None,
        ping_interval=None,
    )


async def run_page(page: ClientConnection, name: str = HOME) -> float:
    """Seconds from asking for a run to its end; raises PageFailedError when the page fails or is not home."""
    started = time.perf_counter()
    asked = BackMsg()
    asked.rerun_script.page_name = name
    await page.send(asked.SerializeToString())
    async with asyncio.timeout(PATIENCE_SECONDS):
        drawn = await _until_finished(page)
    taken = time.perf_counter() - started
    if ONLY_AT_HOME not in drawn:
        raise PageFailedError(f"this is not home: {sorted(drawn)}")
    return taken


async def _until_finished(page: ClientConnection) -> set[str]:
    """Kinds of elements drawn by a run."""
    drawn = set()
    while True:
        message = ForwardMsg.FromString(await page.recv(decode=False))
        kind = message.WhichOneof("type")
        if kind == "delta" and message.delta.WhichOneof("type") == "new_element":
            drawn.add(message.delta.new_element.WhichOneof("type"))
            if "exception" in drawn:
                raise PageFailedError(message.delta.new_element.exception.message)
        if kind == "script_finished":
            if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                continue  # the entrance leads on to home
            if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                raise PageFailedError(f"ended with {message.script_finished}")
            return drawn
