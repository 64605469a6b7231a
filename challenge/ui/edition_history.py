"""The history of an edition: every change in words, with what was before, who made it and why."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from challenge.services.edition_changes import read_history
from challenge.services.editions import EditionView
from challenge.ui.html import draw
from challenge.ui.visitor import Visitor
from challenge.wording import formats

RULES, WEIGHTS = "rules", "sport_percents"
Line = tuple[str, str, str]
"""What changed, from what, to what."""


def draw_history(visitor: Visitor, edition: EditionView) -> None:
    """Every change, the newest first."""
    changes = read_history(visitor.database, visitor.signed_in, edition.id)
    lines = [(change, _lines(visitor, edition, change.before, change.after)) for change in changes]
    if lines:
        draw("edition_history.html", visitor.locale, changes=lines, zone=edition.zone)
    else:
        draw("note.html", visitor.locale, kind="empty", words=visitor.say("edition.history_empty"))


def _lines(visitor: Visitor, edition: EditionView, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Line]:
    """The fields of a change; of a rule set only the figures that are others, weights of sports not one by one."""
    old, new = before.get(RULES, before), after.get(RULES, after)
    changed = [name for name in new if name != WEIGHTS and old.get(name) != new[name]]
    return [
        (
            visitor.say(f"edition.field.{name}").capitalize(),
            _spoken(visitor, edition, name, old.get(name)),
            _spoken(visitor, edition, name, new[name]),
        )
        for name in changed
    ]


def _spoken(visitor: Visitor, edition: EditionView, name: str, value: Any) -> str:
    """A stored value as the language writes it."""
    say, locale = visitor.say, visitor.locale
    written: dict[str, Callable[[Any], str]] = {
        "name": str,
        "state": lambda state: say(f"edition.state.{state}"),
        "unit": lambda unit: say(f"edition.unit.{unit}"),
        "goal": lambda goal: formats.whole_euros(goal, locale),
        "milli_points_per_unit": lambda rate: formats.thousandths(rate, locale),
        "adapted_milli_points_per_minute": lambda rate: formats.thousandths(rate, locale),
        "projects": lambda projects: _split(visitor, projects),
    }
    if name.endswith("_at"):
        return formats.moment(datetime.fromisoformat(value).astimezone(edition.zone), locale)
    if name.endswith("_on"):
        return formats.full_date(date.fromisoformat(value), locale)
    return written.get(name, lambda figure: formats.number(figure, locale))(value)


def _split(visitor: Visitor, projects: list[Mapping[str, Any]]) -> str:
    shares = (visitor.say("projects.share", name=row["name"], percent=row["share_percent"]) for row in projects)
    return ", ".join(shares) or visitor.say("projects.none")
