"""The upload key on a page: made and shown once, last used, taken back; and what to do with it on a phone."""

import json

import streamlit as st

from challenge.services.editions import utc_now
from challenge.services.upload_keys import KeyInForce, make_upload_key, read_upload_key, revoke_upload_key
from challenge.settings import settings
from challenge.ui.clock import own_zone
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.formats import moment

SHOWN = "upload-key-shown"
"""The key itself, as long as the page that made it is open."""
EXAMPLE_STEPS = 8_123
PHONES = ("iphone", "android")


def draw_upload_key(visitor: Visitor) -> None:
    """One's own key, whatever there is of it, and how a phone uses it."""
    say, in_force = visitor.say, read_upload_key(visitor.database, visitor.signed_in)
    st.write(say("upload_key.why"))
    if in_force is None:
        _offer_making(visitor, "upload_key.make")
        return
    _show_key(visitor, in_force)
    for phone in PHONES:
        with st.expander(say(f"upload_key.{phone}.title")):
            draw("upload_key_steps.html", visitor.locale, phone=phone, address=_address())
    st.caption(say("upload_key.address"))
    st.code(_address(), language=None, wrap_lines=True)
    st.caption(say("upload_key.example"))
    st.code(_example(), language="json", wrap_lines=True)
    with st.container(key="key-tools", horizontal=True):
        _offer_making(visitor, "upload_key.renew")
        if st.button(say("upload_key.revoke"), width="stretch", key="revoke-key"):
            revoke_upload_key(visitor.database, visitor.signed_in)
            st.session_state.pop(SHOWN, None)
            st.rerun()


def _show_key(visitor: Visitor, in_force: KeyInForce) -> None:
    say, shown = visitor.say, st.session_state.get(SHOWN)
    if shown:
        st.success(say("upload_key.once"), icon=":material/key:")
        st.code(f"Bearer {shown}", language=None, wrap_lines=True)
    used = in_force.used_at and moment(in_force.used_at.astimezone(own_zone()), visitor.locale)
    made = moment(in_force.created_at.astimezone(own_zone()), visitor.locale)
    st.caption(say("upload_key.made", made=made))
    st.caption(say("upload_key.used", used=used) if used else say("upload_key.unused"))


def _offer_making(visitor: Visitor, key: str) -> None:
    if st.button(visitor.say(key), width="stretch", key="make-key"):
        with refusals(visitor):
            st.session_state[SHOWN] = make_upload_key(visitor.database, visitor.signed_in, visitor.place)
            st.rerun()


def _address() -> str:
    return f"{settings().public_url.rstrip('/')}/import"


def _example() -> str:
    """What a phone sends, to be copied; its own figures go in the place of these."""
    today = utc_now().astimezone(own_zone()).date().isoformat()
    return json.dumps({"steps": [{"day": today, "steps": EXAMPLE_STEPS}]})
