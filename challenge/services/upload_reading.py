"""Reading a large upload: beside the server, told in percent, ended at once where its owner has cancelled it."""

import os
import resource
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from time import monotonic

from sqlalchemy import select, update

from challenge.errors import FileRefusedError, NothingInsideError, ReadingGivenUpError, UploadCancelledError
from challenge.imports.large import read_large
from challenge.imports.large_reading import LargeReading, Progress, Window
from challenge.services.editions import edition_on, utc_now
from challenge.services.template import sport_words
from challenge.services.upload_folder import arrived_path, forget_bytes, forget_files, held
from challenge.services.upload_readings import keep_readings
from challenge.store.database import Database
from challenge.store.source_models import LargeUpload, UploadState

TOLD_EVERY = 0.5
"""Seconds between two looks at whether its owner still wants it."""

NICENESS = 10
MOST_MEMORY = 1024**3
"""Bytes that a reader may have written to: five times what the largest export is allowed to take."""
MOST_SECONDS = 3600
"""Of computing: forty times what a gigabyte takes."""

Read = Callable[[int, str, Window, Callable[[Progress], None]], Iterator[LargeReading]]
"""Reads the upload of a number and a name."""


def read_upload_now(
    database: Database, upload_id: int, *, read: Read | None = None, now: datetime | None = None
) -> None:
    """Read an upload that was handed to this process, and put down what its owner may confirm.

    Does nothing where another process reads it or its owner has cancelled it; raises UploadOffsetError and no more.
    """
    with held(upload_id):
        facts = _begun(database, upload_id)
        if facts is None:
            forget_files(upload_id)
            return
        name, window = facts
        telling = _Telling(database, upload_id, now)
        try:
            readings = list((read or _read)(upload_id, name, window, telling))
        except UploadCancelledError:
            forget_files(upload_id)
            return
        except FileRefusedError as refusal:
            readings = [LargeReading(name, (), refusal, "")]
        _put_down(database, upload_id, readings, now or utc_now())


def be_modest() -> None:
    """Let this process yield to the server, and end before a file fills the memory or keeps a core for ever."""
    os.nice(NICENESS)
    for limit, most in ((resource.RLIMIT_DATA, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        _, hard = resource.getrlimit(limit)
        resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def give_up_reading(database: Database, upload_id: int, *, now: datetime | None = None) -> None:
    """Refuse an upload of which every reader has died."""
    _end(database, upload_id, UploadState.REFUSED, now or utc_now(), refusal=ReadingGivenUpError().code)
    forget_files(upload_id)


def _begun(database: Database, upload_id: int) -> tuple[str, Window] | None:
    with database.reading() as connection:
        row = connection.execute(
            select(LargeUpload.name, LargeUpload.edition_id).where(
                LargeUpload.id == upload_id, LargeUpload.state == UploadState.READING
            )
        ).one_or_none()
        if row is None:
            return None
        edition = edition_on(connection, row.edition_id)
    return row.name, Window(edition.starts_on, edition.ends_on, edition.zone)


def _read(upload_id: int, name: str, window: Window, tell: Callable[[Progress], None]) -> Iterator[LargeReading]:
    return read_large(arrived_path(upload_id), name, window, tell, sport_words=sport_words())


class _Telling:
    """Writes down how far the reading is; raises UploadCancelledError once nobody waits for it."""

    def __init__(self, database: Database, upload_id: int, now: datetime | None) -> None:
        self._database, self._upload_id, self._now = database, upload_id, now
        self._told_at = -TOLD_EVERY

    def __call__(self, progress: Progress) -> None:
        if monotonic() - self._told_at < TOLD_EVERY:
            return
        self._told_at = monotonic()
        percent = min(99, progress.done_bytes * 100 // max(1, progress.whole_bytes))
        with self._database.transaction() as connection:
            noted = connection.execute(
                update(LargeUpload)
                .where(LargeUpload.id == self._upload_id, LargeUpload.state == UploadState.READING)
                .values(read_percent=percent, touched_at=self._now or utc_now())
            )
        if not noted.rowcount:
            raise UploadCancelledError


def _put_down(database: Database, upload_id: int, readings: list[LargeReading], moment: datetime) -> None:
    """Keep what lies inside the edition, or say why there is nothing; the file goes either way."""
    dropped = sum(reading.dropped for reading in readings)
    telling = [replace(one, dropped=0) for one in readings if one.activities or one.refused or one.refused_rows]
    if any(reading.activities for reading in telling):
        keep_readings(upload_id, telling)
        kept = _end(database, upload_id, UploadState.READ, moment, dropped=dropped)
        forget_bytes(upload_id) if kept else forget_files(upload_id)
        return
    whole = readings[0].refused if len(readings) == 1 else None
    refusal = NothingInsideError() if dropped or whole is None else whole
    _end(database, upload_id, UploadState.REFUSED, moment, refusal=refusal.code, dropped=dropped)
    forget_files(upload_id)


def _end(database: Database, upload_id: int, state: UploadState, moment: datetime, **values: object) -> bool:
    """Whether the reading has ended so: its owner may have cancelled it meanwhile."""
    with database.transaction() as connection:
        ended = connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id == upload_id, LargeUpload.state == UploadState.READING)
            .values(state=state, touched_at=moment, **values)
        )
    return bool(ended.rowcount)
