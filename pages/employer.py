"""Employer: an HR manager's first page, with figures of groups and closed weeks, and no way to one person."""

import streamlit as st

from challenge.services.editions import read_edition
from challenge.services.employer import read_employer_view
from challenge.store.team_models import RoleKind
from challenge.ui.html import draw
from challenge.ui.provisional import draw_frozen
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
st.title(visitor.say("page.employer"))
for held in visitor.signed_in.held:
    if held.kind is RoleKind.HR_MANAGER and held.entry_id:
        draw_frozen(visitor, read_edition(visitor.database, held.edition_id), employer=True)
        view = read_employer_view(visitor.database, visitor.signed_in, held.entry_id)
        draw("employer.html", visitor.locale, view=view, example=False)
