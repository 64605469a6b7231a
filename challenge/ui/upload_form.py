"""Files: read with progress, previewed, completed with the sports they lack, confirmed in one go."""

from collections import Counter
from collections.abc import Sequence
from typing import BinaryIO, cast

import streamlit as st

from challenge.domain.sports import all_sports
from challenge.errors import AfterEditionError, BeforeEditionError
from challenge.imports.reading import FileReading
from challenge.services.home import Home
from challenge.services.template import sport_words
from challenge.services.uploads import Candidate, confirm_upload, files_in, preview_upload, read_upload
from challenge.ui.file_ways import show_file_ways
from challenge.ui.forms import refusals, say_refusal
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording.escaping import markdown

OUTSIDE = (BeforeEditionError, AfterEditionError)
READ = "upload-read"
ROUND = "upload-round"
MOST_NAMED = 20
"""Files whose sport can be chosen one by one; beyond, the one choice for all remains."""


def log_files(visitor: Visitor, home: Home) -> list[Candidate]:
    """The way of a file from the uploader to the ledger; the candidates that were recorded, once they were."""
    show_file_ways(visitor)
    uploads = st.file_uploader(
        visitor.say("upload.choose"),  # of any kind: a telephone greys out what it has no name for, and we say why not
        accept_multiple_files=True,
        key=f"upload-{st.session_state.setdefault(ROUND, 0)}",
    )
    with st.container(key="not-sent"):
        draw("not_sent.html", visitor.locale, words=visitor.say("upload.not_sent"))
        st.button(visitor.say("upload.to_archive"), width="stretch", key="to-archive", on_click=_to_archive)
    if not uploads:
        st.caption(visitor.say("upload.help"))
        return []
    readings = _read_once(visitor, home, cast("Sequence[BinaryIO]", uploads))
    candidates = preview_upload(visitor.database, visitor.signed_in, visitor.place, readings, {})
    sports = ask_sports(visitor, [candidate for candidate in candidates if candidate.needs_sport])
    if sports:
        candidates = preview_upload(visitor.database, visitor.signed_in, visitor.place, readings, sports)
    draw_preview(visitor, home, candidates)
    return _confirm(visitor, candidates)


def _to_archive() -> None:
    """Choose the way of large files, as its tab above would."""
    st.session_state["way"] = "archive"


def draw_preview(visitor: Visitor, home: Home, candidates: Sequence[Candidate]) -> None:
    """What files hold, with what each activity would earn and why a file is refused."""
    shown, outside = without_old_rows(candidates)
    facts = {"candidates": shown, "zone": home.edition.zone}
    draw("preview.html", visitor.locale, say_refusal=lambda refusal: say_refusal(visitor, refusal), **facts)
    if outside:
        st.caption(visitor.say("large_upload.dropped", n=outside))


def without_old_rows(candidates: Sequence[Candidate]) -> tuple[list[Candidate], int]:
    """What a preview names one by one, and how many rows of lists lie outside the edition: a watch keeps years."""
    old = Counter(one.name for one in candidates if isinstance(one.refused, OUTSIDE))
    dropped = {name for name, rows in old.items() if rows > 1}
    shown = [one for one in candidates if not (one.name in dropped and isinstance(one.refused, OUTSIDE))]
    return shown, len(candidates) - len(shown)


def _confirm(visitor: Visitor, candidates: Sequence[Candidate]) -> list[Candidate]:
    ready = [candidate for candidate in candidates if candidate.ready]
    sportless = any(candidate.needs_sport for candidate in candidates)
    nothing = visitor.say("upload.sport_first" if sportless else "upload.nothing")
    label = visitor.say("upload.confirm", n=len(ready)) if ready else nothing
    if st.button(label, type="primary", width="stretch", key="confirm-upload", disabled=not ready):
        with refusals(visitor):
            confirm_upload(visitor.database, visitor.signed_in, visitor.place, ready)
            st.session_state[ROUND] += 1
            st.session_state.pop(READ, None)
            return ready
    return []


def _read_once(visitor: Visitor, home: Home, uploads: Sequence[BinaryIO]) -> list[FileReading]:
    """Readings of these uploads, kept for the next rerun; the files themselves are not."""
    asked = tuple(getattr(upload, "file_id", upload.name) for upload in uploads)
    if st.session_state.get(READ, (None,))[0] != asked:
        whole = sum(files_in(upload) for upload in uploads)
        progress = st.progress(0.0, visitor.say("upload.reading"))
        readings: list[FileReading] = []
        for upload in uploads:
            for reading in read_upload(upload.name, upload, zone=home.edition.zone, sport_words=sport_words()):
                readings.append(reading)
                progress.progress(min(1.0, len(readings) / max(1, whole)), markdown(reading.name))
        progress.empty()
        st.session_state[READ] = (asked, readings)
    kept: list[FileReading] = st.session_state[READ][1]
    return kept


def ask_sports(visitor: Visitor, sportless: Sequence[Candidate]) -> dict[str, str]:
    """One sport for all files that name none, and another for single ones."""
    if not sportless:
        return {}
    names = sorted(all_sports(), key=lambda name: visitor.say(f"sport.{name}"))
    common = st.selectbox(
        visitor.say("upload.sport_for_all", n=len(sportless)),
        names,
        index=None,
        format_func=lambda name: visitor.say(f"sport.{name}"),
        placeholder=visitor.say("log.search"),
        key="sport-for-all",
    )
    single: dict[str, str | None] = {}
    if len(sportless) > 1:
        with st.expander(visitor.say("upload.sport_each")):
            for candidate in sportless[:MOST_NAMED]:
                single[candidate.external_id] = st.selectbox(
                    markdown(candidate.name.rsplit("/", 1)[-1]),
                    names,
                    index=None,
                    format_func=lambda name: visitor.say(f"sport.{name}"),
                    placeholder=visitor.say("log.search"),
                    key=f"sport-{candidate.external_id}",
                )
    chosen = {candidate.external_id: single.get(candidate.external_id) or common for candidate in sportless}
    return {key: sport for key, sport in chosen.items() if sport}
