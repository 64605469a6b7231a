"""Checks of one activity: each looks at its figures and evidence alone, and says what it doubts.

A check takes a measure and its evidence and returns a finding or None. Checks that need the day are in
`checks_of_day.py`, those that need the person's other activities in `checks_of_history.py`.
"""

from collections.abc import Callable

from challenge.domain.doubts import Doubt, Finding
from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import DAY_SECONDS, Kind, Measure
from challenge.domain.records import beaten_record
from challenge.domain.thresholds import (
    fastest_average,
    fastest_five_minutes,
    fastest_minute,
    threshold,
    threshold_for,
)

HOUR = 3600
UNNAMED_SPORT = "ride"
"""A file that names no sport is judged as the fastest common one."""
FASTEST_STEPS = 100_000
"""Steps of one day beyond which a pedometer is not believed: about 80 km on foot."""

Check = Callable[[Measure, Evidence], Finding | None]
"""One reason to doubt, looked for in one activity."""


def findings_of(measure: Measure, evidence: Evidence | None = None) -> tuple[Finding, ...]:
    """Every reason to doubt an activity, taken by itself."""
    known = evidence or Evidence()
    return tuple(finding for check in CHECKS if (finding := check(measure, known)))


def judged_sport(measure: Measure) -> str:
    """The sport whose thresholds a measure is held against."""
    return measure.sport or UNNAMED_SPORT


def speed_of(measure: Measure) -> int:
    """Whole metres per hour on the average; 0 where no distance is known."""
    return (measure.distance_m or 0) * HOUR // max(1, measure.moving_seconds)


def _beyond(doubt: Doubt, value: int, limit: int | None) -> Finding | None:
    return None if limit is None or value <= limit else Finding(doubt, value, limit)


def no_sport(measure: Measure, _: Evidence) -> Finding | None:
    """The file names no sport."""
    return Finding(Doubt.NO_SPORT, 0, 0) if measure.sport is None else None


def over_24_hours(measure: Measure, _: Evidence) -> Finding | None:
    """More than a day in motion."""
    return _beyond(Doubt.OVER_24_HOURS, measure.moving_seconds, DAY_SECONDS)


def too_long(measure: Measure, _: Evidence) -> Finding | None:
    """Longer than a course, a tournament or the daylight."""
    if measure.moving_seconds > DAY_SECONDS:
        return None
    return _beyond(Doubt.TOO_LONG, measure.moving_seconds, threshold_for("too_long", judged_sport(measure)))


def too_fast(measure: Measure, _: Evidence) -> Finding | None:
    """Faster on the average than the sport plausibly is."""
    fastest = fastest_average(judged_sport(measure))
    if not measure.distance_m or measure.distance_m * HOUR <= fastest * measure.moving_seconds:
        return None
    return Finding(Doubt.TOO_FAST, speed_of(measure), fastest)


def faster_than_record(measure: Measure, _: Evidence) -> Finding | None:
    """Faster than anybody over the longest distance on record that it covers."""
    seconds = measure.moving_seconds
    record = beaten_record(judged_sport(measure), measure.distance_m or 0, seconds)
    return Finding(Doubt.FASTER_THAN_RECORD, speed_of(measure), record.metres_in(HOUR)) if record else None


def too_fast_minute(measure: Measure, _: Evidence) -> Finding | None:
    """A minute faster than the sport plausibly is, on a descent if there can have been one."""
    limit = max(fastest_minute(judged_sport(measure)), _downhill("descent_minute", measure))
    return _beyond(Doubt.TOO_FAST_MINUTE, (measure.best_minute_m or 0) * 60, limit)


def too_fast_five_minutes(measure: Measure, evidence: Evidence) -> Finding | None:
    """Five minutes faster than the sport plausibly is, on a descent if there can have been one."""
    limit = max(fastest_five_minutes(judged_sport(measure)), _downhill("descent_five_minutes", measure))
    return _beyond(Doubt.TOO_FAST_FIVE_MINUTES, (evidence.best_five_minutes_m or 0) * 12, limit)


