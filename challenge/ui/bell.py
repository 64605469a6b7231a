"""The bell: how many notices wait, and the way to them."""

import streamlit as st

from challenge.services.notices import count_new_notices
from challenge.ui.links import link
from challenge.ui.visitor import Visitor


def draw_bell(visitor: Visitor) -> None:
    """A link to one's notices, with the number of new ones."""
    new = count_new_notices(visitor.database, visitor.signed_in, visitor.place)
    words = visitor.say("notices.new", n=new) if new else visitor.say("notices.all")
    with st.container(key="bell-new" if new else "bell"):
        link("notices", words, icon=f":material/{'notifications_active' if new else 'notifications'}:")
