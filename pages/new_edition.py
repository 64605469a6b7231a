"""New edition: a template, a name and a first day make a draft."""

from datetime import timedelta

import streamlit as st

from challenge.domain.edition_templates import TEMPLATES
from challenge.services.edition_office import LONGEST_NAME, create_edition
from challenge.services.editions import utc_now
from challenge.ui.html import draw
from challenge.ui.links import go
from challenge.ui.office import office_refusals
from challenge.ui.visitor import CHOSEN_EDITION, read_visitor

ZONES = (
    "Europe/Paris", "America/Guadeloupe", "America/Martinique", "America/Cayenne", "Indian/Reunion", "Indian/Mayotte",
    "Pacific/Noumea", "Pacific/Tahiti",
)  # fmt: skip
AHEAD = timedelta(weeks=8)

visitor = read_visitor()
say, today = visitor.say, utc_now().date()
st.title(say("page.new_edition"))
draw("note.html", visitor.locale, kind="hint", words=say("new_edition.lead"))
with st.form("new-edition", enter_to_submit=False):
    template = st.radio(
        say("new_edition.template"),
        list(TEMPLATES),
        format_func=lambda name: say(f"edition_template.{name}"),
        captions=[say(f"edition_template.{name}.why") for name in TEMPLATES],
        key="new-template",
    )
    name = st.text_input(say("new_edition.name"), max_chars=LONGEST_NAME, key="new-name")
    first = today + AHEAD
    monday = first + timedelta(days=-first.weekday() % 7)
    starts_on = st.date_input(
        say("new_edition.starts_on"), monday, min_value=today, format="DD/MM/YYYY", key="new-starts-on"
    )
    zone = st.selectbox(say("new_edition.zone"), ZONES, key="new-zone")
    made = st.form_submit_button(say("new_edition.create"), type="primary", width="stretch", key="create-edition")
if made:
    with office_refusals(visitor):
        st.session_state[CHOSEN_EDITION] = create_edition(
            visitor.database, visitor.signed_in, template=template, name=name, starts_on=starts_on, zone=zone
        )
        go("edition")
