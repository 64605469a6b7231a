"""Registry: the reader of a file, chosen by its content, and the way from an upload to its readings."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from challenge.errors import (
    DamagedFileError,
    FileRefusedError,
    FileTooLargeError,
    ForbiddenXmlError,
    UnknownFormatError,
)
from challenge.imports.archive import count_members, is_gzip, is_zip, members, unzipped
from challenge.imports.fit import read_fit
from challenge.imports.gpx import read_gpx
from challenge.imports.limits import MAX_FILE_BYTES
from challenge.imports.markup import declares_document, root_name
from challenge.imports.reading import FileReading, Reader
from challenge.imports.table import is_table, read_table
from challenge.imports.tcx import read_tcx

BY_ROOT: dict[str, Reader] = {"gpx": read_gpx, "TrainingCenterDatabase": read_tcx}
FIT_MARK, FIT_PLACE = b".FIT", slice(8, 12)
LONGEST_MARK = 16


def read_file(name: str, stream: BinaryIO) -> Iterator[FileReading]:
    """One reading per file of a zip, one for everything else; nothing an upload holds is raised.

    Files are unpacked and read one at a time. The stream must be seekable; it is read from its start.
    """
    if not _begins_as_zip(stream):
        yield _read(name, stream.read(MAX_FILE_BYTES + 1))
        return
    try:
        for member in members(stream):
            if isinstance(member.content, FileRefusedError):
                yield _refused(member.name, member.content)
            else:
                yield _read(member.name, member.content)
    except FileRefusedError as refusal:
        yield _refused(name, refusal)


def count_files(stream: BinaryIO) -> int:
    """How many readings `read_file` will give."""
    if not _begins_as_zip(stream):
        return 1
    try:
        return count_members(stream)
    except FileRefusedError:
        return 1


def _begins_as_zip(stream: BinaryIO) -> bool:
    stream.seek(0)
    mark = stream.read(LONGEST_MARK)
    stream.seek(0)
    return is_zip(mark)


def _refused(name: str, refusal: FileRefusedError, content_hash: str = "") -> FileReading:
    return FileReading(name, (), refusal, content_hash)


def _read(name: str, data: bytes) -> FileReading:
    content_hash = ""
    if len(data) > MAX_FILE_BYTES:
        return _refused(name, FileTooLargeError(most_bytes=MAX_FILE_BYTES))
    try:
        content = unzipped(data) if is_gzip(data) else data
        content_hash = hashlib.sha256(content).hexdigest()
        found = reader_of(content)(content)
    except FileRefusedError as refusal:
        return _refused(name, refusal, content_hash)
    except Exception:  # noqa: BLE001 what a foreign parser makes of hostile bytes is no reason to stop
        return _refused(name, DamagedFileError(), content_hash)
    return FileReading(
        name, found.measures, None, content_hash, found.damaged, refused_rows=found.refused_rows, sources=found.sources
    )


def reader_of(data: bytes) -> Reader:
    """The reader for this content; raises UnknownFormatError, and ForbiddenXmlError for XML with declarations."""
    if data[FIT_PLACE] == FIT_MARK:
        return read_fit
    root = root_name(data)
    if root in BY_ROOT:
        return BY_ROOT[root]
    if root is not None and declares_document(data):
        raise ForbiddenXmlError
    if is_table(data):
        return read_table
    raise UnknownFormatError
