"""Projects at the office: names and percents to fill in, and what the split makes of the money so far."""

import streamlit as st

from challenge.services.boards import read_totals
from challenge.services.edition_projects import (
    LONGEST_NAME,
    LONGEST_PURPOSE,
    WHOLE,
    euros_per_project,
    read_projects,
    set_projects,
)
from challenge.services.editions import EditionView
from challenge.services.seeding import ProjectPlan
from challenge.ui.html import draw
from challenge.ui.office import ask_reason, forget_version, office_refusals, seen_version
from challenge.ui.visitor import Visitor

EMPTY = ProjectPlan("", "", "", 0)


def change_projects(visitor: Visitor, edition: EditionView) -> None:
    """The projects of an edition with their split, to be changed as a whole."""
    say, seen = visitor.say, seen_version(visitor, edition, "projects")
    projects = read_projects(visitor.database, edition.id)
    _draw_split(visitor, edition, projects)
    key = f"projects-{edition.id}-{seen}"
    rows = st.session_state.setdefault(key, list(range(max(1, len(projects)))))
    typed = [_ask_project(visitor, projects[row] if row < len(projects) else EMPTY, key, row, rows) for row in rows]
    total = sum(project.share_percent for project in typed)
    st.caption(say("projects.total" if total == WHOLE else "projects.total_off", total=total))
    if st.button(say("projects.add"), icon=":material/add:", key=f"{key}-add"):
        rows.append(max([*rows, len(projects) - 1]) + 1)
        st.rerun()
    reason = ask_reason(visitor, edition, f"{key}-reason")
    if st.button(say("projects.save"), type="primary", width="stretch", key="save-projects"):
        with office_refusals(visitor):
            set_projects(visitor.database, visitor.signed_in, edition.id, typed, seen_version=seen, reason=reason)
            forget_version()
            st.rerun()


def _draw_split(visitor: Visitor, edition: EditionView, projects: list[ProjectPlan]) -> None:
    if not projects:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("projects.empty"))
        return
    raised = read_totals(visitor.database, edition.id).raised
    parts = list(zip(projects, euros_per_project(raised, projects), strict=True))
    draw("projects.html", visitor.locale, parts=parts, raised=raised)


def _ask_project(visitor: Visitor, known: ProjectPlan, key: str, row: int, rows: list[int]) -> ProjectPlan:
    say, key = visitor.say, f"{key}-{row}"
    with st.container(key=f"{key}-card", border=True):
        name = st.text_input(say("projects.name"), known.name, max_chars=LONGEST_NAME, key=f"{key}-name")
        association = st.text_input(
            say("projects.association"), known.association, max_chars=LONGEST_NAME, key=f"{key}-association"
        )
        purpose = st.text_area(
            say("projects.purpose"), known.purpose, max_chars=LONGEST_PURPOSE, height=80, key=f"{key}-purpose"
        )
        percent = st.number_input(say("projects.percent"), 0, WHOLE, known.share_percent, step=5, key=f"{key}-percent")
        if len(rows) > 1 and st.button(say("projects.remove", number=rows.index(row) + 1), key=f"{key}-remove"):
            rows.remove(row)
            st.rerun()
    return ProjectPlan(name, association, purpose, percent)
