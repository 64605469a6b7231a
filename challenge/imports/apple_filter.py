"""Apple filter: of an export's gigabytes only the elements that can count, found without reading the others.

Heart rate, energy and the rest are most of an export. `<` stands in no attribute and no text of an XML, so where its
tags begin is known without parsing; what is kept goes whole to the parser, which judges it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from challenge.errors import DamagedFileError, ForbiddenXmlError
from challenge.imports.apple_steps import STEP_COUNT
from challenge.imports.large_limits import MAX_ELEMENT_BYTES

STEPS = STEP_COUNT.encode()
ELEMENTS = (
    (b"Record", re.compile(rb"<Record\s")),
    (b"Workout", re.compile(rb"<Workout\s")),
    (b"Correlation", re.compile(rb"<Correlation[\s>]")),
)
"""Records of steps are looked for by their type; a correlation holds copies of records that stand beside it as well."""
NEEDLES = (STEPS, b"<Workout", b"<Correlation")
TAG = re.compile(rb"<(?:[^\"'<>]++|\"[^\"<]*+\"|'[^'<]*+')*+>")
CLOSING = {name: re.compile(rb"</" + name + rb"\s*>") for name, _ in ELEMENTS}
START_DAY = re.compile(rb"\sstartDate=\"((?:19|20)\d\d-[01]\d-[0-3]\d)")
"""Of so few centuries that the days outside can be counted in little memory, whatever is written."""
ROOT_END = re.compile(rb"</HealthData\s*>\s*")
NO_ELEMENT = re.compile(rb"<[!?]")
REMARKS = ((b"<!--", b"-->"), (b"<![CDATA[", b"]]>"), (b"<?", b"?>"))
LONGEST_MARK = 9
SLACK = timedelta(days=2)
"""No two clocks on earth are further apart: a day beyond it is outside, whatever its clock."""


class AppleFilter:
    """Takes an export as it is unpacked, from its root's tag on, and gives whole elements."""

    def __init__(self, first: date, last: date) -> None:
        self._days = (first - SLACK).isoformat().encode(), (last + SLACK).isoformat().encode()
        self._carry = b""
        """What cannot be judged before more is seen: the last tag, a remark that has not ended."""
        self._open: _Open | None = None
        self.workouts_outside = 0
        self.days_outside: set[bytes] = set()
        """Days with steps, as the export writes them."""
        self.whole = False
        """The end of the root was seen."""

    def elements(self, piece: bytes) -> Iterator[bytes]:
        """Workouts and records of steps that end in this piece; raises DamagedFileError, ForbiddenXmlError."""
        data, unended = _without_remarks(self._carry + piece)
        cut = len(data) if unended else max(data.rfind(b"<"), 0)
        self._carry = data[cut:] + unended
        if len(self._carry) > MAX_ELEMENT_BYTES:
            raise DamagedFileError
        return self._elements(data[:cut])

    def close(self) -> Iterator[bytes]:
        """There is no more: what ends with the last tag, and whether the root was ended."""
        yield from self._elements(self._carry)
        self.whole = self._open is None and bool(ROOT_END.fullmatch(self._carry))

    def _elements(self, data: bytes) -> Iterator[bytes]:
        place, ahead = 0, _Ahead(data)
        while True:
            if self._open:
                place = self._open.take(data, place)
                if not self._open.ended:
                    return
                if self._open.kept:
                    yield b"".join(self._open.kept)
                self._open = None
            found = ahead.after(place)
            if found == len(data):
                return
            tag = _tag_round(data, place, found)
            place = max(tag.end(), found + 1)
            self._open = self._opened(tag[0])

    def _opened(self, tag: bytes) -> "_Open | None":
        """The element a tag begins, where it is one of those looked for."""
        name = next((name for name, begins in ELEMENTS if begins.match(tag)), None)
        if name is None or (name == b"Record" and STEPS not in tag):
            return None
        kept = name != b"Correlation" and self._may_lie_inside(name, tag)
        return _Open(CLOSING[name], [tag] if kept else [], ended=tag.endswith(b"/>"))

    def _may_lie_inside(self, name: bytes, tag: bytes) -> bool:
        day = START_DAY.search(tag)
        if day is None or self._days[0] <= day[1] <= self._days[1]:
            return True
        if name == b"Workout":
            self.workouts_outside += 1
        else:
            self.days_outside.add(day[1])
        return False


class _Ahead:
    """Where the next of the words stands by which elements are found."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._places = [-1] * len(NEEDLES)

    def after(self, place: int) -> int:
        """The first at or behind a place; the length of the data where there is none."""
        for index, needle in enumerate(NEEDLES):
            if self._places[index] < place:
                found = self._data.find(needle, place)
                self._places[index] = found if found >= 0 else len(self._data)
        return min(self._places)


@dataclass(slots=True)
class _Open:
    """An element whose end has not been seen yet."""

    closing: re.Pattern[bytes]
    kept: list[bytes]
    """What was seen of it; nothing of one that is passed over."""
    ended: bool

    def take(self, data: bytes, place: int) -> int:
        """Take what belongs to it; gives the place behind, raises DamagedFileError for one beyond reason."""
        if self.ended:
            return place
        end = self.closing.search(data, place)
        self.ended = end is not None
        behind = end.end() if end else len(data)
        if self.kept:
            self.kept.append(data[place:behind])
            if sum(map(len, self.kept)) > MAX_ELEMENT_BYTES:
                raise DamagedFileError
        return behind


def _tag_round(data: bytes, place: int, found: int) -> re.Match[bytes]:
    """The tag in which a word was found; raises DamagedFileError where it stands in none."""
    start = data.rfind(b"<", place, found + 1)
    tag = TAG.match(data, start) if start >= 0 else None
    if tag is None:
        raise DamagedFileError
    return tag


def _without_remarks(data: bytes) -> tuple[bytes, bytes]:
    """Without comments and the like, and what of them has not ended; raises ForbiddenXmlError for a declaration."""
    pieces, place = [], 0
    while mark := NO_ELEMENT.search(data, place):
        pieces.append(data[place : mark.start()])
        end = _end_of_remark(data, mark.start())
        if end is None:
            return b"".join(pieces), data[mark.start() :]
        place = end
    return b"".join([*pieces, data[place:]]) if pieces else data, b""


def _end_of_remark(data: bytes, start: int) -> int | None:
    for beginning, ending in REMARKS:
        if data.startswith(beginning, start):
            end = data.find(ending, start + len(beginning))
            return end + len(ending) if end >= 0 else None
    if len(data) - start < LONGEST_MARK:
        return None
    raise ForbiddenXmlError
