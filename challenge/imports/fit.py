"""FIT: the sessions of a watch's file as outings, and the steps of a day from its monitoring."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import DamagedFileError, FileRefusedError, NoActivityError, TooShortError
from challenge.imports.fit_messages import Message, column, is_altered, messages_of, seconds_of, times_of
from challenge.imports.fit_monitoring import day_steps
from challenge.imports.limits import MAX_SECONDS
from challenge.imports.pace import fingerprint
from challenge.imports.points import UNKNOWN, Points, known
from challenge.imports.reading import NOTHING_KNOWN, Context, Found
from challenge.imports.sport_words import is_indoor, sport_of_fit
from challenge.imports.track import Stated, believed, recorded_of

DEGREES = 180 / 2**31
"""Of a semicircle, in which FIT counts places."""
TRANSITION = "transition"
SLACK_SECONDS = 5
"""By which a total may seem to begin after its first leg or end before its last."""


@dataclass(frozen=True, slots=True)
class _Session:
    """One session with its place in time."""

    message: Message
    start: float
    end: float


def read_fit(data: bytes, _: Context = NOTHING_KNOWN, /) -> Found:
    """Outings or days of steps of a FIT file; raises one of the refusals of a file."""
    messages, damaged = messages_of(data)
    try:
        return Found(_recorded(messages, altered=damaged and is_altered(data)), damaged=damaged)
    except FileRefusedError as error:
        if damaged:
            raise DamagedFileError from error
        raise


def _recorded(messages: Sequence[Message], *, altered: bool) -> tuple[Recorded, ...]:
    kinds: dict[str, list[Message]] = {}
    for message in messages:
        kinds.setdefault(message["message_type"], []).append(message)
    named = kinds.get("file_id", [{}])[0]
    evidence = Evidence(device=fingerprint(named.get("manufacturer"), named.get("serial_number")), altered=altered)
    if "monitoring" in kinds and "session" not in kinds:
        steps = replace(evidence, recording=Recording.SENSOR)
        return day_steps(kinds.get("monitoring_info", []), kinds["monitoring"], steps)
    kind = named.get("type")
    if kind not in {"activity", None} or not ("session" in kinds or "record" in kinds):
        raise NoActivityError
    points = _points(kinds.get("record", []))
    if "session" not in kinds:
        words = _words(kinds.get("sport", [{}])[0])
        return (recorded_of(points, sport_of_fit(*words), evidence=replace(evidence, indoor=is_indoor(*words))),)
    return _legs(kinds["session"], points, evidence)


def _words(message: Message) -> tuple[object, object]:
    """What a message calls the sport."""
    return message.get("sport"), message.get("sub_sport")


def _points(records: list[Message]) -> Points:
    return Points(
        seconds=times_of(records),
        latitude=column(records, "position_lat") * DEGREES,
        longitude=column(records, "position_long") * DEGREES,
        altitude=column(records, "enhanced_altitude", "altitude"),
        distance=column(records, "distance"),
        segment=np.zeros(len(records)),
    )


def _legs(messages: list[Message], points: Points, evidence: Evidence) -> tuple[Recorded, ...]:
    """Each leg once: transitions and the total round the legs are left out."""
    sessions = _without_total(sorted((_session(message) for message in messages), key=lambda session: session.start))
    legs = []
    refusal: FileRefusedError = NoActivityError()
    for index, session in enumerate(sessions):
        if session.message.get("sport") == TRANSITION:
            continue
        following = sessions[index + 1].start if index + 1 < len(sessions) else UNKNOWN
        try:
            legs.append(_leg(session, following, points, evidence))
        except (TooShortError, NoActivityError) as error:
            refusal = error
    if not legs:
        raise refusal
    return tuple(legs)


def _session(message: Message) -> _Session:
    start, end = seconds_of(message.get("start_time")), seconds_of(message.get("timestamp"))
    elapsed = believed(message.get("total_elapsed_time"), MAX_SECONDS) or 0
    if not end > start:
        end = start + elapsed
    return _Session(message, start, end)


def _without_total(sessions: list[_Session]) -> list[_Session]:
    """Without the session that contains all others, for legs never overlap."""
    if len(sessions) < 2:  # noqa: PLR2004 a total and a leg
        return sessions
    longest = max(sessions, key=lambda session: session.end - session.start)
    others = [session for session in sessions if session is not longest]
    contains_all = all(
        longest.start - SLACK_SECONDS <= other.start and other.end <= longest.end + SLACK_SECONDS for other in others
    )
    return others if contains_all else sessions


def _leg(session: _Session, following: float, points: Points, evidence: Evidence) -> Recorded:
    message = session.message
    own = points.where((points.seconds >= session.start) & (points.seconds <= session.end))
    start = known(session.start)
    sport, indoor = sport_of_fit(*_words(message)), is_indoor(*_words(message))
    if sport == "ride" and not message.get("total_distance") and not np.isfinite(own.latitude).any():
        sport, indoor = "indoor_ride", True
    cycles = believed(message.get("total_strides", message.get("total_cycles")), MAX_SECONDS)
    on_foot = sport is not None and all_sports()[sport].on_foot
    elapsed = believed(message.get("total_elapsed_time"), MAX_SECONDS)
    if elapsed and following > session.start:
        # A wrong start must not make a leg run into the next one.
        elapsed = min(elapsed, following - session.start)
    return recorded_of(
        points if start is None else own,
        sport,
        Stated(
            started=start,
            moving=message.get("total_timer_time"),
            elapsed=elapsed,
            distance=message.get("total_distance"),
            ascent=message.get("total_ascent"),
            steps=2 * cycles if cycles and on_foot else None,
        ),
        replace(evidence, indoor=indoor),
    )
