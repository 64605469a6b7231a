"""Leaving Strava: the connection ends and every detail vanishes at once; the points stay."""

from datetime import datetime

from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, require_confirmed
from challenge.services.strava_ending import delete_connection, tell_strava
from challenge.services.strava_erasure import erase_of_account
from challenge.store.database import Database
from challenge.strava.oauth import Tokens


def disconnect_strava(database: Database, actor: Actor, *, now: datetime | None = None) -> None:
    """End one's own connection: figures go at once, points stay, and Strava is told, where it can be reached.

    Somebody who is not connected is none.
    """
    require_confirmed(actor)
    tell_strava(forget_athlete(database, actor.account_id, now=now))


def forget_athlete(database: Database, account_id: int, *, now: datetime | None = None) -> Tokens | None:
    """Delete a connection with every figure that came by it; returns its last tokens."""
    with database.transaction() as connection:
        tokens = delete_connection(connection, account_id)
    erase_of_account(database, account_id, now=now or utc_now())
    return tokens
