"""Archive: the files of a zip one at a time, none larger than it may be, and a gzip's one file."""

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO, Protocol

from challenge.errors import (
    ArchiveTooLargeError,
    DamagedFileError,
    EncryptedArchiveError,
    FileRefusedError,
    FileTooLargeError,
    NestedArchiveError,
    NoActivityError,
    TooManyFilesError,
    UnknownFormatError,
    UnsafeNameError,
)
from challenge.imports.limits import (
    MAX_ARCHIVE_BYTES,
    MAX_DIRECTORY_BYTES,
    MAX_FILE_BYTES,
    MAX_FILES,
    MAX_UNPACKED_BYTES,
)

ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")
GZIP_MARK = b"\x1f\x8b"
CHUNK_BYTES = 1024 * 1024
ENCRYPTED = 0x1
"""Flag of a member that asks for a password (APPNOTE.TXT 4.4.4)."""
END_MARK, END_BYTES, LONGEST_COMMENT = b"PK\x05\x06", 22, 65_535
"""Of the record that closes a zip (APPNOTE.TXT 4.3.16)."""
END_64_MARK, END_64_BYTES = b"PK\x06\x06", 56 + 20
"""Of the two records that stand before the last one of a zip of many gigabytes (APPNOTE.TXT 4.3.14 and 15)."""
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
"""The other methods of Python's zipfile unpack without a bound."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, LookupError, struct.error, NotImplementedError)
"""What Python's unpackers raise on what is no sound zip or gzip."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a zip: its bytes, or why it was not unpacked."""

    name: str
    content: bytes | FileRefusedError


class _Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(slots=True)
class Budget:
    """What may still be unpacked of one upload."""

    left: int = MAX_UNPACKED_BYTES

    def take(self, size: int) -> None:
        """Raises ArchiveTooLargeError where so many bytes are more than may be."""
        self.left -= size
        if self.left < 0:
            raise ArchiveTooLargeError(most_bytes=MAX_UNPACKED_BYTES)


def is_zip(data: bytes) -> bool:
    """Whether this begins as a zip does."""
    return data.startswith(ZIP_MARKS)


def is_gzip(data: bytes) -> bool:
    """Whether this begins as a gzip does."""
    return data.startswith(GZIP_MARK)


def count_members(stream: BinaryIO) -> int:
    """Files in a zip, as `members` will give them; raises what `members` raises for the zip as a whole."""
    with opened(stream) as archive:
        return len(_files(archive))


def members(stream: BinaryIO, budget: Budget) -> Iterator[Member]:
    """Files of a zip, each unpacked when it is asked for; a zip among them is given as it is.

    Raises ArchiveTooLargeError, TooManyFilesError, EncryptedArchiveError, NoActivityError or DamagedFileError before
    the first file, where the zip is refused as a whole; afterwards a refusal is the file's own.
    """
    with opened(stream) as archive:
        for entry in _files(archive):
            yield Member(entry.filename, _content(archive, entry, budget))


def unzipped(data: bytes) -> bytes:
    """The file in a gzip; raises FileTooLargeError, NestedArchiveError, DamagedFileError."""
    try:
        with gzip.open(io.BytesIO(data)) as packed:
            content = limited(packed, Budget())
    except BROKEN as error:
        raise DamagedFileError from error
    if is_zip(content) or is_gzip(content):
        raise NestedArchiveError
    return content


def opened(stream: BinaryIO) -> zipfile.ZipFile:
    """A zip whose size and table of contents are within bounds; raises ArchiveTooLargeError, DamagedFileError."""
    size = stream.seek(0, io.SEEK_END)
    if size > MAX_ARCHIVE_BYTES:
        raise ArchiveTooLargeError(most_bytes=MAX_ARCHIVE_BYTES)
    check_directory(stream, size, MAX_DIRECTORY_BYTES)
    stream.seek(0)
    try:
        return zipfile.ZipFile(stream)
    except BROKEN as error:
        raise DamagedFileError from error


def check_directory(stream: BinaryIO, size: int, most_bytes: int) -> None:
    """Raises TooManyFilesError for a table of contents that would fill the memory before it could be counted."""
    stream.seek(max(0, size - END_BYTES - LONGEST_COMMENT - END_64_BYTES))
    tail = stream.read()
    place = tail.rfind(END_MARK)
    if place < 0 or len(tail) - place < END_BYTES:
        raise DamagedFileError
    (directory_bytes,) = struct.unpack_from("<L", tail, place + 12)
    place_64 = place - END_64_BYTES
    if place_64 >= 0 and tail.startswith(END_64_MARK, place_64):  # believed by unpackers however short the zip is
        (directory_bytes,) = struct.unpack_from("<Q", tail, place_64 + 40)
    if directory_bytes > most_bytes:
        raise TooManyFilesError(most=MAX_FILES)


def _files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """What a person put in; folders, hidden files and those of macOS left out."""
    entries = [entry for entry in archive.infolist() if was_put_in(entry)]
    if not entries:
        raise NoActivityError
    if len(entries) > MAX_FILES:
        raise TooManyFilesError(most=MAX_FILES)
    if any(entry.flag_bits & ENCRYPTED for entry in entries):
        raise EncryptedArchiveError
    if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
        raise ArchiveTooLargeError(most_bytes=MAX_UNPACKED_BYTES)
    return entries


def was_put_in(entry: zipfile.ZipInfo) -> bool:
    """Whether a person put it in: no folder, nothing hidden, nothing that macOS adds."""
    name = entry.filename
    return not entry.is_dir() and (_is_unsafe(name) or not _is_hidden(name))


def _is_hidden(name: str) -> bool:
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".")


def _is_unsafe(name: str) -> bool:
    plain = name.replace("\\", "/")
    return plain.startswith("/") or ".." in plain.split("/") or plain[1:2] == ":"


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes | FileRefusedError:
    if _is_unsafe(entry.filename):
        return UnsafeNameError()
    if entry.compress_type not in METHODS:
        return UnknownFormatError()
    try:
        with archive.open(entry) as packed:
            content = limited(packed, budget)
    except FileRefusedError as refusal:
        return refusal
    except BROKEN:
        return DamagedFileError()
    return content


def limited(packed: _Readable, budget: Budget) -> bytes:
    """Everything in it, counted while unpacking because a header can lie."""
    content = bytearray()
    while chunk := packed.read(CHUNK_BYTES):
        content += chunk
        budget.take(len(chunk))
        if len(content) > MAX_FILE_BYTES:
            raise FileTooLargeError(most_bytes=MAX_FILE_BYTES)
    return bytes(content)
