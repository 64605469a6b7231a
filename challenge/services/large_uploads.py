"""Large uploads: begun, sent piece by piece, taken up again after a broken connection, or cancelled."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from sqlalchemy import ColumnElement, Connection, Row, case, delete, func, insert, select, update

from challenge.errors import (
    NoRoomError,
    NotFoundError,
    UploadEndedError,
    UploadOffsetError,
    UploadOpenError,
    UploadSizeError,
    UploadsSpentError,
)
from challenge.services.editions import utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.upload_folder import bytes_arrived, forget_files, has_room_for, held
from challenge.store.account_models import Account
from challenge.store.database import Database
from challenge.store.ids import new_id
from challenge.store.source_models import LargeUpload, UploadState

GIGABYTE = 1024**3
MOST_BYTES = 4 * GIGABYTE
"""Of one file."""
MOST_A_DAY = 8 * GIGABYTE
"""Of one person in twenty-four hours, whatever became of it."""
PIECE_BYTES = 4 * 1024**2
"""How much a browser sends at a time: what a broken connection costs at most."""
DAY = timedelta(hours=24)
"""How long the quota looks back, and how long an upload waits without a sign of life."""
LONGEST_NAME = 200

IN_THE_WAY = (UploadState.ARRIVING, UploadState.WAITING, UploadState.READING, UploadState.READ)
"""Not over yet: a person has one at a time."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A large upload as its owner sees it."""

    id: int
    name: str
    state: UploadState
    whole_bytes: int
    arrived_bytes: int
    read_percent: int
    refusal: str | None
    dropped: int


