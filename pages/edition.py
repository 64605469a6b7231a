"""Edition: how far it has come, its dates and goal, rules, projects, and the history of its changes."""

import streamlit as st

from challenge.ui.edition_forms import change_figures, draw_progress
from challenge.ui.edition_history import draw_history
from challenge.ui.links import link
from challenge.ui.office import office_edition
from challenge.ui.projects_desk import change_projects
from challenge.ui.rules_desk import change_rules
from challenge.ui.tabs import choose_tab
from challenge.ui.visitor import read_visitor
from challenge.wording.escaping import markdown

TABS = {
    "progress": draw_progress,
    "figures": change_figures,
    "rules": change_rules,
    "projects": change_projects,
    "history": draw_history,
}

visitor = read_visitor()
edition = office_edition(visitor)
st.title(markdown(edition.name))
TABS[choose_tab(visitor, "edition-tab", list(TABS), prefix="edition.tab.")](visitor, edition)
with st.container(key="office-links", horizontal=True):
    link("people", visitor.say("page.people"), icon=":material/person_search:")
    link("new_edition", visitor.say("page.new_edition"), icon=":material/add_circle:")
