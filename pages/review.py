"""Review: what organisers have to decide, what they have decided, and how much is typed by hand."""

import streamlit as st

from challenge.ui.office import office_edition
from challenge.ui.review_desk import decide_cases
from challenge.ui.review_records import show_log, show_shares
from challenge.ui.tabs import choose_tab
from challenge.ui.visitor import read_visitor

TABS = {"open": decide_cases, "log": show_log, "shares": show_shares}

visitor = read_visitor()
edition = office_edition(visitor)
st.title(visitor.say("page.review"))
TABS[choose_tab(visitor, "review-tab", list(TABS), prefix="review.tab.")](visitor, edition)
