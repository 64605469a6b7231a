"""Strava archive: every activity of a bulk export, by its file where there is one, else by its row in the list."""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import PurePosixPath

from challenge.domain.recorded import Recorded
from challenge.errors import FileRefusedError, NoActivityError, RowRefusedError
from challenge.imports.large_archive import LargeArchive
from challenge.imports.large_reading import LargeReading, Progress, Tell, Window, read_member, within
from challenge.imports.reading import FileReading
from challenge.imports.strava_rows import Row, recorded_of_row, rows_of

LIST_NAME = "activities.csv"
DEEPEST = 2
"""The list stands at the root, or in the one folder that packing again puts round everything."""
SLACK = timedelta(days=2)
"""A row's time is looked at before its file is unpacked; the file may know better by a wrong clock."""


@dataclass(frozen=True, slots=True)
class StravaArchive:
    """An archive whose list has been found."""

    archive: LargeArchive
    rows: Iterator[Row]
    lines: int
    """Of the list: a row has one, and one more for each in its description."""
    members: dict[str, zipfile.ZipInfo]
    """By name, as the list names them."""


def strava_archive_in(archive: LargeArchive) -> StravaArchive | None:
    """The archive as one of Strava's; None where it holds no list of activities."""
    for entry in archive.entries:
        path = PurePosixPath(entry.filename)
        if path.name.lower() == LIST_NAME and len(path.parts) <= DEEPEST:
            content = archive.content(entry)
            rows = rows_of(content)
            if rows is not None:
                folder = entry.filename[: -len(LIST_NAME)]
                members = {one.filename.removeprefix(folder): one for one in archive.entries}
                return StravaArchive(archive, rows, content.count(b"\n") + 1, members)
    return None


def read_strava_archive(strava: StravaArchive, window: Window, tell: Tell) -> Iterator[LargeReading]:
    """One reading per activity inside the window; rows that cannot be read are named at the end.

    An activity is known by its own file or its number at Strava, so it is the same in every archive. `tell` is told
    before each row and ends the reading by what it raises. Raises NoActivityError where the list has no row, and what
    ends the list: TooManyRowsError, DamagedFileError.
    """
    refused: list[RowRefusedError] = []
    found = dropped = 0
    for row in strava.rows:
        tell(Progress(min(row.number, strava.lines), strava.lines))
        found += 1
        started = row.started
        if started and not _is_near(window, started):
            dropped += 1
            continue
        try:
            reading = within(window, _reading(strava, row, window))
        except ValueError as error:
            refused.append(RowRefusedError(row=row.number, column=str(error)))
            continue
        dropped += reading.dropped
        if reading.activities:
            yield replace(reading, dropped=0)
    tell(Progress(strava.lines, strava.lines))
    if not found:
        raise NoActivityError
    if refused or dropped:
        yield LargeReading(LIST_NAME, (), None, "", refused_rows=tuple(refused), dropped=dropped)


def _is_near(window: Window, moment: datetime) -> bool:
    return window.first - SLACK <= window.day_of(moment) <= window.last + SLACK


def _reading(strava: StravaArchive, row: Row, window: Window) -> FileReading:
    """The activity of a row; raises ValueError with the column that cannot be read."""
    number = row.activity_id
    if number is None:
        raise ValueError(row.columns.name_of("id"))
    external_id = f"strava:{number}"
    of_file = _of_file(strava, row, window)
    if of_file is not None:
        return replace(of_file, activities=_known(of_file.activities, row, external_id))
    recorded = recorded_of_row(row)
    named = replace(recorded, evidence=replace(recorded.evidence, external_id=external_id))
    return FileReading(f"{LIST_NAME} {row.number}", (named,), None, sha256(external_id.encode()).hexdigest())


def _of_file(strava: StravaArchive, row: Row, window: Window) -> FileReading | None:
    """What the file of a row holds; None where it has none that can be read."""
    entry = strava.members.get(row.cell("file"))
    if entry is None:
        return None
    try:
        content = strava.archive.content(entry)
    except FileRefusedError:
        return None
    reading = read_member(entry.filename, content, window)
    return reading if reading.activities else None


def _known(activities: tuple[Recorded, ...], row: Row, external_id: str) -> tuple[Recorded, ...]:
    """The activities of a row's file: the one that is the row's has its number, each without a sport has the row's."""
    started = row.started or activities[0].measure.started_at
    own = min(activities, key=lambda one: abs(one.measure.started_at - started))
    return tuple(
        Recorded(
            replace(one.measure, sport=one.measure.sport or row.sport),
            replace(one.evidence, external_id=external_id) if one is own else one.evidence,
        )
        for one in activities
    )
