"""A real server in a process of its own, and pages on it as a browser opens them."""

import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

ROOT = Path(__file__).parents[2]
PATIENCE = 20
START_SECONDS = 60


@dataclass(frozen=True)
class Served:
    """A server that answers: its address, its log and its process."""

    address: str
    log: Path
    process: subprocess.Popen
    open: ExitStack = field(default_factory=ExitStack)

    def open_page(self, cookie="", *, page_id=None, **headers):
        """Open a page as a browser does; with a page's id, as one that reconnects to it."""
        headers.setdefault("origin", self.address)
        protocols = ["streamlit", "none", page_id] if page_id else ["streamlit"]
        sent = {name.replace("_", "-"): value for name, value in headers.items() if value is not None}
        if cookie:
            sent["cookie"] = f"session={cookie}"
        stream = self.address.replace("http:", "ws:") + "/_stcore/stream"
        opening = connect(stream, additional_headers=sent, subprotocols=protocols, max_size=None, proxy=None)
        return Page(self.open.enter_context(opening))

    def visit(self, cookie=""):
        """A browser's plain requests."""
        named = {"base_url": self.address, "headers": {"origin": self.address}, "trust_env": False}
        client = self.open.enter_context(httpx2.Client(cookies={"session": cookie} if cookie else None, **named))
        client.headers["x-xsrftoken"] = client.get("/_stcore/health").cookies.get("_streamlit_xsrf", "")
        return client


@dataclass
class Page:
    """One open page."""

    socket: object
    id: str = ""
    media: list = field(default_factory=list)

    def run(self):
        """Ask for the page and wait for it; returns its words."""
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        self.socket.send(asked.SerializeToString())
        return self.await_run()

    def await_run(self, patience=PATIENCE):
        """Wait for a run that somebody asked for; returns the page's words."""
        words = []
        while True:
            message = ForwardMsg.FromString(self.socket.recv(patience))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                words = []
                self.id = message.new_session.initialize.session_id
            if kind == "delta":
                element = message.delta.new_element
                words += [element.text.body] if element.WhichOneof("type") == "text" else []
                self.media += [image.url for image in element.imgs.imgs]
            if kind == "script_finished":
                return words

    def await_close(self, patience=PATIENCE):
        """Wait until the server closes the page; returns its code."""
        try:
            while True:
                self.socket.recv(patience)
        except ConnectionClosed as closed:
            return closed.rcvd.code

    def close(self):
        """As when a tab is closed."""
        self.socket.close()


@contextmanager
def serve(module, database_url, log, **environment):
    """Serve an app until the end of the block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", module, "--host", "127.0.0.1", "--port", str(port)]
    mine = {"CHALLENGE_DATABASE_URL": database_url, "CHALLENGE_PUBLIC_URL": address, "CHALLENGE_DEMO": "true"}
    mine |= {"CHALLENGE_SECRET_KEY": "served", "PYTHONPATH": f"{ROOT}:{Path(__file__).parent}"}
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--timeout-graceful-shutdown", "2", "--no-proxy-headers"],
            cwd=ROOT,
            env=os.environ | mine | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            _await_health(address, server, log)
            yield Served(address, log, server)
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


def _await_health(address, server, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            if httpx2.get(f"{address}/healthz", timeout=2, trust_env=False).status_code == 200:
                return
        except httpx2.TransportError:  # not listening yet
            pass
        try:
            server.wait(0.1)  # ends early where the server does
        except subprocess.TimeoutExpired:
            continue
    raise AssertionError(f"the server did not answer /healthz:\n{log.read_text(errors='replace')[-4000:]}")
