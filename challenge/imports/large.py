"""Large: an upload that waits on disk, whatever it is, read in little memory and only inside the days of an edition."""

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

from challenge.errors import FileRefusedError, FileTooLargeError
from challenge.imports.apple_health import is_health_export, read_health
from challenge.imports.archive import is_zip
from challenge.imports.large_archive import LargeArchive, check_count, opened
from challenge.imports.large_limits import MAX_CANDIDATES, READ_BYTES
from challenge.imports.large_reading import LargeReading, Progress, Tell, Window, read_member, within
from challenge.imports.limits import MAX_FILE_BYTES
from challenge.imports.packages import is_package
from challenge.imports.reading import FileReading
from challenge.imports.registry import NO_WORDS, read_file
from challenge.imports.strava_archive import read_strava_archive, strava_archive_in


def read_large(
    path: Path, name: str, window: Window, tell: Tell, *, sport_words: Mapping[str, str] = NO_WORDS
) -> Iterator[LargeReading]:
    """What an upload holds inside the window, a reading at a time; nothing the upload holds is raised.

    Apple Health's export, Strava's archive, a zip of activity files, or one file. How many activities and days of
    steps lay outside is the sum of `dropped`. `tell` is told each megabyte or file, and ends the reading by what it
    raises (UploadCancelledError). `sport_words` are our names of sports by the words a table may use for them.
    """
    with path.open("rb") as stream:
        head = stream.read(READ_BYTES)
    try:
        if is_zip(head):
            yield from _of_zip(path, name, window, tell, sport_words)
        elif is_health_export(head):
            yield from _of_export(path, name, window, tell)
        else:
            yield from _of_file(path, name, window, tell, sport_words)
    except FileRefusedError as refusal:
        yield LargeReading(name, (), refusal, "")


def _of_zip(
    path: Path, name: str, window: Window, tell: Tell, sport_words: Mapping[str, str]
) -> Iterator[LargeReading]:
    with opened(path) as archive:
        if is_package(entry.filename for entry in archive.entries):
            yield from _of_file(path, name, window, tell, sport_words)
            return
        export = _export_in(archive)
        if export:
            yield from read_health(_last(export.filename), archive.pieces(export), export.file_size, window, tell)
            return
        strava = strava_archive_in(archive)
        if strava:
            yield from read_strava_archive(strava, window, tell)
            return
        check_count(archive.entries)
        whole = sum(entry.file_size for entry in archive.entries)
        done = 0
        for entry in archive.entries:
            tell(Progress(done, whole))
            yield within(window, _member(archive, entry, window, sport_words))
            done += entry.file_size
        tell(Progress(whole, whole))


def _export_in(archive: LargeArchive) -> zipfile.ZipInfo | None:
    """The file of a zip that is an Apple Health export, whatever the phone's language called it."""
    candidates = [entry for entry in archive.entries if entry.filename.lower().endswith(".xml")]
    candidates.sort(key=lambda entry: entry.file_size, reverse=True)
    return next((entry for entry in candidates[:MAX_CANDIDATES] if is_health_export(archive.beginning(entry))), None)


def _last(filename: str) -> str:
    return PurePosixPath(filename).name


def _member(
    archive: LargeArchive, entry: zipfile.ZipInfo, window: Window, sport_words: Mapping[str, str]
) -> FileReading:
    try:
        content = archive.content(entry)
    except FileRefusedError as refusal:
        return FileReading(entry.filename, (), refusal, "")
    return read_member(entry.filename, content, window, sport_words)


def _of_export(path: Path, name: str, window: Window, tell: Tell) -> Iterator[LargeReading]:
    with path.open("rb") as stream:
        pieces = iter(lambda: stream.read(READ_BYTES), b"")
        yield from read_health(name, pieces, path.stat().st_size, window, tell)


def _of_file(
    path: Path, name: str, window: Window, tell: Tell, sport_words: Mapping[str, str]
) -> Iterator[LargeReading]:
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise FileTooLargeError(most_bytes=MAX_FILE_BYTES)
    tell(Progress(0, size))
    with path.open("rb") as stream:
        for reading in read_file(name, stream, zone=window.zone, sport_words=sport_words):
            yield within(window, reading)
    tell(Progress(size, size))
