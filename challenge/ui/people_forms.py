"""The people page: one person by address and reason, and the organisers of the edition."""

import streamlit as st

from challenge.services.appointments import (
    OrganiserView,
    invite_organiser,
    list_organisers,
    remove_organiser,
    revoke_invitation,
)
from challenge.services.editions import EditionView
from challenge.services.people_desk import LONGEST_REASON, find_person
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.escaping import markdown

LONGEST_ADDRESS = 254
_REMOVING = "organiser-removing"


def find_by_address(visitor: Visitor, edition: EditionView) -> None:
    """Ask for an address and a reason; show where the person belongs."""
    say = visitor.say
    with st.form("find-person", enter_to_submit=False):
        email = st.text_input(say("people.address"), max_chars=LONGEST_ADDRESS, key="find-address")
        reason = st.text_input(say("people.reason"), max_chars=LONGEST_REASON, key="find-reason")
        st.caption(say("people.reason_help"))
        asked = st.form_submit_button(say("people.find"), type="primary", width="stretch", key="find")
    if asked:
        with refusals(visitor):
            found = find_person(visitor.database, visitor.signed_in, edition.id, email, reason)
            draw("person_found.html", visitor.locale, person=found, zone=edition.zone)
    else:
        draw("note.html", visitor.locale, kind="empty", words=say("people.empty"))


def change_organisers(visitor: Visitor, edition: EditionView) -> None:
    """The organisers and open invitations of an edition; invite and remove."""
    say = visitor.say
    organisers = list_organisers(visitor.database, visitor.signed_in, edition.id)
    for person in organisers.people:
        with st.container(key=f"organiser-{person.account_id}", horizontal=True, vertical_alignment="center"):
            address = person.email if person.email != person.name else None
            draw("organiser_row.html", visitor.locale, name=person.name, second=address, own=person.is_reader)
            words = "people.leave" if person.is_reader else "people.remove"
            if st.button(say(words), key=f"remove-{person.account_id}"):
                st.session_state[_REMOVING] = person.account_id
        if st.session_state.get(_REMOVING) == person.account_id:
            _confirm_removal(visitor, edition, person)
    for invited in organisers.invited:
        with st.container(key=f"invited-{invited.id}", horizontal=True, vertical_alignment="center"):
            waits = say("people.invited")
            draw("organiser_row.html", visitor.locale, name=invited.email, second=waits, own=False)
            if st.button(say("people.revoke"), key=f"revoke-{invited.id}"):
                with refusals(visitor):
                    revoke_invitation(visitor.database, visitor.signed_in, edition.id, invited.id)
                    st.rerun()
    with st.form("invite", enter_to_submit=False):
        email = st.text_input(say("people.invite_address"), max_chars=LONGEST_ADDRESS, key="invite-address")
        st.caption(say("people.invite_help"))
        asked = st.form_submit_button(say("people.invite"), type="primary", width="stretch", key="invite-send")
    if asked:
        with refusals(visitor):
            invite_organiser(visitor.database, visitor.signed_in, edition.id, email)
            st.session_state.pop("invite-address", None)
            st.rerun()


def _confirm_removal(visitor: Visitor, edition: EditionView, person: OrganiserView) -> None:
    """What a removal means, to be confirmed or left."""
    say = visitor.say
    with st.container(key="removal", border=True):
        st.write(markdown(say("people.leave_why" if person.is_reader else "people.remove_why", name=person.name)))
        with st.container(key="removal-answer", horizontal=True):
            sure = st.button(say("people.remove_sure"), key="remove-sure")
            if st.button(say("people.keep"), key="remove-not"):
                st.session_state.pop(_REMOVING)
                st.rerun()
        if sure:
            with refusals(visitor):
                remove_organiser(visitor.database, visitor.signed_in, edition.id, person.account_id)
                st.session_state.pop(_REMOVING)
                st.rerun()
