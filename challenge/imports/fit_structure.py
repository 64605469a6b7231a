"""FIT structure: how many messages a file holds, counted before anything is built from them."""

import struct

from challenge.errors import TooManyPointsError
from challenge.imports.limits import MAX_MESSAGES, MAX_POINTS, MAX_VALUES

# Flexible and Interoperable Data Transfer (FIT) Protocol, Garmin: record header byte and definition message.
COMPRESSED = 0x80
DEFINITION = 0x40
DEVELOPER = 0x20
LOCAL = 0x0F
RECORD = 20
FIXED_BYTES = 5
"""Of a definition: reserved, byte order, number of the message (two), number of its fields."""

Shape = tuple[bool, int, int]
"""Of a message: whether it is a point, its bytes, its fields."""


def check_size(data: bytes) -> None:
    """Raises TooManyPointsError where a file holds more than can be kept; knows nothing of its meaning."""
    if len(data) <= MAX_POINTS:  # a message takes two bytes or more with its header
        return
    shapes: dict[int, Shape] = {}
    offset, points, messages, values = data[0], 0, 0, 0
    while offset < len(data):
        header = data[offset]
        local = header >> 5 & 3 if header & COMPRESSED else header & LOCAL
        if header & DEFINITION and not header & COMPRESSED:
            shape, offset = _definition(data, offset + 1, developer=bool(header & DEVELOPER))
            shapes[local] = shape
            continue
        if local not in shapes:
            return
        is_point, size, fields = shapes[local]
        offset += 1 + size
        points += is_point
        messages += 1
        values += fields
        if points > MAX_POINTS or messages > MAX_MESSAGES or values > MAX_VALUES:
            raise TooManyPointsError(most=MAX_POINTS)


def _definition(data: bytes, offset: int, *, developer: bool) -> tuple[Shape, int]:
    """Shape of the message defined here, and where the next one begins."""
    if offset + FIXED_BYTES > len(data):
        return (False, 0, 0), len(data)
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
    return (number == RECORD, size, fields), offset
