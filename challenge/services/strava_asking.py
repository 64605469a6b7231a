"""Asking Strava for somebody: with a good token, within the budget, once more where a token was void too early."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from challenge.errors import StravaBusyError, StravaDownError, StravaRefusedError
from challenge.services.strava_budget import book_request, keeper, leave_alone
from challenge.services.strava_tokens import access_token, note_trouble
from challenge.store.database import Database
from challenge.strava.budget import Told
from challenge.strava.site import Site

Found = TypeVar("Found")


def ask_for(
    database: Database,
    site: Site,
    account_id: int,
    request: Callable[[str, Told], Found],
    *,
    interactive: bool = False,
    now: datetime,
) -> Found:
    """What one request with a person's token gives; raises StravaError, and keeps why nothing more can be asked."""
    token = access_token(database, site, account_id, now=now)
    try:
        return _ask(database, lambda told: request(token, told), interactive=interactive, now=now)
    except StravaRefusedError:
        token = access_token(database, site, account_id, refused=token, now=now)
    try:
        return _ask(database, lambda told: request(token, told), interactive=interactive, now=now)
    except StravaRefusedError as refusal:
        note_trouble(database, account_id, refusal)
        raise


def _ask(database: Database, request: Callable[[Told], Found], *, interactive: bool, now: datetime) -> Found:
    book_request(database, interactive=interactive, now=now)
    try:
        return request(keeper(database))
    except (StravaBusyError, StravaDownError) as refusal:
        leave_alone(database, refusal)
        raise
