"""Doubts: every reason to doubt an activity, and what becomes of it until somebody decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Doubt(StrEnum):
    """A reason to doubt an activity; the figures it carries are named in brackets."""

    NO_SPORT = "no_sport"
    """The file names no sport; its owner has to."""
    OVER_24_HOURS = "over_24_hours"
    """More than 24 hours in motion, by itself or on one day (seconds)."""
    TOO_LONG = "too_long"
    """Longer than anybody does this sport in one go (seconds)."""
    TOO_FAST = "too_fast"
    """Faster as a whole than the sport plausibly is (metres per hour)."""
    TOO_FAST_MINUTE = "too_fast_minute"
    """A sustained minute faster than the sport plausibly is (metres per hour)."""
    TOO_FAST_FIVE_MINUTES = "too_fast_five_minutes"
    """Five minutes on end faster than the sport plausibly is (metres per hour)."""
    FASTER_THAN_RECORD = "faster_than_record"
    """Faster than the world record of the distance (metres per hour)."""
    TOO_SLOW = "too_slow"
    """Slower than this sport can be done, so it was another one (metres per hour)."""
    TOO_MUCH_ASCENT = "too_much_ascent"
    """More ascent per hour than the sport allows (metres per hour)."""
    TOO_MANY_STEPS = "too_many_steps"
    """More steps than a day on foot holds (steps)."""
    TOO_MANY_STEPS_A_MINUTE = "too_many_steps_a_minute"
    """More steps a minute than legs make (steps per minute)."""
    STEPS_OF_A_WALK = "steps_of_a_walk"
    """A run in the steps of a walker (steps per minute)."""
    STRIDE_TOO_LONG = "stride_too_long"
    """More way than its steps can cover (centimetres per step)."""
    MANY_LEAPS = "many_leaps"
    """Jumps from place to place, again and again (number)."""
    ENGINE_STARTS = "engine_starts"
    """Starts as only an engine makes them (number)."""
    ENGINE_STOPS = "engine_stops"
    """Halt after halt, and fast all the same (metres per hour)."""
    ENGINE_PACE = "engine_pace"
    """A high speed kept as evenly as an engine keeps it (percent of the time)."""
    ASSISTED_PACE = "assisted_pace"
    """At the speed where the help of an e-bike ends, in this ride (percent of the time) or in most others (rides)."""
    ALTERED_FILE = "altered_file"
    """A checksum is wrong, or the file names a device that does not exist."""
    TIMES_STAND_STILL = "times_stand_still"
    """Times of the points that do not advance (percent of the points)."""
    TOO_STEADY = "too_steady"
    """A track at one and the same speed throughout (percent of the time)."""
    NO_FASTER_MINUTE = "no_faster_minute"
    """A track whose fastest minute is no faster than the whole (percent of the average)."""
    IN_FUTURE = "in_future"
    """It ends after it was recorded here (seconds)."""
    OUTSIDE_EDITION = "outside_edition"
    """Before the first or after the last day (days)."""
    OVERLAPPING = "overlapping"
    """Time in motion that another recording of the same person takes as well (seconds)."""
    STEPS_TWICE = "steps_twice"
    """Two counts of the steps of one day (steps of both)."""
    REPEATED = "repeated"
    """The same figures by hand again and again on one day, or day after day without a rest (number)."""
    COPIED = "copied"
    """The same recording as another one with another date (number)."""
    SOMEBODY_ELSES = "somebody_elses"
    """The same recording as a colleague's (number)."""
    FASTER_THAN_BEFORE = "faster_than_before"
    """Much faster than the person's other activities of this sport (metres per hour)."""
    LIKE_A_CHAMPION = "like_a_champion"
    """As fast as the best of the country, and nothing near it besides (metres per hour)."""
    LONGER_THAN_BEFORE = "longer_than_before"
    """Typed, and many times as long as what the person usually does (seconds)."""
    MORE_STEPS_THAN_BEFORE = "more_steps_than_before"
    """Many times the steps of the person's other days (steps)."""
    STEPS_DAY_AFTER_DAY = "steps_day_after_day"
    """A hiking day's steps on many days (days)."""
    LATE_ENTRIES = "late_entries"
    """Many long activities typed long afterwards, just before the lock (number)."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A doubt with the figure that raised it and the limit it passed, in the unit of the doubt."""

    doubt: Doubt
    value: int
    limit: int


SAID_ALREADY = {Doubt.FASTER_THAN_RECORD: Doubt.TOO_FAST, Doubt.NO_FASTER_MINUTE: Doubt.TOO_STEADY}
"""What a reader learns nothing new from beside the other one."""


def worth_saying(findings: Iterable[Finding]) -> list[Finding]:
    """Findings in their order, without those that another one of them says as well."""
    said = list(findings)
    doubts = {finding.doubt for finding in said}
    return [finding for finding in said if SAID_ALREADY.get(finding.doubt) not in doubts]


class Consequence(StrEnum):
    """What becomes of a doubted activity until somebody decides; it may be held besides, where it matters."""

    LIMITED = "limited"
    """Counts at once at what is plausible."""
    REVIEW = "review"
    """Counts as it is, its pace set aside where that is what is doubted, and waits for somebody to look at it."""


LIMITED_AT_ONCE = frozenset(
    {
        Doubt.OVER_24_HOURS,
        Doubt.TOO_LONG,
        Doubt.TOO_FAST,
        Doubt.TOO_FAST_MINUTE,
        Doubt.TOO_FAST_FIVE_MINUTES,
        Doubt.FASTER_THAN_RECORD,
        Doubt.TOO_MUCH_ASCENT,
        Doubt.TOO_MANY_STEPS,
        Doubt.TOO_MANY_STEPS_A_MINUTE,
        Doubt.STRIDE_TOO_LONG,
        Doubt.MANY_LEAPS,
    }
)
"""They say themselves what would be plausible."""

PACE_DOUBTED = frozenset(
    {
        Doubt.TOO_FAST,
        Doubt.TOO_FAST_MINUTE,
        Doubt.TOO_FAST_FIVE_MINUTES,
        Doubt.FASTER_THAN_RECORD,
        Doubt.STRIDE_TOO_LONG,
        Doubt.MANY_LEAPS,
        Doubt.ENGINE_STARTS,
        Doubt.ENGINE_STOPS,
        Doubt.ENGINE_PACE,
        Doubt.ALTERED_FILE,
        Doubt.TIMES_STAND_STILL,
        Doubt.TOO_STEADY,
        Doubt.NO_FASTER_MINUTE,
    }
)
"""With one of these the pace proves nothing: the effort never counts as vigorous. All are doubts of an activity by
itself, because its points depend on nothing else; a pace that only resembles an e-bike's is not set aside."""


def consequence_of(doubt: Doubt) -> Consequence:
    """What a doubt does to an activity until somebody decides."""
    return Consequence.LIMITED if doubt in LIMITED_AT_ONCE else Consequence.REVIEW
