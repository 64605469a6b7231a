"""Organiser: the edition's totals, and the way to what waits for a decision."""

import streamlit as st

from challenge.services.boards import read_totals
from challenge.services.review_queue import count_open_cases
from challenge.ui.html import draw
from challenge.ui.links import link
from challenge.ui.office import office_edition
from challenge.ui.provisional import draw_provisional
from challenge.ui.visitor import read_visitor
from challenge.wording.escaping import markdown

visitor = read_visitor()
edition = office_edition(visitor)
st.title(markdown(edition.name))
draw_provisional(visitor, edition)
draw("totals.html", visitor.locale, totals=read_totals(visitor.database, edition.id), edition=edition)
waiting = count_open_cases(visitor.database, visitor.signed_in, edition.id)
link("review", visitor.say("review.link", n=waiting), icon=":material/fact_check:")
