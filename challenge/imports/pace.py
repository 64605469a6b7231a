"""Pace: how a recording was made, and what its points say of it in the order in which the file has them."""

from dataclasses import replace
from hashlib import sha256

import numpy as np

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.track_facts import with_facts
from challenge.imports.motion import haversine
from challenge.imports.points import Floats, Points, are_places
from challenge.imports.quick_facts import quick_facts_of

FINGERPRINT_DIGITS = 6
"""Enough to tell the few devices of one person apart, too few to find a serial number again by trying all."""
MIN_PLACED_SHARE = 0.25
"""Below this share of points with a place a recording is a sensor's: one place where it began is no track."""


def evidence_of(points: Points, stated: Evidence) -> Evidence:
    """What a file states of its recording, completed by what its points say; points in the order of the file."""
    points = points.where(np.isfinite(points.seconds))
    if len(points) < 2:  # noqa: PLR2004 a way has two ends
        return replace(stated, recording=Recording.SUMMARY)
    placed = are_places(points.latitude, points.longitude)
    is_track = placed.sum() >= max(2, MIN_PLACED_SHARE * len(points))
    indoor = False if stated.indoor is None and is_track else stated.indoor
    known = replace(stated, recording=Recording.TRACK if is_track else Recording.SENSOR, indoor=indoor)
    counted = np.isfinite(points.distance)
    if counted.any() and np.nanmax(points.distance) > np.nanmin(points.distance):
        points = points.where(counted)
        return _with_pace(known, points, np.diff(points.distance))
    if not is_track:
        return known
    points = points.where(placed)
    latitude, longitude = points.latitude, points.longitude
    return _with_pace(known, points, haversine(latitude[:-1], longitude[:-1], latitude[1:], longitude[1:]))


def _with_pace(evidence: Evidence, points: Points, metres: Floats) -> Evidence:
    """With the facts of its way; between two pieces of a recording nobody knows of any."""
    ways = np.where(np.diff(points.segment) == 0, np.maximum(metres, 0), 0)
    return with_facts(evidence, quick_facts_of(points.seconds, ways))


def fingerprint(maker: object, serial: object) -> str | None:
    """A device known again by what it says of itself; None where it names no serial number."""
    number = str(serial or "").strip()
    if not number.isdecimal() or not int(number):
        return None
    return sha256(f"{maker}:{int(number)}".encode()).hexdigest()[:FINGERPRINT_DIGITS]
