"""The real server in a process of its own, on a free port and a database that is already filled."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlencode
from urllib.request import urlopen

import psutil

ROOT = Path(__file__).parents[1]
PATIENCE_SECONDS = 60
MEGABYTE = 1_000_000


class Server:
    """A running server; ends with its `with`."""

    def __init__(self, database_url: str, log: Path, *, module: str = "app:app", **settings: str) -> None:
        self._module = module
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.host = f"127.0.0.1:{free.getsockname()[1]}"
        self.address = f"http://{self.host}"
        self.log = log
        self._environment = {
            **os.environ,
            "MALLOC_ARENA_MAX": "2",  # as `make run` has it
            "CHALLENGE_DATABASE_URL": database_url,
            "CHALLENGE_PUBLIC_URL": self.address,
            "CHALLENGE_DEMO": "true",
            **settings,
        }
        self.start_seconds = 0.0

    def __enter__(self) -> Self:
        name, port = self.host.split(":")
        command = [sys.executable, "-m", "uvicorn", self._module, "--host", name, "--port", port]
        command += ["--timeout-graceful-shutdown", "3"]
        started = time.perf_counter()
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=self._environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait(started)
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._end()
        if kind:
            sys.stderr.write(self.log.read_text())

    def rss(self) -> float:
        """Megabytes of memory it holds now."""
        return psutil.Process(self._process.pid).memory_info().rss / MEGABYTE

    def cpu_seconds(self) -> float:
        """Seconds of processor it has used."""
        times = psutil.Process(self._process.pid).cpu_times()
        return times.user + times.system

    def open_files(self) -> int:
        """Files and connections it has open."""
        return psutil.Process(self._process.pid).num_fds()

    def read_json(self, path: str) -> Any:
        """What is answered at an address, read as JSON."""
        with urlopen(f"{self.address}{path}", timeout=PATIENCE_SECONDS) as answer:  # noqa: S310  our own address
            return json.load(answer)

    def sign_in(self, role: str) -> str:
        """Enter the demo as somebody of that role; the cookie that a browser would send from then on."""
        headers = {"Origin": self.address, "Content-Type": "application/x-www-form-urlencoded"}
        status, cookie = self._ask("POST", "/sign-in", urlencode({"entry": role}), headers)
        if status != http.client.SEE_OTHER or not cookie:
            raise RuntimeError(f"sign-in answered {status}")
        return cookie.partition(";")[0]

    def _wait(self, started: float) -> None:
        while time.perf_counter() < started + PATIENCE_SECONDS:
            if self._process.poll() is not None:
                break
            try:
                status, _ = self._ask("GET", "/healthz")
            except OSError:
                status = 0
            if status == http.client.OK:
                self.start_seconds = time.perf_counter() - started
                return
            time.sleep(0.01)
        raise RuntimeError(f"the server did not start:\n{self.log.read_text()}")

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> tuple:
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            answer.read()
            return answer.status, answer.getheader("Set-Cookie")
        finally:
            connection.close()

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
