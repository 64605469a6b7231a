"""The second step in one's settings: in force or not, and the way to change that."""

import streamlit as st

from challenge.services.second_step import has_authenticator, remove_authenticator
from challenge.store.team_models import RoleKind
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor


def choose_second_step(visitor: Visitor) -> None:
    """Whether an authenticator app is asked at sign-in; organisers cannot do without."""
    in_force = has_authenticator(visitor.database, visitor.signed_in)
    draw("second_step_setting.html", visitor.locale, in_force=in_force)
    if not in_force or visitor.holds(RoleKind.ORGANISER):
        return
    if st.button(visitor.say("second_step.remove"), key="remove-second-step"):
        with refusals(visitor):
            remove_authenticator(visitor.database, visitor.signed_in)
            st.rerun()
