"""What was just recorded: shown in the place of the form until something else is to be added."""

from collections.abc import Collection
from datetime import date

import streamlit as st

from challenge.services.explanations import explain_days
from challenge.services.home import Home
from challenge.ui.days import draw_day
from challenge.ui.links import link
from challenge.ui.visitor import Visitor

_DAYS = "recorded-days"


def forget() -> None:
    """Show the form again."""
    st.session_state.pop(_DAYS, None)


def recorded_days() -> Collection[date]:
    """The days for which this page has just recorded something: a second click finds the same answer as the first."""
    kept: Collection[date] = st.session_state.get(_DAYS, ())
    return kept


def keep(days: Collection[date]) -> None:
    """Draw the page anew with what was recorded, if anything was: on a phone the answer stands where one looks."""
    if days:
        st.session_state[_DAYS] = days
        st.rerun()


def show_recorded(visitor: Visitor, home: Home, days: Collection[date]) -> None:
    """That it is done, the days explained, and the ways on."""
    with st.container(key="recorded"):
        st.success(visitor.say("log.recorded"), icon=":material/check:")
    explained = explain_days(visitor.database, visitor.signed_in, visitor.place, first=min(days), last=max(days))
    for day in (day for day in explained if day.day in days):
        draw_day(visitor, day, home.edition.rules.day_cap, today=home.today)
    with st.container(key="next", horizontal=True):
        link("board", visitor.say("log.to_board"))
        link("home", visitor.say("log.to_home"))
    st.button(visitor.say("log.another"), width="stretch", key="log-another", on_click=forget)
