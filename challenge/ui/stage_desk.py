"""The desk of the stage: a scene to hold, a message, a countdown, a celebration, and the screens themselves."""

from datetime import datetime, time, timedelta

import streamlit as st

from challenge.services.editions import EditionView, utc_now
from challenge.services.stage import (
    BOARDS_OF,
    LONGEST_MESSAGE,
    StageView,
    celebrate,
    choose_hall_language,
    count_down_to,
    read_stage,
    say_from_stage,
    show_scene,
)
from challenge.store.stage_models import Scene
from challenge.ui.cues import board_name, scene_name
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.stage_thumb import tapped_twice
from challenge.ui.visitor import Visitor
from challenge.wording import formats
from challenge.wording.escaping import markdown
from challenge.wording.text import LOCALES

SCENES = tuple(scene for scene in Scene if scene not in {Scene.MESSAGE, Scene.REVEAL, Scene.PATTERN})
"""Chosen by a chip; a message and a board to uncover have their own buttons, the test pattern is with the screens."""
MINUTES = (2, 5, 10, 15)


def steer_stage(visitor: Visitor, edition: EditionView) -> None:
    """What the hall sees, chosen by hand; it stays until something else is chosen."""
    stage = read_stage(visitor.database, visitor.signed_in, edition.id)
    _choose_scene(visitor, edition, stage)
    if st.button(visitor.say("stage.celebrate"), icon=":material/celebration:", width="stretch", key="celebrate"):
        if not tapped_twice("celebrate"):
            with refusals(visitor):
                celebrate(visitor.database, visitor.signed_in, edition.id)
        st.toast(visitor.say("stage.celebrated"))
    _ask_message(visitor, edition, stage)
    _ask_countdown(visitor, edition, stage)


def _choose_scene(visitor: Visitor, edition: EditionView, stage: StageView) -> None:
    """Chips; each choice is a new row of them, so that what is chosen elsewhere shows here."""
    say, mark = visitor.say, f"{edition.id}-{stage.since.timestamp()}"
    scene = st.pills(
        say("stage.scene"),
        SCENES,
        default=stage.scene if stage.scene in SCENES else None,
        format_func=lambda each: scene_name(say, each),
        key=f"scene-{mark}",
    )
    board = stage.board
    if stage.scene is Scene.RACE:
        board = st.pills(
            say("stage.which_class"),
            BOARDS_OF[Scene.RACE],
            default=stage.board,
            format_func=lambda each: board_name(say, each),
            key=f"class-{mark}",
            required=True,
        )
    st.caption(say("stage.scene_stays"))
    if scene and (scene, board) != (stage.scene, stage.board):
        with refusals(visitor):
            wanted = board if scene is stage.scene else ""
            show_scene(visitor.database, visitor.signed_in, edition.id, scene, wanted or "")
            st.rerun()


def _ask_message(visitor: Visitor, edition: EditionView, stage: StageView) -> None:
    say = visitor.say
    with st.form(f"message-{edition.id}", border=False):
        typed = st.text_input(say("stage.message"), stage.message, max_chars=LONGEST_MESSAGE, key="message")
        sent = st.form_submit_button(say("stage.message_show"), width="stretch", key="message-show")
    taken = stage.scene is Scene.MESSAGE and st.button(say("stage.message_take"), width="stretch", key="message-take")
    if sent or taken:
        with refusals(visitor):
            say_from_stage(visitor.database, visitor.signed_in, edition.id, "" if taken else typed)
            st.rerun()


def _ask_countdown(visitor: Visitor, edition: EditionView, stage: StageView) -> None:
    """Minutes from now by one tap, or a time of today or of the night that follows."""
    say, now = visitor.say, utc_now()
    wanted: datetime | None = None
    st.markdown(f"**{say('stage.countdown')}**")
    with st.container(key="countdown-minutes", horizontal=True):
        for minutes in MINUTES:
            if st.button(say("stage.minutes", n=minutes, minutes=minutes), key=f"countdown-{minutes}"):
                wanted = now + timedelta(minutes=minutes)
    with st.container(key="countdown-time", horizontal=True, vertical_alignment="bottom"):
        hour = st.time_input(say("stage.countdown_at"), edition.evening_at.time(), step=300, key="countdown-hour")
        if st.button(say("stage.countdown_show"), key="countdown-show"):
            wanted = _next_at(hour, edition, now)
    ends = stage.countdown_to if stage.countdown_to and stage.countdown_to > now else None
    taken = False
    if ends:
        at = formats.moment(ends.astimezone(edition.zone), visitor.locale)
        taken = st.button(say("stage.countdown_take", at=markdown(at)), width="stretch", key="countdown-take")
    if wanted or taken:
        with refusals(visitor):
            count_down_to(visitor.database, visitor.signed_in, edition.id, None if taken else wanted)
            st.rerun()


def _next_at(hour: time, edition: EditionView, now: datetime) -> datetime:
    """The next moment at which a clock in the edition's zone shows an hour."""
    today = datetime.combine(edition.day_of(now), hour, edition.zone)
    return today if today > now else today + timedelta(days=1)


def look_after_screens(visitor: Visitor, edition: EditionView) -> None:
    """The language of the hall, the screen in a tab of its own, the test pattern, and the evening on paper."""
    say, stage = visitor.say, read_stage(visitor.database, visitor.signed_in, edition.id)
    draw("screen_links.html", visitor.locale, slug=edition.slug)
    locale = st.segmented_control(
        say("stage.hall_language"),
        LOCALES,
        default=stage.locale,
        format_func=lambda each: say(f"stage.language.{each}"),
        key=f"hall-language-{stage.locale}",
        required=True,
    )
    if locale and locale != stage.locale:
        with refusals(visitor):
            choose_hall_language(visitor.database, visitor.signed_in, edition.id, locale)
            st.rerun()
    shows = stage.scene is Scene.PATTERN
    st.caption(say("stage.pattern_why"))
    if st.button(say("stage.pattern_end" if shows else "stage.pattern"), width="stretch", key="pattern"):
        with refusals(visitor):
            scene = Scene.ROTATION if shows else Scene.PATTERN
            show_scene(visitor.database, visitor.signed_in, edition.id, scene)
            st.rerun()
