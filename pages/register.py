"""Register: a contact fills in the company's form, sees what it could cost, and sends it."""

import streamlit as st

from challenge.services.registration import OPEN, begin_registration, open_editions, own_registrations
from challenge.store.company_models import RegistrationState
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.registration_forms import ask_company, ask_contact, ask_look, ask_promise, send_form
from challenge.ui.visitor import read_visitor
from challenge.wording.escaping import markdown

visitor = read_visitor()
say, actor = visitor.say, visitor.signed_in
mine = own_registrations(visitor.database, actor)
st.title(say("register.title"))

for view in mine:
    draw("registration_state.html", visitor.locale, registration=view)
    if view.editable:
        draw("form_progress.html", visitor.locale, registration=view)
        ask_company(visitor, view)
        ask_promise(visitor, view)
        ask_look(visitor, view)
        ask_contact(visitor, view)
        if send_form(visitor, view):
            st.rerun()
    elif view.state is RegistrationState.SUBMITTED and view.estimate:
        draw("cost.html", visitor.locale, estimate=view.estimate)

started = {view.edition_id for view in mine if view.state in OPEN}
editions = [edition for edition in open_editions(visitor.database) if edition.id not in started]
for edition in editions:
    draw("edition_open.html", visitor.locale, edition=edition)
    label = say("register.begin", edition=markdown(edition.name))
    if st.button(label, type="primary", width="stretch", key=f"begin-{edition.id}"):
        with refusals(visitor):
            begin_registration(visitor.database, actor, edition.id)
            st.rerun()
if not mine and not editions:
    draw("note.html", visitor.locale, kind="empty", words=say("register.closed"))
