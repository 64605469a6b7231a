"""People: somebody of the edition by address, with a reason; who organises it; and holders of slips issued again."""

import streamlit as st

from challenge.ui.office import office_edition
from challenge.ui.people_forms import change_organisers, find_by_address
from challenge.ui.slip_desk import confirm_slips
from challenge.ui.tabs import choose_tab
from challenge.ui.visitor import read_visitor

TABS = {"find": find_by_address, "organisers": change_organisers, "slips": confirm_slips}

visitor = read_visitor()
edition = office_edition(visitor)
st.title(visitor.say("page.people"))
TABS[choose_tab(visitor, "people-tab", list(TABS), prefix="people.tab.")](visitor, edition)
