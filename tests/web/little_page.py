"""A page as the tests need it: it keeps something private in its session, shows a picture, and says who looks."""

import streamlit as st
from PIL import Image

from challenge.ui.visitor import read_visitor

actor = read_visitor().actor
st.text(f"uid {st.user.get('uid')}")
if actor is not None:
    st.session_state["kept"] = f"private to {actor.name}"
    st.image(Image.new("RGB", (2, 2)))
st.text(st.session_state.get("kept", "nothing kept") if actor is None else f"signed in as {actor.name}")
