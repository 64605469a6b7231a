"""Provisional: what every figure is called until the review has ended, and since when the boards are frozen."""

from challenge.services.editions import EditionView, utc_now
from challenge.services.standing import frozen_since
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor


def draw_provisional(visitor: Visitor, edition: EditionView) -> None:
    """Small badges saying until when the figures below may change, and since when boards stay; else nothing."""
    if edition.provisional(utc_now()):
        draw("provisional.html", visitor.locale, until=edition.review_ends_at.astimezone(edition.zone))
    draw_frozen(visitor, edition)


def draw_frozen(visitor: Visitor, edition: EditionView, *, employer: bool = False) -> None:
    """A small badge saying since when the boards stay as they were, and what runs on; nothing where they move."""
    since = frozen_since(visitor.database, edition)
    if since is not None:
        draw("frozen.html", visitor.locale, since=since.astimezone(edition.zone), employer=employer)
