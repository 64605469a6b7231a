"""A day as every page shows it: activities, what the day adds, euros."""

from datetime import date, timedelta

from challenge.domain.scoring import DayLineKind
from challenge.services.explanations import DayExplained
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats


def draw_day(visitor: Visitor, day: DayExplained, cap: int, *, today: date) -> None:
    """A day with its score lines, from raw value to euro."""
    capped = any(line.kind is DayLineKind.DAY_CAP for line, _ in day.lines)
    draw("day.html", visitor.locale, day=day, cap=cap, capped=capped, title=day_title(visitor, day.day, today))


def day_title(visitor: Visitor, day: date, today: date) -> str:
    """Today, yesterday, or the date in words."""
    if day == today:
        return visitor.say("day.today")
    if day == today - timedelta(days=1):
        return visitor.say("day.yesterday")
    return formats.day(day, visitor.locale).capitalize()
