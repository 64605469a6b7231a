"""An organiser's answers to a registration: three buttons, each with its second click."""

import streamlit as st

from challenge.services.approvals import approve_registration, ask_back_registration, refuse_registration
from challenge.services.registration_view import RegistrationView
from challenge.ui.confirm import ask_reason, confirm, say_so
from challenge.ui.visitor import Visitor
from challenge.wording import formats


def answer_desk(visitor: Visitor, view: RegistrationView) -> None:
    """Approve, ask back or refuse; each says what it does before it does it."""
    say = visitor.say
    with st.container(key=f"answer-{view.id}", horizontal=True):
        if st.button(say("registrations.approve"), type="primary", key=f"approve-{view.id}"):
            figures = {
                "headcount": formats.number(view.headcount or 0, visitor.locale),
                "cap": formats.whole_euros(view.pledge.cap, visitor.locale) if view.pledge else "",
            }
            confirm(
                say("registrations.approve_title"),
                say_so("registrations.approve_sure", **figures),
                lambda by, _: approve_registration(by.database, by.signed_in, view.id, seen=view.updated_at),
            )
        if st.button(say("registrations.ask_back"), key=f"ask-back-{view.id}"):
            confirm(
                say("registrations.ask_back"),
                ask_reason("registrations.ask_back_why"),
                lambda by, reason: ask_back_registration(by.database, by.signed_in, view.id, reason),
            )
        if st.button(say("registrations.refuse"), key=f"refuse-{view.id}"):
            confirm(
                say("registrations.refuse"),
                ask_reason("registrations.refuse_why"),
                lambda by, reason: refuse_registration(by.database, by.signed_in, view.id, reason),
            )
