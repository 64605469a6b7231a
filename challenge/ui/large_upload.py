"""Large files: sent by a component that goes on after a broken connection, read beside the server, then confirmed."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import streamlit as st

from challenge.services.home import Home
from challenge.services.large_uploads import Upload, cancel_upload, find_upload, own_upload
from challenge.services.upload_preview import confirm_large_upload, preview_large_upload
from challenge.services.uploads import Candidate
from challenge.store.source_models import UploadState
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.upload_form import ask_sports, draw_preview
from challenge.ui.visitor import Visitor, greet_visitor
from challenge.wording.escaping import markdown
from challenge.wording.text import sentences

LIVE = Path(__file__).parents[1] / "web" / "static" / "live"
LOOK_SECONDS = 1.0
"""How often the page asks how far the reading is."""
UNREAD = (UploadState.WAITING, UploadState.READING)

_component = st.components.v2.component(
    "large_upload",
    html="""<div class="large-upload">
  <label class="choose" hidden><span></span><input class="file" type="file"></label>
  <p class="state" role="status"></p>
  <progress class="bar" max="100" hidden></progress>
  <p class="says" role="alert" hidden></p>
  <div class="tools">
    <button type="button" class="pause" hidden></button>
    <button type="button" class="resume" hidden></button>
    <button type="button" class="cancel" hidden></button>
  </div>
</div>""",
    css=(LIVE / "upload.css").read_text(encoding="utf-8"),
    js=(LIVE / "upload_frame.js").read_text(encoding="utf-8"),
)


def log_archive(visitor: Visitor, home: Home) -> set[date]:
    """The way of a large file, wherever it is on it; the days that were recorded, once they were."""
    upload = own_upload(visitor.database, visitor.signed_in, visitor.place)
    if upload and upload.state in UNREAD:
        _follow_reading(upload.id)
        return set()
    if upload and upload.state is UploadState.READ:
        return {home.edition.day_of(row.measure.started_at) for row in _confirm(visitor, home, upload) if row.measure}
    _say_what_became(visitor, upload)
    _draw_component(visitor, upload)
    draw("which_archive.html", visitor.locale)
    return set()


def _say_what_became(visitor: Visitor, upload: Upload | None) -> None:
    """Why the last one came to nothing, as long as its row is there."""
    if upload and upload.state is UploadState.REFUSED and upload.refusal:
        facts = {"name": upload.name, "why": visitor.say(upload.refusal)}
        st.error(markdown(visitor.say("large_upload.refused", **facts)), icon=":material/error:")
        _say_dropped(visitor, upload)


def _draw_component(visitor: Visitor, upload: Upload | None) -> None:
    arriving = upload if upload and upload.state is UploadState.ARRIVING else None
    shown = arriving and {
        "id": str(arriving.id),
        "name": arriving.name,
        "state": arriving.state,
        "arrived": arriving.arrived_bytes,
        "whole": arriving.whole_bytes,
    }
    _component(
        key="large-upload",
        data={"locale": visitor.locale, "words": sentences(visitor.locale, "large_upload."), "upload": shown},
        on_changed_change=_look_again,
    )


def _look_again() -> None:
    """Nothing more: that it is told makes the page run."""


@st.fragment(run_every=LOOK_SECONDS)
def _follow_reading(upload_id: int) -> None:
    """How far the reading is; the page is drawn anew once it has ended."""
    visitor = greet_visitor()
    upload = find_upload(visitor.database, visitor.signed_in, visitor.place, upload_id)
    if upload.state not in UNREAD:
        st.rerun()
    waits = upload.state is UploadState.WAITING
    said = visitor.say("large_upload.in_line" if waits else "large_upload.reading", name=upload.name)
    st.progress(upload.read_percent / 100, markdown(said))
    st.caption(visitor.say("large_upload.leave"))
    _offer_cancelling(visitor, upload, "large_upload.stop_reading")


def _offer_cancelling(visitor: Visitor, upload: Upload, key: str) -> None:
    if st.button(visitor.say(key), width="stretch", key="cancel-upload"):
        with refusals(visitor):
            cancel_upload(visitor.database, visitor.signed_in, visitor.place, upload.id)
            st.rerun()


def _confirm(visitor: Visitor, home: Home, upload: Upload) -> list[Candidate]:
    """Everything that was found inside the edition; all of it is recorded, or nothing."""
    say = visitor.say
    st.subheader(say("large_upload.found"))
    _say_dropped(visitor, upload)
    with refusals(visitor):
        candidates = _preview(visitor, upload)({})
        sports = ask_sports(visitor, [candidate for candidate in candidates if candidate.needs_sport])
        if sports:
            candidates = _preview(visitor, upload)(sports)
        draw_preview(visitor, home, candidates)
        ready = [candidate for candidate in candidates if candidate.ready]
        label = say("upload.confirm", n=len(ready)) if ready else say("large_upload.nothing_new")
        if st.button(label, type="primary", width="stretch", key="confirm-archive"):
            recorded = confirm_large_upload(visitor.database, visitor.signed_in, visitor.place, upload.id, sports)
            if recorded:
                return recorded
            st.rerun()
    _offer_cancelling(visitor, upload, "large_upload.discard")
    return []


def _preview(visitor: Visitor, upload: Upload) -> Callable[[dict[str, str]], list[Candidate]]:
    return lambda sports: preview_large_upload(visitor.database, visitor.signed_in, visitor.place, upload.id, sports)


def _say_dropped(visitor: Visitor, upload: Upload) -> None:
    if upload.dropped:
        st.caption(visitor.say("large_upload.dropped", n=upload.dropped))
