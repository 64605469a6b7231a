"""Waiting: whose slip was issued again logs already, and looks back once the organiser has confirmed the person."""

import streamlit as st

from challenge.services.home import read_blank_home
from challenge.ui.html import draw
from challenge.ui.logging_forms import log_by_hand
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
st.title(visitor.say("page.waiting"))
draw("note.html", visitor.locale, kind="waiting", words=visitor.say("waiting.why"))
if visitor.participation:
    home = read_blank_home(visitor.database, visitor.signed_in, visitor.place)
    if log_by_hand(visitor, home, None):
        st.success(visitor.say("waiting.recorded"), icon=":material/check:")
