"""Recorded: a measure with what speaks for it, as readers find it and services take it."""

from dataclasses import dataclass, field

from challenge.domain.evidence import Evidence
from challenge.domain.measure import Measure


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of one activity, and how."""

    measure: Measure
    evidence: Evidence = field(default_factory=Evidence)
