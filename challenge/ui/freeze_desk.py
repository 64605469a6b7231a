"""Freeze and reveal: boards that stay as they were, both standings side by side, and the rows uncovered one by one."""

from datetime import timedelta

import streamlit as st

from challenge.services.editions import EditionView, utc_now
from challenge.services.freezes import (
    FreezeView,
    call_off_freeze,
    cover_last,
    end_freeze,
    freeze_now,
    plan_freeze,
    read_freeze,
    reveal_next,
)
from challenge.services.side_by_side import Comparison, compare_board
from challenge.services.stage import BOARDS, TEAMS, show_scene
from challenge.store.stage_models import Scene
from challenge.ui.confirm import confirm, say_so
from challenge.ui.cues import board_name
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.stage_thumb import tapped_twice
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown


def freeze_and_reveal(visitor: Visitor, edition: EditionView) -> None:
    """Freeze now or at a set time; under a freeze uncover board by board, and end it."""
    view = read_freeze(visitor.database, visitor.signed_in, edition.id)
    if view.frozen_at is None:
        _offer_freeze(visitor, edition, view)
    else:
        at = formats.moment(view.frozen_at.astimezone(edition.zone), visitor.locale)
        draw("note.html", visitor.locale, kind="hint", words=visitor.say("stage.frozen_since", at=at))
    board = st.pills(
        visitor.say("stage.board"),
        BOARDS,
        default=BOARDS[0],
        format_func=lambda each: board_name(visitor.say, each),
        key="freeze-board",
        required=True,
    )
    comparison = compare_board(visitor.database, visitor.signed_in, edition.id, board or BOARDS[0])
    if view.frozen_at is not None:
        _uncover(visitor, edition, comparison)
    _draw_both(visitor, comparison, frozen=view.frozen_at is not None)
    if view.frozen_at is not None and st.button(visitor.say("stage.end_freeze"), width="stretch", key="freeze-end"):
        confirm(
            visitor.say("stage.end_freeze"),
            say_so("stage.end_freeze_why"),
            lambda present, _: end_freeze(present.database, present.signed_in, edition.id),
        )


def _offer_freeze(visitor: Visitor, edition: EditionView, view: FreezeView) -> None:
    say = visitor.say
    if st.button(say("stage.freeze_now"), icon=":material/ac_unit:", width="stretch", key="freeze-now"):
        confirm(
            say("stage.freeze_now"),
            say_so("stage.freeze_why"),
            lambda present, _: freeze_now(present.database, present.signed_in, edition.id),
        )
    if view.planned_for is not None:
        at = formats.moment(view.planned_for.astimezone(edition.zone), visitor.locale)
        draw("note.html", visitor.locale, kind="hint", words=say("stage.freeze_planned", at=at))
        if st.button(say("stage.freeze_call_off"), width="stretch", key="freeze-call-off"):
            with refusals(visitor):
                call_off_freeze(visitor.database, visitor.signed_in, edition.id)
                st.rerun()
    proposed = max(edition.locks_at, utc_now().astimezone(edition.zone) + timedelta(hours=1))
    with st.form(f"freeze-{edition.id}", border=False):
        shown = proposed.replace(tzinfo=None, second=0, microsecond=0)
        moment = st.datetime_input(say("stage.freeze_at"), shown, format="DD/MM/YYYY", key="freeze-moment")
        st.caption(say("stage.zone", zone=edition.zone.key))
        planned = st.form_submit_button(say("stage.freeze_plan"), width="stretch", key="freeze-plan")
    if planned and moment is not None:
        with refusals(visitor):
            starts_at = moment.replace(tzinfo=edition.zone)
            plan_freeze(visitor.database, visitor.signed_in, edition.id, starts_at)
            st.rerun()


def _uncover(visitor: Visitor, edition: EditionView, comparison: Comparison) -> None:
    """One more row, one fewer, or the board again as far as it is uncovered."""
    say, board = visitor.say, comparison.board
    done = say("stage.uncovered", n=comparison.uncovered, count=comparison.uncovered, total=len(comparison.rows))
    secret = comparison.upcoming
    if secret:
        rank, name = formats.rank(secret.rank or 0, visitor.locale), markdown(secret.contender.name)
        done = f"{done} {say('stage.next_row', rank=rank, name=name)}"
    st.markdown(done)
    with st.container(key="uncover", horizontal=True), refusals(visitor):
        if st.button(
            say("stage.uncover"), type="primary", disabled=not comparison.covered, key=f"uncover-{board}"
        ) and not tapped_twice("uncover"):
            reveal_next(visitor.database, visitor.signed_in, edition.id, board)
            st.rerun()
        if st.button(say("stage.cover"), disabled=not comparison.uncovered, key=f"cover-{board}") and not tapped_twice(
            "cover"
        ):
            cover_last(visitor.database, visitor.signed_in, edition.id, board)
            st.rerun()
        if st.button(say("stage.show_board"), disabled=not comparison.uncovered, key=f"show-{board}"):
            show_scene(visitor.database, visitor.signed_in, edition.id, Scene.REVEAL, board)
            st.rerun()


def _draw_both(visitor: Visitor, comparison: Comparison, *, frozen: bool) -> None:
    if not comparison.rows:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("stage.board_empty"))
        return
    draw(
        "side_by_side.html",
        visitor.locale,
        title=board_name(visitor.say, comparison.board),
        rows=comparison.rows,
        teams=comparison.board == TEAMS,
        frozen=frozen,
    )
