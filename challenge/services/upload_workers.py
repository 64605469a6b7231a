"""Workers of large uploads: each is read by a process of its own, which outlives the server; old ones are tidied."""

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update

from challenge.errors import UploadOffsetError
from challenge.services.editions import utc_now
from challenge.services.large_uploads import DAY, IN_THE_WAY
from challenge.services.upload_folder import files_untouched_since, forget_files, held
from challenge.services.upload_reading import give_up_reading
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.source_models import LargeUpload, UploadState

MOST_READERS = 2
"""At once, so that the pages stay quick; the others wait in the order in which they came."""
MOST_READS = 2
"""A file of which two readers have died kills the third one too."""
TO_BEGIN = timedelta(seconds=30)
"""What a reader may take until it holds its file."""

_readers: list["subprocess.Popen[bytes]"] = []


def begin_reader(upload_id: int) -> "subprocess.Popen[bytes]":
    """Start a process that reads one upload; it goes on when this one ends."""
    command = [sys.executable, "-m", "challenge", "read-upload", str(upload_id)]
    _readers[:] = [reader for reader in _readers if reader.poll() is None]
    reader = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, start_new_session=True)
    _readers.append(reader)
    return reader


def start_readers(
    database: Database, *, begin: Callable[[int], object] = begin_reader, now: datetime | None = None
) -> list[int]:
    """Begin to read what waits, as far as there is room for readers; what dead readers left waits anew."""
    moment = now or utc_now()
    reading = _still_read(database, moment)
    begun = _claim(database, MOST_READERS - reading, moment)
    for upload_id in begun:
        begin(upload_id)
    return begun


def _still_read(database: Database, moment: datetime) -> int:
    """How many readers are alive; the uploads of the others wait again, or are given up."""
    with database.reading() as connection:
        rows = connection.execute(
            select(LargeUpload.id, LargeUpload.reads, LargeUpload.touched_at).where(
                LargeUpload.state == UploadState.READING
            )
        ).all()
    dead = [row for row in rows if moment - row.touched_at > TO_BEGIN and _is_held_by_nobody(row.id)]
    for row in dead:
        if row.reads >= MOST_READS:
            give_up_reading(database, row.id, now=moment)
        else:
            _set_state(database, row.id, UploadState.READING, UploadState.WAITING, moment)
    return len(rows) - len(dead)


def _is_held_by_nobody(upload_id: int) -> bool:
    try:
        with held(upload_id):
            return True
    except UploadOffsetError:
        return False


def _claim(database: Database, most: int, moment: datetime) -> list[int]:
    with database.reading() as connection:
        waiting = (
            select(LargeUpload.id)
            .where(LargeUpload.state == UploadState.WAITING)
            .order_by(LargeUpload.touched_at, LargeUpload.id)
        )
        candidates = connection.scalars(waiting.limit(max(0, most))).all()
    return [
        upload_id
        for upload_id in candidates
        if _set_state(
            database, upload_id, UploadState.WAITING, UploadState.READING, moment, reads=LargeUpload.reads + 1
        )
    ]


def _set_state(
    database: Database, upload_id: int, before: UploadState, after: UploadState, moment: datetime, **values: object
) -> bool:
    """Whether it was this call that did it."""
    with database.transaction() as connection:
        done = connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id == upload_id, LargeUpload.state == before)
            .values(state=after, touched_at=moment, **values)
        )
    return bool(done.rowcount)


def tidy_uploads(database: Database, *, now: datetime | None = None) -> None:
    """Give up what nobody has touched for a day, delete what belongs to nobody, and forget what is over."""
    moment = now or utc_now()
    old = LargeUpload.touched_at <= moment - DAY
    gone = select(Account.id).where(Account.erased_at.is_not(None))
    with database.transaction() as connection:
        untouched = connection.scalars(select(LargeUpload.id).where(old, LargeUpload.state.in_(IN_THE_WAY))).all()
        left = connection.scalars(select(LargeUpload.id).where(LargeUpload.account_id.in_(gone))).all()
        connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id.in_(untouched))
            .values(state=UploadState.CANCELLED, touched_at=moment)
        )
        connection.execute(delete(LargeUpload).where(old, LargeUpload.state.not_in(IN_THE_WAY)))
        connection.execute(delete(LargeUpload).where(LargeUpload.id.in_(left)))
    with database.reading() as connection:
        living = set(connection.scalars(select(LargeUpload.id).where(LargeUpload.state.in_(IN_THE_WAY))))
    lost = set(files_untouched_since((moment - DAY).timestamp())) - living
    for upload_id in {*untouched, *left, *lost}:
        forget_files(upload_id)