def begin_upload(
    database: Database, actor: Actor, place: Place, *, name: str, whole_bytes: int, now: datetime | None = None
) -> Upload:
    """Announce a large file of one's own; nothing has come of it yet.

    Raises UploadSizeError, UploadOpenError, UploadsSpentError or NoRoomError.
    """
    require(actor, Permission.SEE_OWN, place)
    moment = now or utc_now()
    if not 0 < whole_bytes <= MOST_BYTES:
        raise UploadSizeError(most=MOST_BYTES // GIGABYTE)
    with database.transaction() as connection:
        connection.execute(select(Account.id).where(Account.id == actor.account_id).with_for_update())
        _check_quota(connection, actor, whole_bytes, moment)
        if not has_room_for(_promised(connection) + whole_bytes):
            raise NoRoomError
        row: dict[str, Any] = {"id": new_id(), "account_id": actor.account_id, "edition_id": place.edition_id}
        called = name.replace("\x00", "").strip()[-LONGEST_NAME:] or "?"
        row |= {"name": called, "whole_bytes": whole_bytes, "state": UploadState.ARRIVING}
        connection.execute(insert(LargeUpload).values(row | {"created_at": moment, "touched_at": moment}))
    return find_upload(database, actor, place, row["id"])


def _check_quota(connection: Connection, actor: Actor, whole_bytes: int, moment: datetime) -> None:
    mine = LargeUpload.account_id == actor.account_id
    if connection.scalar(select(LargeUpload.id).where(mine, LargeUpload.state.in_(IN_THE_WAY)).limit(1)):
        raise UploadOpenError
    today = select(func.coalesce(func.sum(LargeUpload.arrived_bytes), 0)).where(
        mine, LargeUpload.created_at > moment - DAY
    )
    if (connection.scalar(today) or 0) + whole_bytes > MOST_A_DAY:
        raise UploadsSpentError(most=MOST_A_DAY // GIGABYTE)


def _promised(connection: Connection) -> int:
    """Bytes that uploads which are arriving will still bring."""
    to_come = func.sum(LargeUpload.whole_bytes - LargeUpload.arrived_bytes)
    return int(connection.scalar(select(to_come).where(LargeUpload.state == UploadState.ARRIVING)) or 0)


def own_upload(database: Database, actor: Actor, place: Place) -> Upload | None:
    """One's newest large upload in an edition, if there is one."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        row = connection.execute(_mine(actor, place).order_by(LargeUpload.id.desc()).limit(1)).one_or_none()
    return _upload(row) if row else None


def find_upload(database: Database, actor: Actor, place: Place, upload_id: int) -> Upload:
    """One of one's own large uploads, as far as it has really come; raises NotFoundError."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        row = connection.execute(_mine(actor, place).where(LargeUpload.id == upload_id)).one_or_none()
    if row is None:
        raise NotFoundError
    return _upload(row)


def _upload(row: Row[*tuple[Any, ...]]) -> Upload:
    """A row as its owner sees it; how far it is, the file says."""
    upload = Upload(*row)
    arriving = upload.state is UploadState.ARRIVING
    return replace(upload, arrived_bytes=bytes_arrived(upload.id)) if arriving else upload


def _mine(actor: Actor, place: Place) -> Any:
    own: tuple[ColumnElement[bool], ...] = (
        LargeUpload.account_id == actor.account_id,
        LargeUpload.edition_id == place.edition_id,
    )
    return select(
        LargeUpload.id,
        LargeUpload.name,
        LargeUpload.state,
        LargeUpload.whole_bytes,
        LargeUpload.arrived_bytes,
        LargeUpload.read_percent,
        LargeUpload.refusal,
        LargeUpload.dropped,
    ).where(*own)


class Piece:
    """Bytes of an upload on their way to its file; what has come stays when the connection breaks."""

    def __init__(self, file: BinaryIO, offset: int, whole_bytes: int) -> None:
        self._file = file
        self.offset = offset
        """How far the file is."""
        self._whole = whole_bytes

    def write(self, data: bytes) -> None:
        """Add bytes; raises UploadSizeError for more than were announced, NoRoomError where the disk is full."""
        if self.offset + len(data) > self._whole:
            raise UploadSizeError(most=MOST_BYTES // GIGABYTE)
        rest = memoryview(data)
        while rest:
            try:
                written = self._file.write(rest)
            except OSError as fault:
                raise NoRoomError from fault
            self.offset += written
            rest = rest[written:]


def arriving_piece(
    database: Database, actor: Actor, place: Place, upload_id: int, offset: int, *, now: datetime | None = None
) -> AbstractContextManager[Piece]:
    """Take a piece of an own upload that follows what has come; the last one hands the file on to be read.

    Raises UploadOffsetError where it does not follow, or another piece is coming in; UploadEndedError where it is over.
    """
    upload = find_upload(database, actor, place, upload_id)
    if upload.state is not UploadState.ARRIVING:
        raise UploadEndedError
    return _arriving(database, upload, offset, now or utc_now())


@contextmanager
def _arriving(database: Database, upload: Upload, offset: int, moment: datetime) -> Iterator[Piece]:
    with held(upload.id) as file:
        piece = Piece(file, file.tell(), upload.whole_bytes)
        if offset != piece.offset:
            raise UploadOffsetError(offset=piece.offset)
        try:
            yield piece
        finally:
            arrived = _note_arrival(database, upload.id, piece.offset, moment)
    if not arrived:
        forget_files(upload.id)
        raise UploadEndedError


def _note_arrival(database: Database, upload_id: int, offset: int, moment: datetime) -> bool:
    """Whether the upload still waits for bytes; whole, it waits to be read."""
    with database.transaction() as connection:
        noted = connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id == upload_id, LargeUpload.state == UploadState.ARRIVING)
            .values(
                arrived_bytes=offset,
                touched_at=moment,
                state=case((LargeUpload.whole_bytes == offset, UploadState.WAITING), else_=UploadState.ARRIVING),
            )
        )
    return bool(noted.rowcount)


def cancel_upload(
    database: Database, actor: Actor, place: Place, upload_id: int, *, now: datetime | None = None
) -> None:
    """Give up an own upload at whatever moment; its file and what was read of it are deleted."""
    require(actor, Permission.SEE_OWN, place)
    with database.transaction() as connection:
        row = connection.execute(_mine(actor, place).where(LargeUpload.id == upload_id)).one_or_none()
        if row is None:
            raise NotFoundError
        connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id == upload_id, LargeUpload.state.in_(IN_THE_WAY))
            .values(state=UploadState.CANCELLED, touched_at=now or utc_now())
        )
    forget_files(upload_id)


def forget_uploads_of(connection: Connection, account_id: int) -> list[int]:
    """Delete the rows of somebody who leaves; returns the numbers whose files are to be forgotten after the commit."""
    mine = LargeUpload.account_id == account_id
    numbers = list(connection.scalars(select(LargeUpload.id).where(mine)))
    connection.execute(delete(LargeUpload).where(mine))
    return numbers
