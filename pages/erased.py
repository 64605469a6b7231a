"""Erased: says what was done, in the place of the settings whose session has ended with the account."""

import streamlit as st

from challenge.ui.html import draw
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
st.title(visitor.say("page.erased"))
draw("erased.html", visitor.locale)
