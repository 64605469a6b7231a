"""The end of a connection to Strava: what is kept of it goes, and Strava is told."""

from sqlalchemy import Connection, delete, select

from challenge.errors import StravaOffError
from challenge.services.strava_budget import note_not_full
from challenge.services.strava_tokens import give_back, unsealed
from challenge.store.source_models import StravaAthlete, StravaEvent, StravaRequest
from challenge.strava.oauth import Tokens
from challenge.strava.site import configured_site


def delete_connection(connection: Connection, account_id: int) -> Tokens | None:
    """Delete a connection with what waits for it; returns its last tokens."""
    own = StravaAthlete.account_id == account_id
    row = connection.execute(
        select(StravaAthlete.athlete_id, StravaAthlete.sealed_tokens, StravaAthlete.expires_at).where(own)
    ).one_or_none()
    connection.execute(delete(StravaRequest).where(StravaRequest.account_id == account_id))
    if row is None:
        return None
    connection.execute(delete(StravaEvent).where(StravaEvent.athlete_id == row.athlete_id))
    connection.execute(delete(StravaAthlete).where(own))
    note_not_full(connection)
    return unsealed(row.sealed_tokens, row.expires_at)


def tell_strava(tokens: Tokens | None) -> None:
    """Give a consent back, as far as Strava can be reached; without keys there is nobody to tell."""
    try:
        site = configured_site()
    except StravaOffError:
        return
    if tokens is not None:
        give_back(site, tokens)
