"""Outings: whether two activities of one person tell of the same outing, and which of them tells it best.

The limits stand in outing_limits.py with their reasons, the sports that are near each other in outing_sports.py,
examples in docs/outings.md. Every answer is the same for (a, b) and (b, a).
"""

from datetime import datetime, timedelta
from enum import StrEnum

from challenge.domain import outing_limits as limit
from challenge.domain.evidence import Recording
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import Kind
from challenge.domain.outing_clocks import differ_by_a_zone, overlap, share_their_time
from challenge.domain.outing_memory import remembers
from challenge.domain.outing_sports import may_be_mistaken

REACH = timedelta(seconds=limit.REACH_SECONDS + 1)
"""Beyond it no two starts are compared; a second more, because they are compared in full seconds."""
USUAL_REACH = timedelta(seconds=limit.LONG_SECONDS + 1)
"""The same for activities that are not long."""


class Likeness(StrEnum):
    """Why two activities are one outing; each has a sentence in the catalogue."""

    SAME_NUMBER = "same_number"
    """A service knows both under one number."""
    SAME_DAY = "same_day"
    """One was typed, and the other of that day is like it."""
    SAME_TIME = "same_time"
    """Nobody is in two places at one time."""
    PIECE = "piece"
    """One is a piece of the other."""
    OTHER_CLOCK = "other_clock"
    """Alike to within little, and whole hours apart: one clock was read in the wrong zone."""


def likeness(one: KnownActivity, other: KnownActivity) -> Likeness | None:
    """Why two activities of one person are one outing; None where they are two."""
    if not _comparable(one, other):
        return None
    if one.evidence.external_id and one.evidence.external_id == other.evidence.external_id:
        return Likeness.SAME_NUMBER
    if one.typed or other.typed:
        return Likeness.SAME_DAY if remembers(one, other) else None
    if share_their_time(one, other):
        pieces = is_piece(one, other) or is_piece(other, one)
        return Likeness.PIECE if pieces else Likeness.SAME_TIME
    return Likeness.OTHER_CLOCK if differ_by_a_zone(one, other) else None


def candidates_window(known: KnownActivity) -> tuple[datetime, datetime]:
    """First and last moment at which an activity starts that may be the same outing; long ones besides (is_long)."""
    reach = REACH if is_long(known) else USUAL_REACH
    return known.measure.started_at - reach, known.measure.started_at + reach


def is_long(known: KnownActivity) -> bool:
    """Whether it lasts so long that what starts a day apart may still belong to it."""
    return known.length >= limit.LONG_SECONDS


def can_be_two(one: KnownActivity, other: KnownActivity) -> bool:
    """Whether nothing speaks against two outings but that they are alike, so that their owner's word will do."""
    return likeness(one, other) in {None, Likeness.SAME_DAY, Likeness.OTHER_CLOCK}


def rank(known: KnownActivity) -> tuple[int, int, bool, str, str]:
    """Smaller for better evidence, and never two alike; how many points an activity earns plays no part."""
    figures = (
        known.measure.elapsed_seconds,
        known.measure.distance_m,
        known.measure.ascent_m,
        known.measure.steps,
        known.measure.best_minute_m,
    )
    unknown = sum(figure is None for figure in figures)
    return _worth(known), unknown, known.evidence.device is None, known.source, known.key


def is_piece(piece: KnownActivity, whole: KnownActivity) -> bool:
    """Whether the whole has what the piece has, and clearly more, recorded without doubt: then the whole counts."""
    if piece.typed or _worth(whole) >= _DOUBTFUL or not _comparable(piece, whole):
        return False
    shorter = piece.length * 100 <= whole.length * limit.PIECE_PERCENT
    inside = overlap(piece, whole) * 100 >= piece.length * limit.PIECE_INSIDE_PERCENT
    near = may_be_mistaken(piece.measure.sport, whole.measure.sport)
    return shorter and inside and near and _lacks_a_part(piece, whole)


def _lacks_a_part(piece: KnownActivity, whole: KnownActivity) -> bool:
    """Whether what the shorter one lacks is a part of the way, and not only the pauses."""
    metres, of_metres = piece.measure.distance_m, whole.measure.distance_m
    if metres is not None and of_metres is not None:
        return metres * 100 <= of_metres * limit.PIECE_METRES_PERCENT
    ends_known = piece.measure.elapsed_seconds is not None and whole.measure.elapsed_seconds is not None
    return ends_known or piece.start - whole.start > limit.PIECE_LATE_SECONDS


_WORTH = {Recording.TRACK: 0, Recording.SENSOR: 1, Recording.SUMMARY: 2, Recording.TYPED: 4}
_DOUBTFUL = 3


def _worth(known: KnownActivity) -> int:
    """What a kind of recording is worth; one that was altered, or names no sport, only more than memory."""
    doubtful = known.evidence.altered or known.measure.sport is None
    worth = _WORTH[known.evidence.recording]
    return max(worth, _DOUBTFUL) if doubtful else worth


def _comparable(one: KnownActivity, other: KnownActivity) -> bool:
    both = one.measure.kind is Kind.OUTING and other.measure.kind is Kind.OUTING
    reach = limit.REACH_SECONDS if is_long(one) or is_long(other) else limit.LONG_SECONDS
    return both and abs(one.start - other.start) <= reach
