"""The visitor: who looks at this page, in which language, read anew at every script run."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import local

import streamlit as st

from challenge.errors import NotSignedInError
from challenge.services.permissions import Actor, Held, Place
from challenge.services.registration import has_registration
from challenge.services.sessions import SignedIn, read_session
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.store.team_models import RoleKind
from challenge.wording.templating import speaker
from challenge.wording.text import LOCALES, match_locale

CHOSEN_LOCALE = "locale"
WANTED = "wanted"
"""The room that somebody without a session asked for."""
CHOSEN_EDITION = "edition"
LAST_LOCALE = "last-locale"
"""What the page was drawn in: the last run of an ended session is asked for by the guard, which knows no language."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a page open; without an actor only the front page is theirs."""

    database: Database
    locale: str
    actor: Actor | None
    session_id: int | None = None
    """The session of this browser, to be told from the visitor's others."""

    @property
    def say(self) -> Callable[..., str]:
        """The catalogue in the visitor's language."""
        return speaker(self.locale)

    @property
    def signed_in(self) -> Actor:
        """The actor of a page that only signed-in people reach; raises NotSignedInError."""
        if self.actor is None:
            raise NotSignedInError
        return self.actor

    @property
    def edition_id(self) -> int:
        """The edition the visitor is in: the one chosen if they hold something in it, else the newest held."""
        held, chosen = self.signed_in.held, st.session_state.get(CHOSEN_EDITION)
        return next((role.edition_id for role in held if role.edition_id == chosen), held[0].edition_id)

    @property
    def participation(self) -> Held | None:
        """The visitor's own participation, if they take part."""
        return self.actor.participation if self.actor else None

    @property
    def place(self) -> Place:
        """Where rights over one's own participation are asked; raises NotSignedInError for others."""
        held = self.participation
        if held is None:
            raise NotSignedInError
        return Place(held.edition_id, held.entry_id, held.team_id, held.participation_id)

    @property
    def registers(self) -> bool:
        """Whether the visitor has a company to register: holds no role yet, or has begun."""
        return self.actor is not None and (
            not (self.actor.held or self.actor.second_step_due) or has_registration(self.database, self.actor)
        )

    @property
    def waits(self) -> bool:
        """Whether the organiser has still to confirm who this is, because the slip was issued again."""
        return self.actor is not None and self.actor.unconfirmed

    def holds(self, kind: RoleKind) -> bool:
        """Whether the visitor holds a role of that kind."""
        return self.actor is not None and self.actor.holds(kind)


_run = local()
"""What one script run knows; Streamlit gives each run a thread of its own."""


def greet_visitor() -> Visitor:
    """Whoever looks, read anew at the start of a run: the session in the database, then the language."""
    database = open_database(settings().database_url)
    session = _session(database, st.context.cookies.get(settings().cookie_name))
    actor = session.actor if session else None
    shown = st.session_state.get(CHOSEN_LOCALE) or st.session_state.get("language")  # outlives a lost connection
    kept = None if st.context.locale else st.session_state.get(LAST_LOCALE)
    chosen = shown or (actor.locale if actor else None) or kept
    locale = chosen if chosen in LOCALES else match_locale(st.context.locale)
    st.session_state[LAST_LOCALE] = locale
    visitor = Visitor(database, locale, actor, session.session_id if session else None)
    _run.visitor = visitor
    return visitor


def read_visitor() -> Visitor:
    """The visitor of this run, as the shell has greeted them; outside of the shell they are greeted now."""
    greeted: Visitor | None = getattr(_run, "visitor", None)
    return greeted or greet_visitor()


def _session(database: Database, token: str | None) -> SignedIn | None:
    if not token:
        return None
    try:
        return read_session(database, token)
    except NotSignedInError:
        return None
