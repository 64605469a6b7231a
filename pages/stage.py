"""Stage: what the hall sees, stepped through with one thumb, and everything around it for the evening."""

import streamlit as st

from challenge.services.stepping import read_evening
from challenge.ui.freeze_desk import freeze_and_reveal
from challenge.ui.goal_desk import change_goal
from challenge.ui.office import office_edition
from challenge.ui.running_order_desk import prepare_evening
from challenge.ui.sponsors_desk import draw_sponsors
from challenge.ui.stage_desk import look_after_screens, steer_stage
from challenge.ui.stage_preview import draw_monitors
from challenge.ui.stage_thumb import draw_thumb
from challenge.ui.tabs import choose_tab
from challenge.ui.visitor import read_visitor

TABS = {
    "live": steer_stage,
    "order": prepare_evening,
    "freeze": freeze_and_reveal,
    "goal": change_goal,
    "sponsors": lambda visitor, edition: draw_sponsors(visitor, edition.id),
    "screens": look_after_screens,
}

visitor = read_visitor()
with st.container(key="stage-head"):
    st.title(visitor.say("page.stage"))
edition = office_edition(visitor)
evening = read_evening(visitor.database, visitor.signed_in, edition.id)
draw_monitors(visitor, edition, evening)
draw_thumb(visitor, edition, evening)
TABS[choose_tab(visitor, "stage-tab", list(TABS), prefix="stage.tab.")](visitor, edition)
