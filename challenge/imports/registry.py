"""Registry: the reader of a file, chosen by its content, and the way from an upload to its readings."""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import UTC, tzinfo
from types import MappingProxyType
from typing import BinaryIO

from challenge.errors import (
    DamagedFileError,
    FileRefusedError,
    FileTooLargeError,
    ForbiddenXmlError,
    NestedArchiveError,
    UnknownFormatError,
)
from challenge.imports.archive import (
    Budget,
    count_members,
    is_gzip,
    is_zip,
    members,
    opened,
    unzipped,
    was_put_in,
)
from challenge.imports.fit import read_fit
from challenge.imports.gpx import read_gpx
from challenge.imports.kml import read_kml
from challenge.imports.limits import MAX_FILE_BYTES
from challenge.imports.markup import declares_document, root_name
from challenge.imports.packages import charge_workbook, is_package, is_workbook, kml_in, names_in
from challenge.imports.reading import Context, FileReading, Reader
from challenge.imports.sport_words import squashed
from challenge.imports.spreadsheet import read_spreadsheet
from challenge.imports.tables import is_table, read_csv
from challenge.imports.tcx import read_tcx

BY_ROOT: dict[str, Reader] = {"gpx": read_gpx, "TrainingCenterDatabase": read_tcx, "kml": read_kml}
FIT_MARK, FIT_PLACE = b".FIT", slice(8, 12)
LONGEST_MARK = 16
NO_WORDS: Mapping[str, str] = MappingProxyType({})


def read_file(
    name: str, stream: BinaryIO, *, zone: tzinfo = UTC, sport_words: Mapping[str, str] = NO_WORDS
) -> Iterator[FileReading]:
    """One reading per file of a zip, one for everything else; nothing an upload holds is raised.

    Files are unpacked and read one at a time. The stream must be seekable; it is read from its start. `zone` is that of
    tables whose times name none, `sport_words` our names of sports by the words a person may use for them.
    """
    context, budget = Context(zone, {squashed(word): ours for word, ours in sport_words.items()}), Budget()
    if not _is_archive(stream):
        yield _read(name, stream.read(MAX_FILE_BYTES + 1), context, budget)
        return
    try:
        for member in members(stream, budget):
            if isinstance(member.content, FileRefusedError):
                yield _refused(member.name, member.content)
            else:
                yield _read(member.name, member.content, context, budget)
    except FileRefusedError as refusal:
        yield _refused(name, refusal)


def count_files(stream: BinaryIO) -> int:
    """How many readings `read_file` will give."""
    if not _is_archive(stream):
        return 1
    try:
        return count_members(stream)
    except FileRefusedError:
        return 1


def _is_archive(stream: BinaryIO) -> bool:
    """Whether this is a zip of files, and no file that is a zip of parts; the stream is at its start afterwards."""
    stream.seek(0)
    is_archive = is_zip(stream.read(LONGEST_MARK)) and not _is_package(stream)
    stream.seek(0)
    return is_archive


def _is_package(stream: BinaryIO) -> bool:
    try:
        with opened(stream) as archive:
            return is_package(entry.filename for entry in archive.infolist() if was_put_in(entry))
    except FileRefusedError:
        return False


def _refused(name: str, refusal: FileRefusedError, content_hash: str = "") -> FileReading:
    return FileReading(name, (), refusal, content_hash)


def _read(name: str, data: bytes, context: Context, budget: Budget) -> FileReading:
    content_hash = ""
    if len(data) > MAX_FILE_BYTES:
        return _refused(name, FileTooLargeError(most_bytes=MAX_FILE_BYTES))
    try:
        content = _unpacked(data, budget)
        content_hash = hashlib.sha256(content).hexdigest()
        found = reader_of(content)(content, context)
    except FileRefusedError as refusal:
        return _refused(name, refusal, content_hash)
    except Exception:  # noqa: BLE001 what a foreign parser makes of hostile bytes is no reason to stop
        return _refused(name, DamagedFileError(), content_hash)
    return FileReading(name, found.activities, None, content_hash, found.damaged, found.refused_rows, found.sources)


def _unpacked(data: bytes, budget: Budget) -> bytes:
    """The file itself; raises NestedArchiveError for an archive within an archive."""
    if is_gzip(data):
        return unzipped(data)
    if not is_zip(data):
        return data
    names = names_in(data)
    if is_workbook(names):
        charge_workbook(data, budget)
        return data
    if is_package(names):
        return kml_in(data, budget)
    raise NestedArchiveError


def reader_of(data: bytes) -> Reader:
    """The reader for this content; raises UnknownFormatError, and ForbiddenXmlError for XML with declarations."""
    if data[FIT_PLACE] == FIT_MARK:
        return read_fit
    if is_zip(data):
        return read_spreadsheet
    root = root_name(data)
    if root in BY_ROOT:
        return BY_ROOT[root]
    if root is not None and declares_document(data):
        raise ForbiddenXmlError
    if is_table(data):
        return read_csv
    raise UnknownFormatError
