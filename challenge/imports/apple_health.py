"""Apple Health: the workouts and the steps of each day of an export, streamed in little memory whatever its size."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from challenge.domain.recorded import Recorded
from challenge.errors import (
    DamagedFileError,
    FileRefusedError,
    LargeUploadTooLargeError,
    NoActivityError,
    RowRefusedError,
    TooManyRowsError,
    TooShortError,
)
from challenge.imports.apple_filter import AppleFilter
from challenge.imports.apple_moments import apple_moment
from challenge.imports.apple_prolog import HEALTH_ROOT, health_data_begins
from challenge.imports.apple_steps import STEP_COUNT, DaySteps
from challenge.imports.apple_workout import identity_of, read_workout
from challenge.imports.large_limits import MAX_HEALTH_BYTES, MAX_PROLOG_BYTES, MAX_WORKOUTS
from challenge.imports.large_reading import LargeReading, Progress, Tell, Window


@dataclass(slots=True)
class _Export:
    """An export while it is read."""

    window: Window
    sieve: AppleFilter
    steps: DaySteps
    workouts: dict[str, Recorded | TooShortError] = field(default_factory=dict)
    """By what each is known again."""
    refused_rows: list[RowRefusedError] = field(default_factory=list)
    workouts_seen: int = 0
    workouts_outside: int = 0
    """Of those that the sieve could not tell to be outside."""
    damaged: bool = False

    @property
    def dropped(self) -> int:
        """Workouts and days of steps outside the window."""
        days = self.sieve.days_outside | {day.isoformat().encode() for day in self.steps.outside}
        return self.sieve.workouts_outside + self.workouts_outside + len(days)


def is_health_export(head: bytes) -> bool:
    """Whether this is the beginning of an Apple Health export, sound or forbidden."""
    try:
        return health_data_begins(head[:MAX_PROLOG_BYTES]) is not None
    except FileRefusedError:
        return HEALTH_ROOT in head[:MAX_PROLOG_BYTES]


def read_health(
    name: str, pieces: Iterator[bytes], whole_bytes: int, window: Window, tell: Tell
) -> Iterator[LargeReading]:
    """One reading per workout and per day of steps inside the window; nothing the export holds is raised.

    `tell` is told after each piece and ends the reading by what it raises.
    """
    export = _Export(window, AppleFilter(window.first, window.last), DaySteps(window))
    try:
        _read(export, pieces, whole_bytes, tell)
        yield from _readings(name, export)
    except FileRefusedError as refusal:
        yield LargeReading(name, (), refusal, "")


def _read(export: _Export, pieces: Iterator[bytes], whole_bytes: int, tell: Tell) -> None:
    done = 0
    try:
        for piece in _from_root(pieces):
            for element in export.sieve.elements(piece):
                _take(export, element)
            done += len(piece)
            tell(Progress(min(done, whole_bytes), whole_bytes))
            if done > MAX_HEALTH_BYTES:
                raise LargeUploadTooLargeError(most_bytes=MAX_HEALTH_BYTES)
        for element in export.sieve.close():
            _take(export, element)
        export.damaged |= not export.sieve.whole
    except DamagedFileError:
        export.damaged = True


def _from_root(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """An export from its root's tag on; raises DamagedFileError where it has none, and what forbids its prolog."""
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= MAX_PROLOG_BYTES:
            break
    begins = health_data_begins(head)
    if begins is None:
        raise DamagedFileError
    yield head[begins:]
    yield from pieces


def _take(export: _Export, data: bytes) -> None:
    """Take one element; one that is no sound XML is a damage of its own."""
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        element = etree.fromstring(data, parser)
    except etree.XMLSyntaxError:
        export.damaged = True
        return
    if element.tag == "Workout":
        _take_workout(export, element)
    elif element.get("type") == STEP_COUNT:
        export.steps.add(element)


def _take_workout(export: _Export, workout: etree._Element) -> None:
    export.workouts_seen += 1
    started = apple_moment(workout.get("startDate"))
    if started and not export.window.holds(started):
        export.workouts_outside += 1
        return
    if len(export.workouts) + len(export.refused_rows) >= MAX_WORKOUTS:
        raise TooManyRowsError(most=MAX_WORKOUTS)
    identity = identity_of(workout)
    try:
        export.workouts[identity] = read_workout(workout)
    except TooShortError as refusal:
        export.workouts[identity] = refusal
    except ValueError as error:
        number = export.sieve.workouts_outside + export.workouts_seen
        export.refused_rows.append(RowRefusedError(row=number, column=str(error)))


def _readings(name: str, export: _Export) -> Iterator[LargeReading]:
    days = export.steps.days()
    if not (export.workouts or export.refused_rows or days or export.dropped):
        raise DamagedFileError if export.damaged else NoActivityError
    found = export.workouts | {f"apple_health:steps:{day.isoformat()}": steps for day, steps in days}
    for identity, one in found.items():
        known_by = sha256(identity.encode()).hexdigest()
        if isinstance(one, TooShortError):
            yield LargeReading(name, (), one, known_by)
        else:
            yield LargeReading(name, (one,), None, known_by, export.damaged, numbers=(0,))
    if export.refused_rows or export.dropped or export.damaged:
        refused_rows = tuple(export.refused_rows)
        yield LargeReading(name, (), None, "", export.damaged, refused_rows, dropped=export.dropped)
