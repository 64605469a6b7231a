"""An activity from Strava with odd values, and how each of them would be written anywhere."""

import re
from dataclasses import replace
from datetime import datetime, timedelta

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.services.activities import Incoming
from challenge.store.activity_models import Source

METRES, SECONDS, ASCENT = 12_345, 4_567, 6_789
FAST_METRES, FAST_SECONDS = 234_567, 3_601
DEVICE, NUMBER = "0ddba11", "strava:98765432109"
GAP = "[ \\u202f\\u00a0]?"
TRACES = re.compile(
    r"cricket|skateboard|planche|0ddba11|98765432109"
    rf"|(?<!\d)(?:12{GAP}[.,]?345|12[.,]35?{GAP}km|234{GAP}[.,]?567|234[.,][56]7?{GAP}km|6{GAP}[.,]?789)(?!\d)"
    rf"|(?<!\d)(?:4567|3601|1{GAP}h{GAP}16|07:13:37|06:13:37)(?!\d)",
    re.IGNORECASE,
)
"""Sports, figures, times, fingerprint and number, in every way they could be written."""


def odd_arrivals(day_start: datetime, erase_at: datetime):
    """Two activities as Strava's door brings them in: a plain one, and one that nobody rides."""
    start = day_start + timedelta(hours=7, minutes=13, seconds=37)
    evidence = Evidence(Recording.SUMMARY, device=DEVICE, external_id=NUMBER)
    return [
        Incoming(Source.STRAVA, "a" * 64, _measure("cricket", start, SECONDS, METRES, ASCENT), evidence, erase_at),
        Incoming(
            Source.STRAVA,
            "b" * 64,
            _measure("skateboard", start + timedelta(hours=5), FAST_SECONDS, FAST_METRES, None),
            replace(evidence, external_id=f"{NUMBER}1"),
            erase_at,
        ),
    ]


def _measure(sport, start, seconds, metres, ascent):
    return Measure(sport, start, seconds, distance_m=metres, ascent_m=ascent)


def traces_in(words):
    """What of it stands in some words."""
    return sorted({found[0] for found in TRACES.finditer(words)})
