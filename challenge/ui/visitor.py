"""The visitor: who looks at this page, in which language, read anew at every script run."""

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from challenge.errors import NotSignedInError
from challenge.services.accounts import read_session
from challenge.services.permissions import Actor, Held, Place
from challenge.settings import settings
from challenge.store.database import Database, open_database
from challenge.store.models import RoleKind
from challenge.wording.templating import speaker
from challenge.wording.text import LOCALES, match_locale

CHOSEN_LOCALE = "locale"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody with a page open; without an actor only the front page is theirs."""

    database: Database
    locale: str
    actor: Actor | None

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
        """The edition the visitor is in."""
        return self.signed_in.held[0].edition_id

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

    def holds(self, kind: RoleKind) -> bool:
        """Whether the visitor holds a role of that kind."""
        return self.actor is not None and self.actor.holds(kind)


def read_visitor() -> Visitor:
    """Whoever looks: the session cookie in the database, then the language chosen or the browser's."""
    database = open_database(settings().database_url)
    actor = _actor(database, st.context.cookies.get(settings().cookie_name))
    chosen = st.session_state.get(CHOSEN_LOCALE) or (actor.locale if actor else None)
    locale = chosen if chosen in LOCALES else match_locale(st.context.locale)
    return Visitor(database, locale, actor)


def _actor(database: Database, token: str | None) -> Actor | None:
    if not token:
        return None
    try:
        return read_session(database, token).actor
    except NotSignedInError:
        return None
