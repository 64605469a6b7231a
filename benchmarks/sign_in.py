"""Sign-in: how often one address may be guessed at, and how many people one process lets in a second."""

import http.client
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from sqlalchemy import insert

from benchmarks.figures import Line, empty, seconds
from benchmarks.server import Server
from challenge.errors import ChallengeError, CodeWrongError
from challenge.services.sealing import keyed_hash, new_token, plain_hash
from challenge.services.sign_in import ask_code, check_code
from challenge.store.account_models import Account, SignInCode
from challenge.store.database import Database
from challenge.store.ids import new_id

ADDRESS = "somebody@example.org"
START = datetime(2025, 3, 3, 12, tzinfo=UTC)
CLIENTS, MINUTES = 100, 60
PEOPLE, AT_ONCE = 600, 8
CODE = "240917"
TOKEN = re.compile(r'name="token" value="(\w+)"')


def code_guess() -> Line:
    """Guesses taken for one address within an hour, the larger of what one client and a hundred clients reach."""
    return ("code_guess", max(_guesses(1), _guesses(CLIENTS)), "guesses", 15)


def _guesses(clients: int) -> int:
    """Every client asks for a code each minute and guesses until it is stopped."""
    with empty() as (database, _):
        taken = 0
        for minute in range(MINUTES):
            moment = START + timedelta(minutes=minute)
            names = [f"client-{number}" for number in range(clients)]
            with ThreadPoolExecutor(AT_ONCE) as threads:
                taken += sum(threads.map(lambda name, now=moment: _one_client(database, name, now), names))
        return taken


def _one_client(database: Database, name: str, moment: datetime) -> int:
    facts = {"browser": name, "client": name, "now": moment}
    _refused(lambda: ask_code(database, email=ADDRESS, next_path="/", locale="fr", **facts))
    taken = 0
    while isinstance(_refused(lambda: check_code(database, code="x", **facts)), CodeWrongError):
        taken += 1
    return taken


def _refused(attempt: Callable[[], object]) -> ChallengeError | None:
    try:
        attempt()
    except ChallengeError as refusal:
        return refusal
    return None


def signin_rps() -> Line:
    """People who open the page of the code and are let in by it, per second, through one process."""
    with empty() as (database, path):
        browsers = _expected(database)
        database.close()
        proxy = {"CHALLENGE_TRUSTED_PROXIES": "127.0.0.0/8"}
        with Server(f"sqlite:///{path}", path.with_name("server.log"), **proxy) as server:
            _come_in(server, browsers[:AT_ONCE])
            rest = browsers[AT_ONCE:]
            with ThreadPoolExecutor(AT_ONCE) as threads:
                shares = [rest[number::AT_ONCE] for number in range(AT_ONCE)]
                taken = seconds(lambda: list(threads.map(lambda share: _come_in(server, share), shares)))
    return ("signin_rps", len(rest) / taken, "/s", 100)


def _expected(database: Database) -> list[str]:
    """Browsers that wait for the code of an account, all in time."""
    moment = datetime.now(UTC)
    browsers = [new_token() for _ in range(PEOPLE + AT_ONCE)]
    accounts, codes = [], []
    for number, browser in enumerate(browsers):
        email, code_id = f"person{number}@example.org", new_id()
        accounts.append({"id": new_id(), "name": "", "email": email, "created_at": moment})
        codes.append(
            {
                "id": code_id,
                "email": email,
                "browser_hash": plain_hash(browser),
                "code_hash": keyed_hash("code", f"{code_id}|{CODE}"),
                "next_path": "/",
                "locale": "fr",
                "created_at": moment,
                "expires_at": moment + timedelta(minutes=10),
            }
        )
    with database.transaction() as connection:
        connection.execute(insert(Account), accounts)
        connection.execute(insert(SignInCode), codes)
    return browsers


def _come_in(server: Server, browsers: list[str]) -> None:
    """Open the page and send the code, one browser after the other over one connection."""
    connection = http.client.HTTPConnection(server.host, timeout=30)
    for number, browser in enumerate(browsers):
        headers = {"Cookie": f"browser={browser}", "Origin": server.address, "X-Forwarded-For": f"10.0.{number}.1"}
        connection.request("GET", "/sign-in/code", headers=headers)
        found = TOKEN.search(connection.getresponse().read().decode())
        typed = urlencode({"token": found[1] if found else "", "code": CODE})
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        connection.request("POST", "/sign-in/code", typed, headers | form)
        answer = connection.getresponse()
        answer.read()
        if answer.status != http.client.SEE_OTHER:
            raise RuntimeError(f"a right code was answered with {answer.status}")
    connection.close()
