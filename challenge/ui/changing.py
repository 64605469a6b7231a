"""Changing one's activities: a row of small buttons under a day, and a dialog to edit."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import streamlit as st

from challenge.domain.measure import Kind, Measure
from challenge.services.activities import (
    HIGHEST,
    ByHand,
    delete_activity,
    edit_activity,
    measure_by_hand,
    restore_activity,
)
from challenge.services.editions import EditionView
from challenge.services.explanations import ActivityExplained
from challenge.services.home import Home
from challenge.services.outing_links import Links
from challenge.store.activity_models import Status
from challenge.ui.days import in_outings
from challenge.ui.forms import refusals
from challenge.ui.logging_forms import ask_measure, shown_minutes
from challenge.ui.outing_switch import offer_switch
from challenge.ui.visitor import Visitor, greet_visitor
from challenge.wording import formats


def change_activities(
    visitor: Visitor, home: Home, activities: Sequence[ActivityExplained], links: Mapping[int, Links]
) -> None:
    """Edit and delete each activity, part it from others or put it back, or restore a deleted one."""
    alike = Counter(activity.measure.sport for activity in activities)
    for activity in in_outings(activities):
        name = _name(visitor, activity.measure, alone=alike[activity.measure.sport] == 1)
        with st.container(key=f"change-{activity.id}", horizontal=True):
            if activity.status is Status.WITHDRAWN:
                if st.button(visitor.say("activities.restore", name=name), key=f"restore-{activity.id}"):
                    with refusals(visitor):
                        restore_activity(visitor.database, visitor.signed_in, activity.id)
                        st.rerun()
                continue
            if st.button(visitor.say("activities.edit", name=name), key=f"edit-{activity.id}"):
                edit_dialog(visitor, home, activity)
            if st.button(visitor.say("activities.delete", name=name), key=f"delete-{activity.id}"):
                with refusals(visitor):
                    delete_activity(visitor.database, visitor.signed_in, activity.id)
                    st.rerun()
            offer_switch(visitor, activity, links.get(activity.id), name)


def _name(visitor: Visitor, measure: Measure, *, alone: bool) -> str:
    """What a button calls an activity: its sport, with its figures where the day has several of that sport."""
    sport = visitor.say(f"sport.{measure.sport}")
    if alone:
        return sport
    if measure.kind is Kind.DAY_STEPS:
        return visitor.say("day.steps", steps=formats.number(measure.steps or 0, visitor.locale))
    known = [sport, formats.minutes(measure.moving_seconds, visitor.locale)]
    known += [formats.kilometres(measure.distance_m, visitor.locale)] if measure.distance_m else []
    return ", ".join(known)


def edit_dialog(visitor: Visitor, home: Home, activity: ActivityExplained) -> None:
    """Open the form with the activity's own figures."""
    st.dialog(visitor.say("activities.edit_title"))(_edit)(visitor, home, activity)


def _edit(visitor: Visitor, home: Home, activity: ActivityExplained) -> None:
    old = activity.measure
    if old.kind is Kind.DAY_STEPS:
        steps = st.number_input(
            visitor.say("log.steps"), 1, HIGHEST["steps"], max(1, old.steps or 0), step=500, key="edit-steps"
        )
        entered = None
    else:
        entered = ask_measure(visitor, home, "edit", current=old)
    if not st.button(visitor.say("activities.save"), type="primary", width="stretch", key="edit-save"):
        return
    with refusals(visitor):
        measure = corrected(home.edition, old, entered) if entered else replace(old, steps=steps)
        edit_activity(visitor.database, greet_visitor().signed_in, activity.id, measure)  # a dialog runs by itself
        st.rerun()


def corrected(edition: EditionView, old: Measure, typed: ByHand) -> Measure:
    """The figures that a form stands for; whoever changes nothing but the sport has typed none of them.

    A form shows less than was recorded: whole minutes, two decimals of a kilometre, no pauses.
    """
    if (typed.day, *_figures(typed)) == (edition.day_of(old.started_at), *_figures(_as_shown(edition, old))):
        return replace(old, sport=typed.sport)
    measure = measure_by_hand(edition, typed)
    same_day = edition.day_of(old.started_at) == typed.day
    return replace(measure, started_at=old.started_at) if same_day else measure


def _as_shown(edition: EditionView, old: Measure) -> ByHand:
    kilometres = old.distance_m / 1000 if old.distance_m else None
    return ByHand(old.sport or "", edition.day_of(old.started_at), shown_minutes(old), kilometres, old.ascent_m)


def _figures(typed: ByHand) -> tuple[int, float, int]:
    return typed.minutes, round(typed.kilometres or 0, 2), typed.ascent or 0
