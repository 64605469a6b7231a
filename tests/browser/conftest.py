"""A real server, a real Chromium, and a fresh context for every journey."""

import os
import shutil
import socket
import subprocess
import sys
import tarfile
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest
from browser_steps import Visit
from playwright.sync_api import sync_playwright
from real_edition import Installation

from challenge.store.database import Database

ROOT = Path(__file__).parents[2]
FOLDER = Path(__file__).parent
TOOLS = ROOT / ".tools"
AXE = "axe-core-4.14.1.tgz"
START_SECONDS = 60
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The first that is there: Chromium without a window draws the same pages with a quarter less work."""
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Everything in this folder is a browser journey, and comes last: the browser's loop runs on once it was begun."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.browser)
    items.sort(key=lambda item: item.path.is_relative_to(FOLDER))


def pytest_terminal_summary(terminalreporter):
    """A journey that was not made is no success: say so where it is read."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if "tests/browser/" in report.nodeid]
    reasons = [report.longrepr[2] for report in skipped if isinstance(report.longrepr, tuple)]
    for reason in sorted(set(reasons)):
        count = reasons.count(reason)
        terminalreporter.write_line(f"WARNING: {count} browser journeys NOT RUN: {reason}", yellow=True, bold=True)


@pytest.fixture(scope="session")
def chromium():
    """Where the browser is; without one every journey is skipped, loudly."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("NO CHROMIUM on this machine: install the package `chromium`; no page was looked at in a browser")
    return path


@pytest.fixture(scope="session")
def address(chromium, tmp_path_factory):  # noqa: ARG001  no server without a browser
    """The app served for real, on a port of its own, over a demo edition that it filled itself."""
    folder = tmp_path_factory.mktemp("server")
    with served(folder, f"sqlite:///{folder}/journeys.db", CHALLENGE_DEMO="true") as address:
        yield address


@pytest.fixture(scope="session")
def house(chromium, migrated_file, tmp_path_factory):  # noqa: ARG001  no server without a browser
    """The app without its demo, over a database that the tests write in too."""
    folder = tmp_path_factory.mktemp("house")
    database = Database(f"sqlite:///{shutil.copy(migrated_file, folder / 'house.db')}")
    url = database.engine.url.render_as_string(hide_password=False)
    with served(folder, url, CHALLENGE_DEMO="false") as address:
        yield Installation(address, database)
    database.close()


@pytest.fixture
def port():
    """A port that nobody listens on: a server may come and go at it."""
    return free_port()


@pytest.fixture
def serve(house, tmp_path):
    """Serve the installation a second time, `serve(port, CHALLENGE_…="…")`, until the end of a block."""
    url = house.database.engine.url.render_as_string(hide_password=False)
    return lambda port, **environment: served(tmp_path, url, port, CHALLENGE_DEMO="false", **environment)


@pytest.fixture
def visits_at(browser):
    """Begin visits to an address that a server may not answer yet."""
    return lambda address: visits_to(browser, address)


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextmanager
def served(folder, database_url, port=None, **environment):
    """Serve the app until the end of the block."""
    port = port or free_port()
    address = f"http://127.0.0.1:{port}"
    command = [sys.executable, "-m", "uvicorn", "app:app", "--host", "127.0.0.1", "--port", str(port)]
    mine = {"CHALLENGE_DATABASE_URL": database_url, "CHALLENGE_PUBLIC_URL": address}
    log = folder / "server.log"
    with (
        log.open("wb") as output,
        subprocess.Popen(
            [*command, "--timeout-graceful-shutdown", "3"],
            cwd=ROOT,
            env=os.environ | mine | environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        ) as server,
    ):
        try:
            _await_health(address, server, log)
            yield address
        finally:
            server.terminate()
            try:
                server.wait(15)
            except subprocess.TimeoutExpired:
                server.kill()


def _await_health(served, server, log):
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            with urlopen(f"{served}/healthz", timeout=2) as answer:  # noqa: S310  our own address
                if answer.status == 200:
                    return
        except OSError:  # not listening yet
            pass
        try:
            server.wait(0.2)  # ends early where the server does
        except subprocess.TimeoutExpired:
            continue
    pytest.fail(f"the server did not answer /healthz:\n{log.read_text(errors='replace')[-4000:]}", pytrace=False)


@pytest.fixture(scope="session")
def browser(chromium):
    """One browser for all journeys."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def open_visit(browser, address):
    """Begin a visit in a context of its own: `open_visit(color_scheme="dark")` and other context options."""
    with visits_to(browser, address) as begin:
        yield begin


@pytest.fixture
def enter(browser, house):
    """Begin a visit to the real installation, of a stranger or signed in as somebody."""
    with visits_to(browser, house.address) as begin:

        def enter_as(actor=None, *, cookie=None, **options):
            opened = begin(**options)
            if actor or cookie:
                opened.sign_in_as(cookie or house.cookie_of(actor))
            return opened

        yield enter_as


@contextmanager
def visits_to(browser, address):
    """Begin visits, and at the end close them and ask what went wrong on the way."""
    visits = []

    def begin(**options):
        chosen = {"viewport": {"width": 1280, "height": 800}, "locale": "en-GB", "timezone_id": "Europe/Paris"}
        visits.append(Visit(browser.new_context(**(chosen | options)), address))
        return visits[-1]

    yield begin
    for visit in visits:
        visit.context.close()
    for visit in visits:
        assert not visit.faults, visit.faults
        assert not visit.foreign_hosts(), visit.foreign_hosts()


@pytest.fixture
def visit(open_visit):
    """Somebody at a laptop who reads English."""
    return open_visit()


@pytest.fixture(scope="session")
def axe():
    """The source of axe-core, fetched once from npm into .tools/."""
    TOOLS.mkdir(exist_ok=True)
    if not (TOOLS / AXE).exists():
        npm = shutil.which("npm")
        if npm is None:
            pytest.skip("NO NPM on this machine: axe-core cannot be fetched, accessibility was NOT checked")
        done = subprocess.run(
            [npm, "pack", "axe-core@4.14.1", "--pack-destination", str(TOOLS)],
            capture_output=True,
            text=True,
            timeout=90,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"npm pack axe-core FAILED, accessibility was NOT checked: {done.stderr.strip()[-200:]}")
    with tarfile.open(TOOLS / AXE) as archive:
        return archive.extractfile("package/axe.min.js").read().decode()
