"""Frames: a snapshot as it goes over the wire, plain and packed, made once for everybody who takes it."""

import zlib
from dataclasses import dataclass
from typing import Self

from challenge.services.live import Snapshot

GZIP_HEADER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\xff"
"""What a gzip body begins with."""
LAST_BLOCK = b"\x03\x00"
WORD = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Frame:
    """A piece of an answer, and the same as a part of a gzip body that refers to nothing before it."""

    plain: bytes
    packed: bytes

    @classmethod
    def of(cls, plain: bytes) -> Self:
        """Pack a piece."""
        squeezer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
        return cls(plain, squeezer.compress(plain) + squeezer.flush(zlib.Z_FULL_FLUSH))

    def __add__(self, other: "Frame") -> "Frame":
        return Frame(self.plain + other.plain, self.packed + other.packed)


EVENT_END = Frame.of(b"\n\n")
BEAT = Frame.of(b"event: beat\ndata: {}\n\n")


@dataclass(frozen=True, slots=True)
class Issue:
    """A snapshot in both forms in which it is handed out; its body is packed once for both."""

    snapshot: Snapshot
    event: Frame
    """As an event of a stream, its id the revision."""
    page: Frame
    """As a whole answer."""

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """Make a snapshot ready to be sent."""
        body = Frame.of(snapshot.body)
        head = Frame.of(b"id: %d\nevent: snapshot\ndata: " % snapshot.revision)
        return cls(snapshot, head + body + EVENT_END, Frame(snapshot.body, _whole(body)))

    @property
    def etag(self) -> str:
        """Weak, because plain and packed share it."""
        return f'W/"{self.snapshot.tag}"'


def _whole(body: Frame) -> bytes:
    """A gzip body of one part, with the sum and length that it ends with."""
    check = zlib.crc32(body.plain).to_bytes(4, "little")
    length = (len(body.plain) & WORD).to_bytes(4, "little")
    return GZIP_HEADER + body.packed + LAST_BLOCK + check + length
