"""Large archive: a zip that waits on disk, its members one at a time and never unpacked to disk."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from challenge.errors import (
    DamagedFileError,
    EncryptedArchiveError,
    FileRefusedError,
    FileTooLargeError,
    LargeUploadTooLargeError,
    NoActivityError,
    TooManyFilesError,
    UnknownFormatError,
    UnsafeNameError,
)
from challenge.imports.archive import BROKEN, ENCRYPTED, METHODS, check_directory, was_put_in
from challenge.imports.large_limits import (
    MAX_LARGE_BYTES,
    MAX_LARGE_DIRECTORY_BYTES,
    MAX_LARGE_UNPACKED_BYTES,
    READ_BYTES,
)
from challenge.imports.limits import MAX_FILE_BYTES, MAX_FILES


@dataclass(slots=True)
class LargeArchive:
    """An opened zip and what of it may still be unpacked."""

    file: zipfile.ZipFile
    entries: tuple[zipfile.ZipInfo, ...]
    """What a person put in; folders, hidden files and those of macOS left out."""
    left: int = MAX_LARGE_UNPACKED_BYTES

    def pieces(self, entry: zipfile.ZipInfo) -> Iterator[bytes]:
        """A member piece by piece.

        Raises UnsafeNameError, UnknownFormatError, DamagedFileError and LargeUploadTooLargeError.
        """
        if _is_unsafe(entry.filename):
            raise UnsafeNameError
        if entry.compress_type not in METHODS:
            raise UnknownFormatError
        try:
            with self.file.open(entry) as packed:
                while piece := packed.read(READ_BYTES):
                    self.left -= len(piece)
                    if self.left < 0:
                        raise LargeUploadTooLargeError(most_bytes=MAX_LARGE_UNPACKED_BYTES)
                    yield piece
        except BROKEN as error:
            raise DamagedFileError from error

    def content(self, entry: zipfile.ZipInfo) -> bytes:
        """A whole member; raises what `pieces` raises, and FileTooLargeError."""
        content = bytearray()
        for piece in self.pieces(entry):
            content += piece
            if len(content) > MAX_FILE_BYTES:
                raise FileTooLargeError(most_bytes=MAX_FILE_BYTES)
        return bytes(content)

    def beginning(self, entry: zipfile.ZipInfo) -> bytes:
        """The first piece of a member; nothing where it cannot be unpacked."""
        pieces = self.pieces(entry)
        try:
            return next(pieces, b"")
        except FileRefusedError:
            return b""
        finally:
            pieces.close()  # type: ignore[attr-defined]  # a generator


@contextmanager
def opened(path: Path) -> Iterator[LargeArchive]:
    """A zip on disk.

    Raises LargeUploadTooLargeError, TooManyFilesError, EncryptedArchiveError, NoActivityError and DamagedFileError.
    """
    if path.stat().st_size > MAX_LARGE_BYTES:
        raise LargeUploadTooLargeError(most_bytes=MAX_LARGE_BYTES)
    with path.open("rb") as stream:
        check_directory(stream, stream.seek(0, io.SEEK_END), MAX_LARGE_DIRECTORY_BYTES)
    try:
        file = zipfile.ZipFile(path)
    except BROKEN as error:
        raise DamagedFileError from error
    with file:
        entries = tuple(entry for entry in file.infolist() if was_put_in(entry))
        if not entries:
            raise NoActivityError
        if any(entry.flag_bits & ENCRYPTED for entry in entries):
            raise EncryptedArchiveError
        yield LargeArchive(file, entries)


def check_count(entries: tuple[zipfile.ZipInfo, ...]) -> None:
    """Raises TooManyFilesError where a zip without an order of its own holds more files than a person would look at."""
    if len(entries) > MAX_FILES:
        raise TooManyFilesError(most=MAX_FILES)


def _is_unsafe(name: str) -> bool:
    """Whether a member's name points outside of its zip."""
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":"
