"""Goal and milestones, edited while the hall looks on."""

import streamlit as st

from challenge.domain.money import EURO, MicroEuros, half_up
from challenge.services.edition_office import HIGHEST_GOAL, EditionChanges, change_edition
from challenge.services.editions import EditionView
from challenge.services.milestones import (
    LONGEST_TITLE,
    MOST_MILESTONES,
    MilestoneView,
    read_milestones,
    set_milestones,
)
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor

EMPTY = MilestoneView(MicroEuros(0), "")


def change_goal(visitor: Visitor, edition: EditionView) -> None:
    """The goal with one button, and the milestones on the way as a whole."""
    _ask_goal(visitor, edition)
    _ask_milestones(visitor, edition)


def _ask_goal(visitor: Visitor, edition: EditionView) -> None:
    say, goal = visitor.say, half_up(edition.goal, EURO)
    with st.form(f"goal-{edition.version}", border=False):
        typed = st.number_input(say("stage.goal"), 0, HIGHEST_GOAL // EURO, goal, step=1_000, key="goal")
        saved = st.form_submit_button(say("stage.goal_save"), width="stretch", key="goal-save")
    if saved and typed != goal:
        with refusals(visitor):
            change_edition(
                visitor.database,
                visitor.signed_in,
                edition.id,
                changes=EditionChanges(goal=MicroEuros(typed * EURO)),
                seen_version=edition.version,
                reason=say("stage.goal_reason"),
            )
            st.rerun()


def _ask_milestones(visitor: Visitor, edition: EditionView) -> None:
    say, known = visitor.say, read_milestones(visitor.database, edition.id)
    st.subheader(say("stage.milestones"))
    key = f"milestones-{edition.id}-{hash(tuple(known))}"
    rows = st.session_state.setdefault(key, list(range(len(known))))
    if not rows:
        draw("note.html", visitor.locale, kind="empty", words=say("stage.milestones_empty"))
    typed = [_ask_one(visitor, known[row] if row < len(known) else EMPTY, key, row, rows) for row in rows]
    if len(rows) < MOST_MILESTONES and st.button(say("stage.milestone_add"), icon=":material/add:", key=f"{key}-add"):
        rows.append(max([*rows, len(known) - 1]) + 1)
        st.rerun()
    if st.button(say("stage.milestones_save"), type="primary", width="stretch", key="milestones-save"):
        with refusals(visitor):
            set_milestones(visitor.database, visitor.signed_in, edition.id, typed)
            st.session_state.pop(key)
            st.rerun()


def _ask_one(visitor: Visitor, known: MilestoneView, key: str, row: int, rows: list[int]) -> MilestoneView:
    say, key = visitor.say, f"{key}-{row}"
    with st.container(key=f"{key}-card", border=True):
        euros = st.number_input(
            say("stage.milestone_sum"),
            0,
            HIGHEST_GOAL // EURO,
            half_up(known.micro_euros, EURO),
            step=1_000,
            key=f"{key}-sum",
        )
        title = st.text_input(say("stage.milestone_title"), known.title, max_chars=LONGEST_TITLE, key=f"{key}-title")
        if st.button(say("stage.milestone_remove", number=rows.index(row) + 1), key=f"{key}-remove"):
            rows.remove(row)
            st.rerun()
    untouched = euros == half_up(known.micro_euros, EURO)
    return MilestoneView(known.micro_euros if untouched else MicroEuros(euros * EURO), title)
