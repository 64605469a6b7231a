"""What counts? The rules of the edition in plain words, with examples and sources."""

import streamlit as st

from challenge.domain.sports import all_sports
from challenge.services.editions import read_edition
from challenge.services.rules import examples_of, own_rate
from challenge.ui.html import draw
from challenge.ui.visitor import read_visitor

visitor = read_visitor()
rules = read_edition(visitor.database, visitor.edition_id).rules
st.title(visitor.say("page.rules"))
draw(
    "rules.html",
    visitor.locale,
    rules=rules,
    rate=own_rate(visitor.database, visitor.signed_in),
    examples=examples_of(rules),
    sports=all_sports().values(),
)
