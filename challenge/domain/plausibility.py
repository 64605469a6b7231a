"""Plausibility: reasons to doubt an activity, and what of it counts until somebody decides.

The front of a few rooms: the words (doubts.py), each check by what it looks at (checks.py, checks_of_day.py,
checks_of_history.py, copies.py), what is left of a doubted measure (limiting.py), all figures with their source
(thresholds.csv, records.csv). docs/plausibility.md shows them at work.
"""

from challenge.domain.checks import findings_of
from challenge.domain.doubts import Consequence, Doubt, Finding, consequence_of
from challenge.domain.limiting import curbs, limited, pace_is_doubted

__all__ = [
    "Consequence",
    "Doubt",
    "Finding",
    "consequence_of",
    "curbs",
    "findings_of",
    "limited",
    "pace_is_doubted",
]
