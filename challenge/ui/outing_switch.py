"""The switch between one outing and two: what the owner may say of activities that look alike."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from challenge.services.asked import answer_asked
from challenge.services.explanations import ActivityExplained
from challenge.services.outing_links import Links
from challenge.services.two_outings import keep_apart, put_together
from challenge.store.activity_models import Status
from challenge.ui.forms import refusals
from challenge.ui.visitor import Visitor

ALONE = Links()


def offer_switch(visitor: Visitor, activity: ActivityExplained, links: Links | None, name: str) -> None:
    """The buttons that make sense for an activity: to part it, to put it back, or to answer what was asked."""
    for key, say in _words(visitor, activity, links or ALONE):
        if st.button(visitor.say(key, name=name), key=f"{key.partition('.')[2]}-{activity.id}"):
            with refusals(visitor):
                say()
                st.rerun()


def _words(visitor: Visitor, activity: ActivityExplained, link: Links) -> list[tuple[str, Callable[[], object]]]:
    """What can be said of an activity, and what saying it does."""
    database, actor, key = visitor.database, visitor.signed_in, activity.id
    same, another = (partial(answer_asked, database, actor, key, same=same) for same in (True, False))
    if activity.status is Status.ASKED:
        return [("outing.same", same), ("outing.another", another)]
    if link.waits or (link.apart and activity.status is not Status.DUPLICATE):
        return [("outing.one", partial(put_together, database, actor, key))]
    if link.behind_gone:
        return [("outing.two", another)]
    if link.counting:
        label = "outing.two" if link.word_will_do else "outing.two_to_review"
        return [(label, partial(keep_apart, database, actor, key))]
    return []
