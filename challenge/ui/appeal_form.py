"""The appeal: words and a file about one own activity, once, where its notice or its day is read."""

from collections.abc import Iterable, Mapping

import streamlit as st

from challenge.services.appeal_files import MOST_BYTES, Attachment
from challenge.services.appeals import LONGEST_WORDS, Contested, appeal, read_contested
from challenge.services.explanations import ActivityExplained
from challenge.store.activity_models import EARNING, Status
from challenge.ui.forms import refusals
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats

MEGABYTES = MOST_BYTES // 1_000_000
TYPES = ["png", "jpg", "jpeg", "pdf"]
PLAIN = EARNING - {Status.LIMITED}
"""Of an activity that simply counts there is nothing to say, unless something was doubted."""


def contested_of(visitor: Visitor) -> dict[int, Contested]:
    """What the visitor can answer about, or has answered about, by activity."""
    rows = read_contested(visitor.database, visitor.signed_in, visitor.place)
    return {row.activity_id: row for row in rows}


def offer_appeals(visitor: Visitor, activities: Iterable[ActivityExplained]) -> None:
    """Under a day: a form for each activity that is doubted or decided about."""
    doubted = {row.id: row for row in activities if row.status not in PLAIN or row.findings}
    contested: Mapping[int, Contested] = contested_of(visitor) if doubted else {}
    for key, row in doubted.items():
        if key in contested:
            offer_appeal(visitor, contested[key], visitor.say(f"sport.{row.measure.sport}"))


def offer_appeal(visitor: Visitor, about: Contested, name: str) -> None:
    """The form for one activity, or what became of the answer."""
    say = visitor.say
    if about.sent_at is not None:
        sent = formats.moment(about.sent_at, visitor.locale)
        words = say("appeal.waits", sent=sent)
        if about.answered_at is not None:
            words = say("appeal.answered", sent=sent, answered=formats.moment(about.answered_at, visitor.locale))
        draw("note.html", visitor.locale, kind="answer", words=words)
        return
    with st.expander(say("appeal.open", name=name), key=f"appeal-{about.activity_id}"):
        _ask(visitor, about)


def _ask(visitor: Visitor, about: Contested) -> None:
    say, key = visitor.say, about.activity_id
    st.caption(say("appeal.once", until=formats.moment(about.until, visitor.locale)))
    with st.form(f"appeal-form-{key}", border=False, enter_to_submit=False):
        words = st.text_area(say("appeal.words"), max_chars=LONGEST_WORDS, key=f"appeal-words-{key}")
        file = st.file_uploader(
            say("appeal.file"),
            type=TYPES,
            key=f"appeal-file-{key}",
            max_upload_size=MEGABYTES,
        )
        with st.container(key=f"not-sent-{key}"):
            draw("not_sent.html", visitor.locale, words=say("appeal.not_sent"))
        st.caption(say("appeal.file_help"))
        sent = st.form_submit_button(say("appeal.send"), type="primary", width="stretch", key=f"appeal-send-{key}")
    if sent:
        with refusals(visitor):
            attachment = Attachment(file.name, file.getvalue()) if file else None
            appeal(visitor.database, visitor.signed_in, key, words, attachment)
            st.rerun()
