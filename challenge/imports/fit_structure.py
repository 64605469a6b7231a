"""FIT structure: how much a file holds, counted before anything is built from it."""

import struct
from dataclasses import dataclass

from challenge.errors import TooManyPointsError
from challenge.imports.limits import MAX_MESSAGES, MAX_POINTS, MAX_VALUES

# Flexible and Interoperable Data Transfer (FIT) Protocol, Garmin: file header, record header, definition message.
MARK, MARK_PLACE, SIZE_PLACE, CHECKSUM_BYTES = b".FIT", 8, 4, 2
COMPRESSED = 0x80
DEFINITION = 0x40
DEVELOPER = 0x20
LOCAL = 0x0F
RECORD = 20
MOST_AHEAD = 4096
FIXED_BYTES = 5
"""Of a definition: reserved, byte order, number of the message (two), number of its fields."""


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a definition says of its messages."""

    is_point: bool
    size: int
    fields: int


@dataclass(slots=True)
class _Count:
    """What was met so far."""

    points: int = 0
    messages: int = 0
    values: int = 0

    def add(self, shape: _Shape, times: int) -> None:
        self.points += times * shape.is_point
        self.add_definition(shape, times)

    def add_definition(self, shape: _Shape, times: int = 1) -> None:
        self.messages += times
        self.values += times * (1 + shape.fields)
        if self.points > MAX_POINTS or self.messages > MAX_MESSAGES or self.values > MAX_VALUES:
            raise TooManyPointsError(most=MAX_POINTS)


def is_whole(data: bytes) -> bool:
    """Whether a file ends where its header says, its checksum included."""
    if data[MARK_PLACE : MARK_PLACE + len(MARK)] != MARK:
        return False
    (size,) = struct.unpack_from("<L", data, SIZE_PLACE)
    return len(data) == data[0] + int(size) + CHECKSUM_BYTES


def count_values(data: bytes) -> int:
    """Values in all messages, each message and definition counting one more; raises TooManyPointsError.

    Knows nothing of their meaning, and stops where the structure breaks.
    """
    count = _Count()
    start = 0
    while data[start + MARK_PLACE : start + MARK_PLACE + len(MARK)] == MARK:
        (size,) = struct.unpack_from("<L", data, start + SIZE_PLACE)
        first = start + data[start]
        end = min(first + size, len(data)) if size else len(data)
        _count(data, first, end, count)
        # Several files may follow each other in one.
        start = end + CHECKSUM_BYTES
    return count.values


def _count(data: bytes, offset: int, end: int, count: _Count) -> None:
    shapes: dict[int, _Shape] = {}
    ahead = 1
    while offset < end:
        header = data[offset]
        local = header >> 5 & 3 if header & COMPRESSED else header & LOCAL
        if header & DEFINITION and not header & COMPRESSED:
            shapes[local], offset = _definition(data, offset + 1, developer=bool(header & DEVELOPER))
            count.add_definition(shapes[local])
        elif local in shapes:
            # Messages of one shape follow each other, and the longer they do the further is looked ahead.
            size = 1 + shapes[local].size
            headers = data[offset : min(offset + ahead * size, end) : size]
            alike = len(headers) - len(headers.lstrip(headers[:1]))
            count.add(shapes[local], alike)
            offset += alike * size
            ahead = min(2 * ahead, MOST_AHEAD) if alike == ahead else 1
        else:
            return


def _definition(data: bytes, offset: int, *, developer: bool) -> tuple[_Shape, int]:
    """Shape of the messages defined here, and where the next one begins."""
    if offset + FIXED_BYTES > len(data):
        return _Shape(is_point=False, size=0, fields=0), len(data)
    order = ">" if data[offset + 1] & 1 else "<"
    (number,) = struct.unpack_from(order + "H", data, offset + 2)
    fields = data[offset + 4]
    offset += FIXED_BYTES
    size = sum(data[offset + 1 : offset + 3 * fields : 3])
    offset += 3 * fields
    if developer and offset < len(data):
        own = data[offset]
        size += sum(data[offset + 2 : offset + 1 + 3 * own : 3])
        fields += own
        offset += 1 + 3 * own
    return _Shape(number == RECORD, size, fields), offset
