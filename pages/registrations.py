"""Registrations: organisers approve companies, ask them back, or refuse them, in two clicks."""

import streamlit as st

from challenge.services.approvals import list_registrations
from challenge.services.editions import read_edition
from challenge.store.company_models import RegistrationState
from challenge.store.team_models import RoleKind
from challenge.ui.html import draw
from challenge.ui.registration_answers import answer_desk
from challenge.ui.registration_forms import disc_of
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
say, actor = visitor.say, visitor.signed_in
edition_id = next(role.edition_id for role in actor.held if role.kind is RoleKind.ORGANISER)
edition = read_edition(visitor.database, edition_id)
applications = list_registrations(visitor.database, actor, edition_id)
waiting = sum(one.registration.state is RegistrationState.SUBMITTED for one in applications)
st.title(say("page.registrations"))
st.caption(say("registrations.waiting", n=waiting))
draw("company_files.html", visitor.locale, edition=edition)

for application in applications:
    view = application.registration
    with st.container(key=f"registration-{view.id}", border=True):
        draw("registration.html", visitor.locale, application=application, view=view, disc=disc_of(view))
        if view.state is RegistrationState.SUBMITTED:
            answer_desk(visitor, view)
if not applications:
    draw("note.html", visitor.locale, kind="empty", words=say("registrations.empty"))
