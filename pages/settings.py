"""My settings: how I appear on boards, and the adapted scale."""

import streamlit as st

from challenge.domain.disclosure import Visibility
from challenge.services.preferences import choose_adapted, choose_visibility, read_preferences
from challenge.ui.forms import refusals
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
say, actor, place = visitor.say, visitor.signed_in, visitor.place
mine = read_preferences(visitor.database, actor, place)
st.title(say("page.settings"))

visibility = st.radio(
    say("settings.visibility"), list(Visibility), list(Visibility).index(mine.visibility),
    format_func=lambda name: say(f"visibility.{name}"), key="visibility",
)  # fmt: skip
nickname = st.text_input(say("settings.nickname"), mine.nickname, max_chars=60, key="nickname")
adapted = st.toggle(say("settings.adapted"), mine.adapted, key="adapted", help=say("settings.adapted_help"))
st.caption(say("settings.adapted_help"))
if st.button(say("activities.save"), type="primary", width="stretch", key="save"):
    with refusals(visitor):
        choose_visibility(visitor.database, actor, place, visibility or mine.visibility, nickname)
        choose_adapted(visitor.database, actor, place, adapted=adapted)
        st.success(say("settings.saved"), icon=":material/check:")
