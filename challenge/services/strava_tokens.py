"""Tokens of Strava: sealed, renewed before they end by one worker at a time, the newest one kept."""

from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from challenge.errors import StravaError, StravaRefusedError
from challenge.services.editions import utc_now
from challenge.services.sealing import seal, unseal
from challenge.store.database import Database
from challenge.store.lone import alone
from challenge.store.source_models import StravaAthlete
from challenge.strava.oauth import Tokens, refresh_tokens, revoke
from challenge.strava.site import Site

EARLIER = timedelta(minutes=5)
"""So long before its end an access token is renewed."""


def sealed(tokens: Tokens) -> str:
    """Both tokens as they are stored."""
    return seal({"access": tokens.access_token, "refresh": tokens.refresh_token})


def unsealed(words: str, expires_at: datetime) -> Tokens:
    """Stored tokens again."""
    facts = unseal(words)
    return Tokens(facts["access"], facts["refresh"], expires_at)


def access_token(
    database: Database, site: Site, account_id: int, *, refused: str | None = None, now: datetime | None = None
) -> str:
    """A token that opens a person's activities for at least five minutes; not the one that Strava has `refused`.

    Raises StravaRefusedError where the consent has ended or the person has disconnected, and what Strava raises.
    """
    moment = now or utc_now()
    found = _good(_row(database, account_id), moment, refused)
    if found is not None:
        return found
    with alone(database, renewal_of(account_id)):
        row = _row(database, account_id)
        return _good(row, moment, refused) or _renewed(database, site, account_id, row)


def check_consent(database: Database, site: Site, account_id: int) -> None:
    """Raise StravaRefusedError where a person's consent has ended, as Strava itself says: tokens are renewed for it."""
    with alone(database, renewal_of(account_id)):
        row = _row(database, account_id)
        if row is not None:
            _renewed(database, site, account_id, row)


def give_back(site: Site, tokens: Tokens) -> None:
    """End a consent at Strava, as far as Strava can be reached."""
    with suppress(StravaError):
        revoke(site, tokens.access_token if site.revokes_the_old_way else tokens.refresh_token)


def renewal_of(account_id: int) -> str:
    """The name under which whoever changes somebody's tokens is alone."""
    return f"strava tokens {account_id}"


def note_trouble(database: Database, account_id: int, refusal: StravaError) -> None:
    """Keep what did not work, for the person to read; where access was taken away nothing is asked any more."""
    gone = {"sync_due_at": None} if isinstance(refusal, StravaRefusedError) else {}
    with database.transaction() as connection:
        connection.execute(
            update(StravaAthlete).where(StravaAthlete.account_id == account_id).values(trouble=refusal.code, **gone)
        )


def _row(database: Database, account_id: int) -> Any:
    with database.reading() as connection:
        return connection.execute(
            select(StravaAthlete.sealed_tokens, StravaAthlete.expires_at).where(StravaAthlete.account_id == account_id)
        ).one_or_none()


def _good(row: Any, moment: datetime, refused: str | None) -> str | None:
    if row is None:
        raise StravaRefusedError
    tokens = unsealed(row.sealed_tokens, row.expires_at)
    return tokens.access_token if row.expires_at - EARLIER > moment and tokens.access_token != refused else None


def _renewed(database: Database, site: Site, account_id: int, row: Any) -> str:
    """New tokens in the place of the old ones; of somebody who disconnects meanwhile they are given back."""
    try:
        tokens = refresh_tokens(site, unsealed(row.sealed_tokens, row.expires_at).refresh_token)
    except StravaRefusedError as refusal:
        note_trouble(database, account_id, refusal)
        raise
    with database.transaction() as connection:
        kept = connection.execute(
            update(StravaAthlete)
            .where(StravaAthlete.account_id == account_id)
            .values(sealed_tokens=sealed(tokens), expires_at=tokens.expires_at)
        )
    if not kept.rowcount:
        give_back(site, tokens)
        raise StravaRefusedError
    return tokens.access_token
