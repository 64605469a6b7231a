"""Changing one's activities: a row of small buttons under a day, and a dialog to edit."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from challenge.domain.measure import Kind
from challenge.services.activities import (
    HIGHEST,
    delete_activity,
    edit_activity,
    measure_by_hand,
    restore_activity,
)
from challenge.services.explanations import ActivityExplained
from challenge.services.home import Home
from challenge.store.activity_models import Status
from challenge.ui.forms import refusals
from challenge.ui.logging_forms import ask_measure
from challenge.ui.visitor import Visitor, greet_visitor


def change_activities(visitor: Visitor, home: Home, activities: Sequence[ActivityExplained]) -> None:
    """Edit and delete each activity, or restore a deleted one."""
    for activity in activities:
        name = visitor.say(f"sport.{activity.measure.sport}")
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


def edit_dialog(visitor: Visitor, home: Home, activity: ActivityExplained) -> None:
    """Open the form with the activity's own figures."""
    st.dialog(visitor.say("activities.edit_title"))(_edit)(visitor, home, activity)


def _edit(visitor: Visitor, home: Home, activity: ActivityExplained) -> None:
    old = activity.measure
    if old.kind is Kind.DAY_STEPS:
        steps = st.number_input(visitor.say("log.steps"), 1, HIGHEST["steps"], old.steps, step=500, key="edit-steps")
        entered = None
    else:
        entered = ask_measure(visitor, home, "edit", current=old)
    if not st.button(visitor.say("activities.save"), type="primary", width="stretch", key="edit-save"):
        return
    with refusals(visitor):
        if entered is None:
            measure = replace(old, steps=steps)
        else:
            measure = measure_by_hand(home.edition, entered)
            if home.edition.day_of(old.started_at) == entered.day:
                measure = replace(measure, started_at=old.started_at)
        edit_activity(visitor.database, greet_visitor().signed_in, activity.id, measure)  # a dialog runs by itself
        st.rerun()
