"""The folder of large uploads: files under numbers of ours, readable by this process only, one writer at a time."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from fcntl import LOCK_EX, LOCK_NB, flock
from pathlib import Path
from typing import BinaryIO

from challenge.errors import UploadOffsetError
from challenge.settings import settings

KEPT_FREE = 2 * 1024**3
"""Bytes that an upload leaves on the disk, for the database and whatever else lives there."""
OWNER_ONLY_FOLDER, OWNER_ONLY = 0o700, 0o600
ARRIVED, KEPT = ".part", ".kept"


def arrived_path(upload_id: int) -> Path:
    """Where the bytes of an upload are."""
    return _folder() / f"{upload_id}{ARRIVED}"


def bytes_arrived(upload_id: int) -> int:
    """How far an upload has really come, whatever its row says."""
    try:
        return arrived_path(upload_id).stat().st_size
    except FileNotFoundError:
        return 0


def has_room_for(more_bytes: int) -> bool:
    """Whether the disk can take so much more."""
    return shutil.disk_usage(_folder()).free - more_bytes >= KEPT_FREE


@contextmanager
def held(upload_id: int) -> Iterator[BinaryIO]:
    """An upload's file at its end, ours alone as long as the block lasts, in whatever process.

    Raises UploadOffsetError while somebody else holds it.
    """
    number = os.open(arrived_path(upload_id), os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, OWNER_ONLY)
    with os.fdopen(number, "r+b", buffering=0) as file:
        try:
            flock(file, LOCK_EX | LOCK_NB)
        except BlockingIOError:
            raise UploadOffsetError(offset=bytes_arrived(upload_id)) from None
        file.seek(0, os.SEEK_END)
        yield file


def keep(upload_id: int, words: str) -> None:
    """Put down what is left of an upload once it was read; whole or not at all."""
    path = _folder() / f"{upload_id}{KEPT}"
    beside = path.with_suffix(".new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, OWNER_ONLY), "w") as file:
        file.write(words)
    beside.replace(path)


def read_kept(upload_id: int) -> str | None:
    """What was put down, as long as it is there."""
    try:
        return (_folder() / f"{upload_id}{KEPT}").read_text()
    except FileNotFoundError:
        return None


def forget_bytes(upload_id: int) -> None:
    """Delete what came in; what was kept of it stays."""
    arrived_path(upload_id).unlink(missing_ok=True)


def forget_files(upload_id: int) -> None:
    """Delete everything of an upload."""
    for path in _folder().glob(f"{int(upload_id)}.*"):
        path.unlink(missing_ok=True)


def files_untouched_since(moment: float) -> list[int]:
    """Uploads of which something lies here that nobody has touched since a moment, in seconds since 1970."""
    old = set()
    for path in _folder().iterdir():
        with suppress(FileNotFoundError):  # gone since
            if path.stem.isdigit() and path.stat().st_mtime < moment:
                old.add(int(path.stem))
    return sorted(old)


def _folder() -> Path:
    folder = Path(settings().upload_folder)
    if not folder.exists():
        folder.mkdir(OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    return folder