def _downhill(name: str, measure: Measure) -> int:
    sport = judged_sport(measure)
    climbed = threshold_for("descent_ascent", sport)
    return threshold_for(name, sport) or 0 if climbed is not None and (measure.ascent_m or 0) >= climbed else 0


def too_slow(measure: Measure, evidence: Evidence) -> Finding | None:
    """So slow, and neither indoors nor on a mountain, that it was another sport."""
    slowest = threshold_for("too_slow", judged_sport(measure))
    metres, seconds = measure.distance_m or 0, measure.moving_seconds
    if slowest is None or evidence.indoor or metres < threshold("slow_metres") or seconds < threshold("slow_seconds"):
        return None
    climbing = (measure.ascent_m or 0) * 1000 >= threshold("slow_climb") * metres
    if climbing or not threshold("slow_least") <= speed_of(measure) < slowest:
        return None
    return Finding(Doubt.TOO_SLOW, speed_of(measure), slowest)


def too_much_ascent(measure: Measure, _: Evidence) -> Finding | None:
    """More ascent per hour than the best climbers of the sport make; lifts carry skiers, who have no limit."""
    ascent, limit = measure.ascent_m or 0, ascent_an_hour(judged_sport(measure), measure.moving_seconds)
    if limit is None or ascent < threshold("ascent_metres") or ascent * HOUR <= limit * measure.moving_seconds:
        return None
    return Finding(Doubt.TOO_MUCH_ASCENT, ascent * HOUR // max(1, measure.moving_seconds), limit)


def ascent_an_hour(sport: str, seconds: int) -> int | None:
    """Metres of ascent per hour that the sport allows in such a time; None where it has no limit."""
    short = threshold_for("short_ascent", sport) if seconds < HOUR else None
    return short or threshold_for("too_much_ascent", sport)


def too_many_steps(measure: Measure, _: Evidence) -> Finding | None:
    """More steps than a day on foot holds."""
    steps = measure.steps or 0 if measure.kind is Kind.DAY_STEPS else 0
    return _beyond(Doubt.TOO_MANY_STEPS, steps, FASTEST_STEPS)


def too_many_steps_a_minute(measure: Measure, _: Evidence) -> Finding | None:
    """More steps a minute than legs make."""
    steps, seconds, most = measure.steps or 0, measure.moving_seconds, steps_a_minute(measure)
    if measure.kind is Kind.DAY_STEPS or seconds < threshold("steps_seconds") or steps * 60 <= most * seconds:
        return None
    return Finding(Doubt.TOO_MANY_STEPS_A_MINUTE, steps * 60 // seconds, most)


def steps_a_minute(measure: Measure) -> int:
    """Steps per minute that legs make in the sport."""
    return threshold_for("steps_a_minute", judged_sport(measure)) or threshold("steps_a_minute")


def steps_of_a_walk(measure: Measure, _: Evidence) -> Finding | None:
    """A slow run in the steps of a walker."""
    sport, seconds, steps = judged_sport(measure), measure.moving_seconds, measure.steps or 0
    most, speed = threshold_for("steps_of_a_walk", sport), threshold_for("walking_speed", sport)
    if most is None or speed is None or not steps or seconds < threshold("slow_seconds"):
        return None
    if not 0 < speed_of(measure) < speed or steps * 60 >= most * seconds:
        return None
    return Finding(Doubt.STEPS_OF_A_WALK, steps * 60 // seconds, most)


def stride_too_long(measure: Measure, _: Evidence) -> Finding | None:
    """More way than the counted steps can cover: it was rolled or driven."""
    longest, metres = threshold_for("stride", judged_sport(measure)), measure.distance_m or 0
    if longest is None or not measure.steps or metres < threshold("stride_metres"):
        return None
    return _beyond(Doubt.STRIDE_TOO_LONG, metres * 100 // measure.steps, longest)


def many_leaps(measure: Measure, evidence: Evidence) -> Finding | None:
    """Jumps from place to place beyond what a receiver does among houses."""
    most = max(threshold("many_leaps"), threshold("leaps_an_hour") * measure.moving_seconds // HOUR)
    return _beyond(Doubt.MANY_LEAPS, evidence.leaps, most)


def engine_starts(measure: Measure, evidence: Evidence) -> Finding | None:
    """Starts as cars make them at every light, in a sport of legs."""
    sport = judged_sport(measure)
    few, an_hour = threshold_for("engine_starts", sport), threshold_for("starts_an_hour", sport)
    if few is None or an_hour is None:
        return None
    return _beyond(Doubt.ENGINE_STARTS, evidence.surges or 0, max(few, an_hour * measure.moving_seconds // HOUR))


def engine_stops(measure: Measure, evidence: Evidence) -> Finding | None:
    """As fast as a racer although it halts as often as town traffic."""
    halts = threshold_for("stops_an_hour", judged_sport(measure))
    if halts is None or (evidence.stops or 0) * HOUR <= halts * measure.moving_seconds:
        return None
    return _beyond(Doubt.ENGINE_STOPS, speed_of(measure), threshold_for("engine_stops", judged_sport(measure)))


def engine_pace(measure: Measure, evidence: Evidence) -> Finding | None:
    """A high speed kept more evenly than legs keep it."""
    fast = threshold_for("engine_speed", judged_sport(measure))
    if fast is None or evidence.recording is not Recording.TRACK or speed_of(measure) < fast:
        return None
    return _beyond(Doubt.ENGINE_PACE, evidence.steadiness or 0, threshold_for("engine_pace", judged_sport(measure)))


def assisted_pace(measure: Measure, evidence: Evidence) -> Finding | None:
    """Much of the time at the one speed where the help of an e-bike ends."""
    if measure.moving_seconds < threshold("assisted_seconds") or evidence.recording is not Recording.TRACK:
        return None
    most = threshold_for("assisted_pace", judged_sport(measure))
    return _beyond(Doubt.ASSISTED_PACE, evidence.at_assist_speed or 0, most)


def altered_file(_: Measure, evidence: Evidence) -> Finding | None:
    """The file was changed after it was recorded."""
    return Finding(Doubt.ALTERED_FILE, 1, 0) if evidence.altered else None


def times_stand_still(_: Measure, evidence: Evidence) -> Finding | None:
    """Times that do not advance, as where somebody made a recording shorter."""
    return _beyond(Doubt.TIMES_STAND_STILL, evidence.stalled, threshold("times_stand_still"))


def too_steady(measure: Measure, evidence: Evidence) -> Finding | None:
    """A track at one speed throughout, as a program draws it."""
    if evidence.recording is not Recording.TRACK or measure.moving_seconds < threshold("steady_seconds"):
        return None
    return _beyond(Doubt.TOO_STEADY, evidence.steadiness or 0, threshold("too_steady"))


def no_faster_minute(measure: Measure, evidence: Evidence) -> Finding | None:
    """No minute faster than the whole, as a program draws it even where it adds some noise."""
    speed, minute = speed_of(measure), (measure.best_minute_m or 0) * 60
    if evidence.recording is not Recording.TRACK or measure.moving_seconds < threshold("even_seconds"):
        return None
    if not minute or not speed or minute * 100 >= threshold("no_faster_minute") * speed:
        return None
    return Finding(Doubt.NO_FASTER_MINUTE, minute * 100 // speed, threshold("no_faster_minute"))


CHECKS: tuple[Check, ...] = (
    no_sport,
    too_many_steps,
    over_24_hours,
    too_long,
    too_fast,
    faster_than_record,
    too_fast_minute,
    too_fast_five_minutes,
    too_slow,
    too_much_ascent,
    too_many_steps_a_minute,
    steps_of_a_walk,
    stride_too_long,
    many_leaps,
    engine_starts,
    engine_stops,
    engine_pace,
    assisted_pace,
    altered_file,
    times_stand_still,
    too_steady,
    no_faster_minute,
)
"""All of them, in the order in which findings are told."""
