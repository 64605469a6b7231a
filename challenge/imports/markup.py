"""Markup: XML read piece by piece, without entities, network or a document type of its own."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Literal, cast

from lxml import etree

from challenge.errors import DamagedFileError, ForbiddenXmlError
from challenge.imports.limits import MAX_MARKUP_BETWEEN
from challenge.imports.points import UNKNOWN

CHUNK_BYTES = 64 * 1024
HEAD_BYTES = 4096
ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")

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
    return any(declaration in plain for declaration in DECLARATIONS)


def elements(data: bytes, names: tuple[str, ...]) -> Iterator[Event]:
    """Start and end of the elements of these names; raises DamagedFileError after the last sound one.

    What was handed out is forgotten at the next step, so memory stays bounded whatever the file holds.
    """
    if declares_document(data):
        raise ForbiddenXmlError
    parser = etree.XMLPullParser(
        events=("start", "end"),
        tag=[f"{{*}}{name}" for name in names],
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
    )
    since_last = 0
    for offset in range(0, len(data), CHUNK_BYTES):
        chunk = data[offset : offset + CHUNK_BYTES]
        failure = _feed(parser, chunk)
        last = None
        # Also what stood before the damage in this piece is read.
        for event, element in cast("Iterator[Event]", parser.read_events()):
            last = element
            yield event, element
        if failure:
            raise DamagedFileError from failure
        since_last = chunk.count(b"<") + chunk.count(b"=") + (0 if last is not None else since_last)
        if since_last > MAX_MARKUP_BETWEEN:
            raise DamagedFileError
        if last is not None:
            _check_document(last)
            _forget_before(last)
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


def _forget_before(element: etree._Element) -> None:
    current: etree._Element | None = element
    while current is not None:
        parent = current.getparent()
        if parent is not None:
            del parent[: parent.index(current)]
        current = parent


def name_of(element: etree._Element) -> str:
    """Name without its namespace; empty for comments."""
    tag = element.tag
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
