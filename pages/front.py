"""Front page: the challenge in one look, the way in, and the demo entries while the demo is open."""

import streamlit as st

from challenge.services.boards import read_totals
from challenge.services.demo_entries import DEMO_ENTRIES, demo_is_open
from challenge.services.editions import edition_open_to_companies, public_edition
from challenge.settings import settings
from challenge.ui.html import draw
from challenge.ui.visitor import WANTED, read_visitor

visitor = read_visitor()
database = visitor.database
is_open = demo_is_open(database, allowed=settings().demo)
edition = public_edition(database)
if visitor.actor and visitor.actor.second_step_due:
    draw("second_step_due.html", visitor.locale)
draw(
    "front.html",
    visitor.locale,
    entries=DEMO_ENTRIES if is_open else (),
    edition=edition,
    totals=read_totals(database, edition.id) if edition else None,
    wanted=st.session_state.get(WANTED, ""),
    registering=edition_open_to_companies(database) is not None,
)
