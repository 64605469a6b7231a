"""The edition's own forms: how far it has come, and its dates, sizes and goal."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import streamlit as st

from challenge.domain.money import EURO, MicroEuros, half_up
from challenge.services.edition_office import (
    DATES,
    FEWEST_SEATS,
    HIGHEST_GOAL,
    LONGEST_NAME,
    MOST_SEATS,
    EditionChanges,
    change_edition,
    changeable,
)
from challenge.services.edition_steps import NEXT, move_on, read_checklist
from challenge.services.editions import EditionView, utc_now
from challenge.store.edition_models import EditionState
from challenge.ui.html import draw
from challenge.ui.office import ask_reason, forget_version, office_refusals, seen_version
from challenge.ui.visitor import Visitor


def draw_progress(visitor: Visitor, edition: EditionView) -> None:
    """The states with the checklist of the next one, and the one thing to do when it is green."""
    checks = read_checklist(visitor.database, visitor.signed_in, edition.id)
    draw("edition_steps.html", visitor.locale, states=list(EditionState), current=edition.state, checks=checks)
    following = NEXT.get(edition.state)
    if following and all(check.passed or not check.blocking for check in checks):
        with office_refusals(visitor):
            if st.button(visitor.say(f"edition.move.{following}"), type="primary", width="stretch", key="move-on"):
                move_on(visitor.database, visitor.signed_in, edition.id, following)
                st.rerun()
    if edition.state is EditionState.REGISTRATION:
        with office_refusals(visitor):
            if st.button(visitor.say("edition.move.draft"), key="move-back"):
                move_on(visitor.database, visitor.signed_in, edition.id, EditionState.DRAFT)
                st.rerun()


def change_figures(visitor: Visitor, edition: EditionView) -> None:
    """Name, dates, sizes and goal; what has passed can be read but not changed."""
    say, seen = visitor.say, seen_version(visitor, edition, "figures")
    free, key = changeable(edition, utc_now()), f"figures-{edition.id}-{seen}"
    if not free:
        draw("note.html", visitor.locale, kind="hint", words=say("edition.nothing_to_change"))
    with st.form(key, enter_to_submit=False):
        shown: dict[str, Any] = {"name": edition.name, "goal": half_up(edition.goal, EURO)}
        shown |= {name: getattr(edition, name) for name in ("team_least", "team_most")}
        shown |= {name: _on_the_clock(getattr(edition, name), edition) for name in DATES}
        typed = {name: _ask(visitor, name, shown[name], key, disabled=name not in free) for name in FIELDS}
        st.caption(say("edition.zone", zone=edition.zone.key))
        reason = ask_reason(visitor, edition, f"{key}-reason")
        saved = st.form_submit_button(say("edition.save"), type="primary", width="stretch", key="save-figures")
    if saved:
        with office_refusals(visitor):
            changes = _changes(edition, {name: value for name, value in typed.items() if value != shown[name]})
            change_edition(
                visitor.database, visitor.signed_in, edition.id, changes=changes, seen_version=seen, reason=reason
            )
            forget_version()
            st.rerun()


def _changes(edition: EditionView, typed: Mapping[str, Any]) -> EditionChanges:
    figures = dict(typed)
    if "goal" in figures:
        figures["goal"] = MicroEuros(figures["goal"] * EURO)
    moments = {
        name: value.replace(tzinfo=edition.zone) for name, value in figures.items() if isinstance(value, datetime)
    }
    return EditionChanges(**(figures | moments))


def _on_the_clock(value: date, edition: EditionView) -> date:
    """A moment as a clock in the edition's zone shows it; a day stays a day."""
    return value.astimezone(edition.zone).replace(tzinfo=None) if isinstance(value, datetime) else value


FIELDS = ("name", "goal", *DATES, "team_least", "team_most")


def _ask(visitor: Visitor, name: str, shown: Any, key: str, *, disabled: bool) -> Any:
    """One field; left empty it stays as it is."""
    label, key = visitor.say(f"edition.field.{name}").capitalize(), f"{key}-{name}"
    if name == "name":
        return st.text_input(label, shown, max_chars=LONGEST_NAME, key=key, disabled=disabled)
    if name in DATES:
        if isinstance(shown, datetime):
            entered = st.datetime_input(label, shown, format="DD/MM/YYYY", key=key, disabled=disabled)
        else:
            entered = st.date_input(label, shown, format="DD/MM/YYYY", key=key, disabled=disabled)
        return shown if entered is None else entered
    lowest, highest, step = (0, HIGHEST_GOAL // EURO, 1_000) if name == "goal" else (FEWEST_SEATS, MOST_SEATS, 1)
    return st.number_input(label, lowest, highest, shown, step=step, key=key, disabled=disabled)
