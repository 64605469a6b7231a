"""My sources: where one's activities come from, Strava first, and every way that works without it."""

import streamlit as st

from challenge.ui.links import link
from challenge.ui.strava_card import draw_strava
from challenge.ui.upload_key import draw_upload_key
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
say = visitor.say

st.title(say("page.sources"))
st.write(say("sources.lead"))
with st.container(key="source-strava", border=True):
    st.subheader(say("sources.strava"))
    draw_strava(visitor)
for name, way in (("watch", "file"), ("archive", "archive")):
    with st.container(key=f"source-{name}", border=True):
        st.subheader(say(f"sources.{name}"))
        st.write(say(f"sources.{name}_how"))
        link("log", say(f"sources.{name}_link"), way=way, guide=name)
with st.container(key="source-phone", border=True):
    st.subheader(say("sources.phone"))
    draw_upload_key(visitor)
