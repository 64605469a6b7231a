"""A day as every page shows it: activities, what the day adds, euros."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, timedelta

from challenge.domain.scoring import DayLineKind
from challenge.services.explanations import ActivityExplained, DayExplained
from challenge.services.outing_links import Links, read_links
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats


def draw_day(
    visitor: Visitor, day: DayExplained, cap: int, *, today: date, links: Mapping[int, Links] | None = None
) -> None:
    """A day with its score lines, from raw value to euro; each outing's activities stand together."""
    together = replace(day, activities=in_outings(day.activities))
    facts = {
        "links": links_of(visitor, [day]) if links is None else links,
        "capped": any(line.kind is DayLineKind.DAY_CAP for line, _ in day.lines),
        "title": day_title(visitor, day.day, today),
    }
    draw("day.html", visitor.locale, day=together, cap=cap, **facts)


def links_of(visitor: Visitor, days: Iterable[DayExplained]) -> dict[int, Links]:
    """What the activities of some days are to each other, and to those of other days."""
    ids = [key for day in days for key in (*(row.id for row in day.activities), *(row.id for row in day.left))]
    return read_links(visitor.database, visitor.signed_in, visitor.place, ids) if ids else {}


def in_outings(activities: Iterable[ActivityExplained]) -> list[ActivityExplained]:
    """Activities in their order, each followed by those of the same outing that do not count."""
    rows = list(activities)
    ids = {row.id for row in rows}
    behind: defaultdict[int | None, list[ActivityExplained]] = defaultdict(list)
    for row in rows:
        behind[row.same_as if row.same_as in ids else None].append(row)
    return [each for row in behind[None] for each in (row, *behind[row.id])]


def day_title(visitor: Visitor, day: date, today: date) -> str:
    """Today, yesterday, or the date in words."""
    if day == today:
        return visitor.say("day.today")
    if day == today - timedelta(days=1):
        return visitor.say("day.yesterday")
    return formats.day(day, visitor.locale).capitalize()
