"""Markup: XML read piece by piece, without entities, network or a document type of its own."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Literal, cast

from lxml import etree

from challenge.errors import DamagedFileError, ForbiddenXmlError
from challenge.imports.limits import MAX_MARKUP_BETWEEN, MEGABYTE
from challenge.imports.points import UNKNOWN

CHUNK_BYTES = 64 * 1024
TREE_BYTES = 2 * MEGABYTE
"""Of a file that is read in one go; it takes ten to thirty times as much memory."""
HEAD_BYTES = 4096
ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)")

SAFELY: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "collect_ids": False,
}

Event = tuple[Literal["start", "end"], etree._Element]  # noqa: SLF001 lxml has no other name for it


def root_name(data: bytes) -> str | None:
    """Name of the outermost element, without its prefix; None where this is no XML."""
    head = data[:HEAD_BYTES].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if not head.startswith(b"<"):
        return None
    head = re.sub(rb"<!--.*?-->|<\?.*?\?>", b"", head, flags=re.DOTALL)
    found = ROOT.search(head)
    return found[1].decode() if found else None


def declares_document(data: bytes) -> bool:
    """Whether a document type or an entity is declared."""
    plain = data.replace(b"\0", b"") if b"\0" in data[:HEAD_BYTES] else data
    return DECLARATION.search(plain) is not None


def elements(data: bytes, names: tuple[str, ...]) -> Iterator[Event]:
    """Start and end of the elements of these names; raises DamagedFileError after the last sound one.

    What was handed out is forgotten at the next step, so memory stays bounded whatever the file holds.
    """
    for piece in _pieces(data, names, ("start", "end")):
        yield from piece


def whole_elements(data: bytes, names: tuple[str, ...], unit: str) -> Iterator[list[etree._Element]]:
    """The elements of these names, each whole, a piece of the file at a time; raises and forgets as `elements` does.

    One that holds others comes before them in a small file, and after them in one that is large or damaged. Nothing of
    an element of the name `unit` is forgotten before it was handed out.
    """
    root = _root(data) if len(data) <= TREE_BYTES else None
    if root is not None:
        yield list(root.iter(*tags(names)))
        return
    for piece in _pieces(data, names, ("end",), unit):
        yield [element for _, element in piece]


def _root(data: bytes) -> etree._Element | None:
    """A sound document in one go, in half the time; None where it is damaged."""
    if declares_document(data):
        raise ForbiddenXmlError
    try:
        root = etree.fromstring(data, etree.XMLParser(remove_blank_text=True, **SAFELY))
    except (etree.XMLSyntaxError, LookupError):
        return None
    _check_document(root)
    return root


def tags(names: tuple[str, ...]) -> list[str]:
    """Patterns of these names, whatever their namespace."""
    return [f"{{*}}{name}" for name in names]


def _pieces(
    data: bytes, names: tuple[str, ...], events: tuple[Literal["start", "end"], ...], unit: str | None = None
) -> Iterator[list[Event]]:
    if declares_document(data):
        raise ForbiddenXmlError
    parser = etree.XMLPullParser(events=events, tag=tags(names), **SAFELY)
    since_last = 0
    for offset in range(0, len(data), CHUNK_BYTES):
        chunk = data[offset : offset + CHUNK_BYTES]
        failure = _feed(parser, chunk)
        # Also what stood before the damage in this piece is read.
        piece = list(cast("Iterator[Event]", parser.read_events()))
        yield piece
        if failure:
            raise DamagedFileError from failure
        since_last = chunk.count(b"<") + chunk.count(b"=") + (0 if piece else since_last)
        if since_last > MAX_MARKUP_BETWEEN:
            raise DamagedFileError
        if piece:
            _, last = piece[-1]
            _check_document(last)
            _forget_before(last, unit)
    _close(parser)


def _feed(parser: etree.XMLPullParser, chunk: bytes) -> Exception | None:
    try:
        parser.feed(chunk)
    except (etree.XMLSyntaxError, LookupError) as error:
        return error
    return None


def _close(parser: etree.XMLPullParser) -> None:
    try:
        parser.close()
    except etree.XMLSyntaxError as error:
        raise DamagedFileError from error


def _check_document(element: etree._Element) -> None:
    if element.getroottree().docinfo.internalDTD is not None:
        raise ForbiddenXmlError


def _forget_before(last: etree._Element, unit: str | None) -> None:
    unfinished = next(last.iterancestors(*tags((unit,))), None) if unit else None
    current: etree._Element | None = last if unfinished is None else unfinished
    while current is not None:
        parent = current.getparent()
        if parent is not None:
            del parent[: parent.index(current)]
        current = parent


def name_of(element: etree._Element) -> str:
    """Name without its namespace; empty for comments."""
    return _local(element.tag)


@lru_cache(1024)
def _local(tag: object) -> str:
    """Known again, because a file has few names and each of them a hundred thousand times."""
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def number(text: str | None) -> float:
    """The number a text holds, NaN where it holds none."""
    try:
        return float(text or "")
    except ValueError:
        return UNKNOWN


def moment(text: str | None) -> float:
    """Seconds since 1970 of an ISO 8601 time, NaN where it is none; without a zone it is UTC."""
    try:
        parsed = datetime.fromisoformat((text or "").strip())
    except ValueError:
        return UNKNOWN
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
