"""Forms to log an activity by hand or the steps of a day."""

from datetime import date

import streamlit as st

from challenge.domain.measure import Measure
from challenge.services.activities import HIGHEST, ByHand, Incoming, measure_by_hand, record_activities
from challenge.services.day_steps import record_steps
from challenge.services.home import Home, LastActivity
from challenge.store.activity_models import Source
from challenge.ui.forms import choose_sport, refusals, request_token
from challenge.ui.visitor import Visitor

USUAL_MINUTES = 30


def log_by_hand(visitor: Visitor, home: Home, repeated: LastActivity | None) -> set[date]:
    """The form for one activity; the day it was recorded for, once it was."""
    typed = ask_measure(visitor, home, "log", repeated=repeated)
    if not st.button(visitor.say("log.record"), type="primary", width="stretch", key="record"):
        return set()
    with refusals(visitor):
        filled = measure_by_hand(home.edition, typed)
        token = request_token("log", typed)
        record_activities(visitor.database, visitor.signed_in, visitor.place, [Incoming(Source.MANUAL, token, filled)])
        return {home.edition.day_of(filled.started_at)}
    return set()


def ask_measure(
    visitor: Visitor, home: Home, key: str, *, repeated: LastActivity | None = None, current: Measure | None = None
) -> ByHand:
    """Sport, day, minutes and what else may be known, as somebody types them."""
    known_metres = current.distance_m if current else repeated.distance_m if repeated else None
    known_minutes = shown_minutes(current) if current else repeated.minutes if repeated else USUAL_MINUTES
    sport = choose_sport(
        visitor, home.recent_sports, key, current=current.sport if current else repeated.sport if repeated else None
    )
    with st.container(key=f"{key}-figures", horizontal=True):
        day = ask_day(visitor, home, key, home.edition.day_of(current.started_at) if current else None)
        minutes = st.number_input(
            visitor.say("log.minutes"), 1, HIGHEST["minutes"], known_minutes, step=5, key=f"{key}-minutes"
        )
    with st.expander(visitor.say("log.more"), expanded=known_metres is not None):
        kilometres = st.number_input(
            visitor.say("log.kilometres"),
            0.0,
            float(HIGHEST["kilometres"]),
            known_metres / 1000 if known_metres else None,
            step=0.5,
            key=f"{key}-kilometres",
        )
        ascent = st.number_input(
            visitor.say("log.ascent"),
            0,
            HIGHEST["ascent"],
            current.ascent_m if current else None,
            step=50,
            key=f"{key}-ascent",
        )
    return ByHand(sport, day, minutes, kilometres, ascent)


def shown_minutes(measure: Measure) -> int:
    """Whole minutes of what was recorded, as far as the form can show it."""
    return min(max(1, measure.moving_seconds // 60), HIGHEST["minutes"])


def ask_day(visitor: Visitor, home: Home, key: str, current: date | None = None) -> date:
    """Any day from the edition's start to now."""
    last = min(home.today, home.edition.ends_on)
    return st.date_input(
        visitor.say("log.day"),
        current or last,
        min_value=home.edition.starts_on,
        max_value=last,
        format="DD/MM/YYYY",
        key=f"{key}-day",
    )


def log_steps(visitor: Visitor, home: Home) -> set[date]:
    """The form for a day's steps; the day they were recorded for, once they were."""
    steps = st.number_input(visitor.say("log.steps"), 1, HIGHEST["steps"], 8_000, step=500, key="steps")
    day = ask_day(visitor, home, "steps")
    st.caption(visitor.say("log.steps_hint"))
    if not st.button(visitor.say("log.record"), type="primary", width="stretch", key="record-steps"):
        return set()
    with refusals(visitor):
        record_steps(visitor.database, visitor.signed_in, visitor.place, day=day, steps=steps)
        return {day}
    return set()
