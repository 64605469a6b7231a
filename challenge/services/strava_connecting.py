"""Connecting Strava: there and back, bound to one session and good once, as long as places last."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, insert, select, update

from challenge.errors import (
    StravaDeclinedError,
    StravaElsewhereError,
    StravaFullError,
    StravaWayBackError,
)
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require, require_confirmed
from challenge.services.sealing import new_token, plain_hash
from challenge.services.strava_budget import is_full, note_full
from challenge.services.strava_ending import delete_connection
from challenge.services.strava_erasure import erase_of_account
from challenge.services.strava_tokens import give_back, renewal_of, sealed
from challenge.settings import settings
from challenge.store.database import Database
from challenge.store.locks import hold_name
from challenge.store.lone import alone
from challenge.store.source_models import StravaAthlete, StravaRequest
from challenge.strava.oauth import Grant, Scope, Tokens, accept_grant, authorize_url, granted_scopes
from challenge.strava.site import Site, configured_site

GOOD_FOR = timedelta(minutes=10)
"""How long the way to Strava and back may take; so long it holds a place."""
CALLBACK = "/strava/callback"


@dataclass(frozen=True, slots=True)
class WayBack:
    """What Strava adds to the address when it leads a person back."""

    state: str
    code: str = ""
    scope: str = ""
    error: str = ""


def begin_connecting(
    database: Database,
    actor: Actor,
    place: Place,
    session_id: int,
    *,
    private: bool = False,
    now: datetime | None = None,
) -> str:
    """The address at Strava where the person consents, to private activities too if they wish.

    Raises StravaOffError without keys, StravaFullError when all places are taken.
    """
    require_confirmed(actor)
    require(actor, Permission.CHANGE_OWN, place)
    site, moment, state = configured_site(), now or utc_now(), new_token()
    with database.transaction() as connection:
        hold_name(connection, "strava places")
        if places_left(connection, moment, besides=actor.account_id) < 1:
            raise StravaFullError
        own = StravaRequest.account_id == actor.account_id
        connection.execute(delete(StravaRequest).where(own | (StravaRequest.created_at <= moment - GOOD_FOR)))
        request = {"state_hash": plain_hash(state), "session_id": session_id, "account_id": actor.account_id}
        connection.execute(insert(StravaRequest).values(request | {"created_at": moment}))
    scopes = (Scope.READ, Scope.EVERY_ACTIVITY if private else Scope.ACTIVITY)
    return authorize_url(site, state=state, redirect_uri=f"{settings().public_url}{CALLBACK}", scopes=scopes)


def finish_connecting(
    database: Database, actor: Actor, session_id: int, back: WayBack, *, now: datetime | None = None
) -> None:
    """Connect whoever comes back from Strava.

    Raises StravaWayBackError where this session did not begin, StravaDeclinedError and StravaScopeMissingError where
    the person said no, StravaElsewhereError, StravaFullError, and what Strava raises.
    """
    require_confirmed(actor)
    site, moment = configured_site(), now or utc_now()
    _use_up(database, back.state, session_id, moment)
    if back.error or not back.code:
        raise StravaDeclinedError
    with alone(database, renewal_of(actor.account_id)):
        try:
            grant = accept_grant(site, back.code, granted_scopes(back.scope))
        except StravaFullError:
            note_full(database, now=moment)
            raise
        _keep(database, site, actor, grant, moment)


def places_left(connection: Connection, moment: datetime, *, besides: int = 0) -> int:
    """How many more people can connect, counting who is on the way to Strava; not counting one account itself."""
    connected = set(connection.scalars(select(StravaAthlete.account_id)))
    if besides in connected:
        return 1
    if is_full(connection, moment):
        return 0
    on_the_way = select(StravaRequest.account_id).where(StravaRequest.created_at > moment - GOOD_FOR)
    taken = (connected | set(connection.scalars(on_the_way))) - {besides}
    return max(0, settings().strava_athletes - len(taken))


def _use_up(database: Database, state: str, session_id: int, moment: datetime) -> None:
    """Let a way back pass once, in the session that began it."""
    with database.transaction() as connection:
        used = connection.execute(
            delete(StravaRequest)
            .where(StravaRequest.state_hash == plain_hash(state), StravaRequest.session_id == session_id)
            .returning(StravaRequest.created_at)
        ).one_or_none()
    if used is None or moment - used.created_at > GOOD_FOR:
        raise StravaWayBackError


def _keep(database: Database, site: Site, actor: Actor, grant: Grant, moment: datetime) -> None:
    """Store a consent with its account; another athlete of the person's is left as when they disconnect."""
    try:
        before = _stored(database, actor, grant, moment)
    except StravaFullError:
        give_back(site, grant.tokens)
        raise
    if before is not None:
        erase_of_account(database, actor.account_id, now=moment)
        give_back(site, before)


def _stored(database: Database, actor: Actor, grant: Grant, moment: datetime) -> Tokens | None:
    """Keep the newest tokens of an athlete; returns those of another athlete who was the person's before.

    Raises StravaElsewhereError where the athlete is somebody else's here, with theirs renewed.
    """
    tokens = {"sealed_tokens": sealed(grant.tokens), "expires_at": grant.tokens.expires_at}
    tokens |= {"scopes": ",".join(sorted(grant.scopes))}
    afresh = tokens | {"trouble": None, "sync_due_at": moment}
    with database.transaction() as connection:
        hold_name(connection, "strava places")
        holder = connection.scalar(select(StravaAthlete.account_id).where(StravaAthlete.athlete_id == grant.athlete_id))
        before = None
        if holder is not None:
            connection.execute(update(StravaAthlete).where(StravaAthlete.account_id == holder).values(afresh))
        else:
            before = delete_connection(connection, actor.account_id)
            connected = connection.scalar(select(func.count()).select_from(StravaAthlete)) or 0
            if connected >= settings().strava_athletes:
                raise StravaFullError
            row = {"account_id": actor.account_id, "athlete_id": grant.athlete_id, "connected_at": moment}
            connection.execute(insert(StravaAthlete).values(row | afresh))
    if holder not in {None, actor.account_id}:
        raise StravaElsewhereError
    return before
