"""Packages: one file made of parts in a zip, as KMZ and XLSX are; it counts as a file and never as an archive."""

import io
import zipfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import PurePosixPath

from challenge.errors import DamagedFileError, EncryptedArchiveError, FileTooLargeError, UnknownFormatError
from challenge.imports.archive import BROKEN, ENCRYPTED, METHODS, Budget, limited, opened, was_put_in
from challenge.imports.limits import MAX_FILE_BYTES, MAX_SHEET_BYTES

MAIN_KML = "doc.kml"
PICTURES = frozenset({".png", ".jpg", ".jpeg", ".gif", ".bmp", ".webp", ".svg", ".tif", ".tiff", ".dae"})
WORKBOOK = "xl/workbook.xml"
SHEETS = "xl/worksheets/"
PARTS_OF_WORKBOOK = frozenset(
    {
        "[Content_Types].xml",
        "_rels/.rels",
        WORKBOOK,
        "xl/_rels/workbook.xml.rels",
        "xl/sharedStrings.xml",
        "xl/styles.xml",
    }
)


def is_package(names: Iterable[str]) -> bool:
    """Whether a zip of these names is one file."""
    known = list(names)
    return WORKBOOK in known or _kml_of(known) is not None


def is_workbook(names: Iterable[str]) -> bool:
    """Whether a zip of these names is a spreadsheet."""
    return WORKBOOK in names


def kml_in(package: bytes, budget: Budget) -> bytes:
    """The KML of a KMZ, its pictures passed over."""
    name = _kml_of(names_in(package))
    if name is None:
        raise UnknownFormatError
    return _parts(package, lambda part: part == name, MAX_FILE_BYTES, budget)[name]


def parts_of_workbook(package: bytes) -> dict[str, bytes]:
    """The parts of an XLSX that hold cells, by their names; macros, pictures and all else are passed over."""
    return _parts(package, _holds_cells, MAX_SHEET_BYTES, Budget())


def charge_workbook(package: bytes, budget: Budget) -> None:
    """Take what the cells of an XLSX will fill from what an upload may; no part unpacks to more than it declares."""
    with opened(io.BytesIO(package)) as archive:
        budget.take(sum(entry.file_size for entry in archive.infolist() if _holds_cells(entry.filename)))


def names_in(package: bytes) -> list[str]:
    """Names of all that a zip holds, folders and what macOS adds left out; raises DamagedFileError."""
    with opened(io.BytesIO(package)) as archive:
        return [entry.filename for entry in archive.infolist() if was_put_in(entry)]


def _kml_of(names: Sequence[str]) -> str | None:
    """Name of the KML that a KMZ shows; None for a zip that holds anything but KML and pictures."""
    kinds = {name: PurePosixPath(name).suffix.lower() for name in names}
    drawn = [name for name, kind in kinds.items() if kind == ".kml"]
    if not drawn or any(kind not in PICTURES | {".kml"} for kind in kinds.values()):
        return None
    if MAIN_KML in drawn:
        return MAIN_KML
    return drawn[0] if len(drawn) == 1 else None


def _holds_cells(name: str) -> bool:
    is_sheet = name.startswith(SHEETS) and name.endswith(".xml") and "/" not in name.removeprefix(SHEETS)
    return is_sheet or name in PARTS_OF_WORKBOOK


def _parts(package: bytes, wanted: Callable[[str], bool], most: int, budget: Budget) -> dict[str, bytes]:
    """The wanted parts, together no larger than they may be; raises FileTooLargeError, EncryptedArchiveError."""
    found: dict[str, bytes] = {}
    left = most
    with opened(io.BytesIO(package)) as archive:
        for entry in archive.infolist():
            if not wanted(entry.filename):
                continue
            if entry.flag_bits & ENCRYPTED:
                raise EncryptedArchiveError
            if entry.compress_type not in METHODS:
                raise UnknownFormatError
            found[entry.filename] = _part(archive, entry, budget)
            left -= len(found[entry.filename])
            if left < 0:
                raise FileTooLargeError(most_bytes=most)
    return found


def _part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, budget: Budget) -> bytes:
    try:
        with archive.open(entry) as packed:
            return limited(packed, budget)
    except BROKEN as error:
        raise DamagedFileError from error
