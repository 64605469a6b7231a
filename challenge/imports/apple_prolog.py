"""Apple prolog: what stands before the first element of an XML, passed over and never acted on."""

import re

from challenge.errors import ForbiddenXmlError, UnknownFormatError

HEALTH_ROOT = b"HealthData"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
SPACE = b" \t\r\n"
DECLARED_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([^\"']*)[\"']")
ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii"})
DOCUMENT_TYPE = re.compile(rb"<!DOCTYPE\s+[\w:.-]+\s*([\[>])?")
REMARK = re.compile(rb"<!--.*?-->|<\?.*?\?>", re.DOTALL)
SUBSET_END = re.compile(rb"\]\s*>")
ROOT = re.compile(rb"<([A-Za-z_][\w:.-]*)")


def health_data_begins(head: bytes) -> int | None:
    """Where the root element of an Apple Health export begins; None where this is none.

    Apple's own document type is cut off unread: it is wrong in some releases, and nothing in it is needed. Raises
    ForbiddenXmlError for one that declares entities or names a file outside, UnknownFormatError where the text says
    that it is not UTF-8.
    """
    place = len(BYTE_ORDER_MARK) if head.startswith(BYTE_ORDER_MARK) else 0
    forbidden = False
    while (place := _after_space(head, place)) < len(head):
        if remark := REMARK.match(head, place):
            _check_encoding(remark[0])
            place = remark.end()
        elif document_type := DOCUMENT_TYPE.match(head, place):
            end = _end_of(document_type, head)
            forbidden = end is None or b"<!ENTITY" in REMARK.sub(b"", head[place:end])
            if end is None:
                break
            place = end
        else:
            break
    root = ROOT.match(head, place)
    if forbidden and (root or b"<!DOCTYPE " + HEALTH_ROOT in head):
        raise ForbiddenXmlError
    return place if root and root[1] == HEALTH_ROOT else None


def _after_space(head: bytes, place: int) -> int:
    while head[place : place + 1] in SPACE and place < len(head):
        place += 1
    return place


def _check_encoding(remark: bytes) -> None:
    declared = DECLARED_ENCODING.search(remark) if remark.startswith(b"<?xml") else None
    if declared and declared[1].lower() not in ENCODINGS:
        raise UnknownFormatError


def _end_of(document_type: re.Match[bytes], head: bytes) -> int | None:
    """Where a document type ends; None where it names a file outside or does not end."""
    if document_type[1] == b">":
        return document_type.end()
    if document_type[1] is None:
        return None
    place = document_type.end()
    while end := SUBSET_END.search(head, place):
        remark = REMARK.search(head, place)
        if remark is None or end.start() < remark.start():
            return end.end()
        place = remark.end()
    return None
