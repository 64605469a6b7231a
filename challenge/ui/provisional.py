"""Provisional: what every figure is called until the review has ended."""

from challenge.services.editions import EditionView, utc_now
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor


def draw_provisional(visitor: Visitor, edition: EditionView) -> None:
    """A small badge saying until when the figures below may change; nothing once they are final."""
    if edition.provisional(utc_now()):
        draw("provisional.html", visitor.locale, until=edition.review_ends_at.astimezone(edition.zone))
