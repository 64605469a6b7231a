"""Strava on a page: connected or not, how fresh, why something may be missing, and the way out."""

from dataclasses import fields
from datetime import datetime

import streamlit as st

from challenge.services.strava_state import StravaLink, read_strava
from challenge.services.strava_sync import look_now
from challenge.ui.clock import own_zone
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.formats import moment

LOOKED = "strava-looked"


def draw_strava(visitor: Visitor) -> None:
    """One's own connection, whatever there is of it."""
    state = read_strava(visitor.database, visitor.signed_in)
    moments = _moments(visitor, state.link) if state.link else {}
    draw("strava_card.html", visitor.locale, state=state, moments=moments)
    if st.session_state.pop(LOOKED, False):
        st.success(visitor.say("strava.card.looked_now"), icon=":material/check:")
    elif state.is_on and state.link and state.link.may_look and state.link.counts:
        _offer_a_look(visitor)


def _offer_a_look(visitor: Visitor) -> None:
    if st.button(visitor.say("strava.card.look"), key="strava-look", width="stretch"):
        with refusals(visitor):
            look_now(visitor.database, visitor.signed_in)
            st.session_state[LOOKED] = True
            st.rerun()


def _moments(visitor: Visitor, link: StravaLink) -> dict[str, str | None]:
    """Every moment of a connection as words."""
    said = {field.name: getattr(link, field.name) for field in fields(link)}
    return {
        name: moment(value.astimezone(own_zone()), visitor.locale) if value else None
        for name, value in said.items()
        if value is None or isinstance(value, datetime)
    }
