"""Track points: those of a GPX or TCX file, a piece of the file and a column of the piece at a time."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter, methodcaller

import numpy as np
from lxml import etree

from challenge.errors import TooManyPointsError
from challenge.imports.columns import moments, numbers
from challenge.imports.limits import MAX_PIECES, MAX_POINTS
from challenge.imports.markup import name_of, tags, whole_elements
from challenge.imports.points import UNKNOWN, Floats

SEGMENT = 5
"""Column of a row."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Where a format says what of a point: the path of an element below it, or an attribute behind an `@`."""

    point: str
    time: str
    figures: tuple[str, ...]
    """Latitude, longitude, altitude, and the distance so far where the format knows it."""
    places: tuple[str, ...]
    """Elements in which points stand; each of them is a piece of the recording of its own."""


def runs(data: bytes, shape: Shape, others: tuple[str, ...]) -> Iterator[tuple[etree._Element, Floats | None]]:
    """Rows of points that follow each other, with the place they stand in; places and others themselves, without rows.

    Raises TooManyPointsError, and DamagedFileError after the last sound element.
    """
    outer, segment, pieces, count = None, 0, 0, 0
    for elements in whole_elements(data, (shape.point, *shape.places, *others), unit=shape.point):
        points = [element for element in elements if name_of(element) == shape.point]
        chosen = set(points)
        count += len(points)
        pieces += sum(name_of(element) in shape.places for element in elements if element not in chosen)
        if count > MAX_POINTS or pieces > MAX_PIECES:
            raise TooManyPointsError(most=MAX_POINTS)
        rows = _rows(points, shape)
        for are_points, group in groupby(elements, chosen.__contains__):
            if not are_points:
                yield from ((element, None) for element in group)
                continue
            for place, run in groupby(_places(group, shape), itemgetter(0)):
                segment += place is not outer
                outer = place
                size = sum(size for _, size in run)
                rows[:size, SEGMENT] = segment
                yield place, rows[:size]
                rows = rows[size:]


def enclosing(element: etree._Element, name: str) -> etree._Element | None:
    """The innermost element of this name that it is or stands in."""
    return element if name_of(element) == name else next(element.iterancestors(f"{{*}}{name}"), None)


def _places(points: Iterable[etree._Element], shape: Shape) -> Iterator[tuple[etree._Element, int]]:
    """In which piece of the recording how many points stand, also where a damage put something between."""
    for parent, run in groupby(points, methodcaller("getparent")):
        found = parent if name_of(parent) in shape.places else next(parent.iterancestors(*tags(shape.places)), parent)
        yield found, len(list(run))


def _rows(points: Sequence[etree._Element], shape: Shape) -> Floats:
    rows = np.full((len(points), SEGMENT + 1), UNKNOWN)
    if points:
        rows[:, 0] = moments(_texts(points, shape.time))
        for column, path in enumerate(shape.figures, 1):
            rows[:, column] = numbers(_texts(points, path))
    return rows


def _texts(points: Sequence[etree._Element], path: str) -> list[str | None]:
    """What each point says there, the first time that it says it; None where it does not."""
    if path.startswith("@"):
        return [point.get(path[1:]) for point in points]
    *outer, name = path.split("/")
    owners: list[etree._Element | None] = []
    texts: list[str | None] = []
    # One element at a time: a list of them all would keep the collector of garbage busy.
    for element in points[0].getroottree().getroot().iterdescendants(f"{{*}}{name}"):
        owner = element.getparent()
        for _ in outer:
            owner = None if owner is None else owner.getparent()
        owners.append(owner)
        texts.append(element.text)
    since = owners.index(points[0]) if points[0] in owners else 0
    until = since + len(points)
    if owners[since:until] == points:
        return texts[since:until]
    said = dict(zip(reversed(owners), reversed(texts), strict=True))
    return [said.get(point) for point in points]
