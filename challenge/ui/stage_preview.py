"""The monitors: what every screen shows now and after the next step, drawn by the screens' own renderer."""

from datetime import datetime
from functools import cache
from pathlib import Path

import streamlit as st

from challenge.services.editions import EditionView
from challenge.services.stage import StageView, read_stage
from challenge.services.stepping import Evening
from challenge.settings import settings
from challenge.store.edition_models import EditionState
from challenge.store.stage_models import CueKind
from challenge.ui.cues import cue_name, scene_name
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.qr import qr_svg
from challenge.wording.text import DEFAULT, LOCALES, sentences, text

LIVE = Path(__file__).parents[1] / "web" / "static" / "live"

_monitor = st.components.v2.component(
    "stage_monitor",
    html="""<div
  class="monitor" aria-hidden="true"></div>""",
    css=""".monitor {
  aspect-ratio: 16 / 9; width: 100%; overflow: hidden; border-radius: 12px; background: #0d2137;
}""",
    js=(LIVE / "monitor_frame.js").read_text(encoding="utf-8"),
)


def draw_monitors(visitor: Visitor, edition: EditionView, evening: Evening) -> None:
    """What the hall sees now, and beneath it what the next step brings, with the row that only the organiser knows."""
    stage = read_stage(visitor.database, visitor.signed_in, edition.id)
    with st.container(key="stage-monitor"):
        if edition.state is EditionState.DRAFT:
            draw("note.html", visitor.locale, kind="hint", words=visitor.say("stage.draft"))
        else:
            _draw_box(edition, "monitor-now", drawn=_signature(edition, stage))
        shown = scene_name(visitor.say, stage.scene, stage.board)
        draw("stage_now.html", visitor.locale, shown=shown, frozen=edition.freeze_id is not None)
        if evening.upcoming:
            _draw_next(visitor, edition, evening)


def _draw_next(visitor: Visitor, edition: EditionView, evening: Evening) -> None:
    cue = evening.upcoming
    if cue is None:
        return
    with st.container(key="stage-next", horizontal=True):
        if evening.changed and edition.state is not EditionState.DRAFT:
            _draw_box(edition, "monitor-next", next=evening.changed)
        draw(
            "stage_next.html",
            visitor.locale,
            what=cue_name(visitor.say, cue),
            row=evening.row,
            saying=cue.saying if cue.kind is CueKind.SPEECH else "",
            minutes=cue.minutes,
            position=1 + evening.cues.index(cue),
            count=len(evening.cues),
        )


def _draw_box(edition: EditionView, key: str, **facts: object) -> None:
    data = {"edition": edition.slug, "words": _words(), "join": _way_in(settings().public_url), **facts}
    _monitor(key=key, data=data, on_moved_change=_draw_again)


def _draw_again() -> None:
    """Nothing more: that it is told makes the page run."""


def _words() -> dict[str, dict[str, tuple[str, ...]]]:
    return {locale: sentences(locale, "screen.") for locale in LOCALES}


@cache
def _way_in(address: str) -> dict[str, str]:
    """What a phone in the hall reads to join, as the screens show it."""
    code = qr_svg(address, label=text(DEFAULT, "screen.join_code"))
    return {"code": code, "address": address.partition("://")[2].rstrip("/")}


def _signature(edition: EditionView, stage: StageView) -> list[object]:
    """What of a snapshot the page is drawn for; the monitor asks for another run once it is not so any more."""
    times = (_sent(stage.since), _sent(stage.countdown_to))
    return [stage.scene, stage.board, *times, stage.locale, edition.freeze_id is not None]


def _sent(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds") if moment else None
