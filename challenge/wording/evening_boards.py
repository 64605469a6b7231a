"""Boards of the evening on paper: races, teams, and a board that is uncovered page by page."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from typing import Any

from challenge.domain.standings import Place
from challenge.wording import formats
from challenge.wording.evening import Evening, Step
from challenge.wording.text import text

Words = dict[str, Any]

TEAMS = "teams"
ROWS_OF_A_RACE = 8
FIRST_TEAMS = 10
ONE_BY_ONE = {TEAMS: 10}
MOST_ONE_BY_ONE = 20
"""Rows uncovered by a page each; what lies behind them is uncovered before. Of teams there are more than patience."""
SLOTS = 9
"""Rows in sight while a board is uncovered, and how many of them at least are covered ones."""
COVERED_IN_SIGHT = 3
SHARE_OF_LANE = 0.9
"""How far the first of a board has come."""
WARM_RANKS = 3
NO_RANK = "\u2013"


def draw_race(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    """As many pages as the class needs, so that every company is seen."""
    for first in range(0, len(step.rows), ROWS_OF_A_RACE):
        shown = step.rows[first : first + ROWS_OF_A_RACE]
        facts = {"first": first + 1, "last": first + len(shown), "n": len(step.rows)}
        part = text(locale, "screen.part", **facts) if len(step.rows) > ROWS_OF_A_RACE else ""
        yield _board(step, _board_name(step, locale), part, locale) | {"rows": _rows(evening, step, shown, locale)}


def draw_teams(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    """The first teams, where there are any with figures."""
    shown = [place for place in step.rows if place.rank is not None][:FIRST_TEAMS]
    if shown:
        title = text(locale, "screen.first_teams")
        yield _board(step, title, "", locale) | {"rows": _rows(evening, step, shown, locale)}


def draw_reveal(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    """A page for each row that is uncovered, from last to first, with what lies between it and the one below."""
    say = partial(text, locale)
    rows = _rows(evening, step, step.rows, locale)
    for covered in reversed(range(min(len(rows), one_by_one(step)))):
        blanks = min(covered, max(COVERED_IN_SIGHT, SLOTS - (len(rows) - covered)))
        newest, place = rows[covered], step.rows[covered]
        yield {
            "kind": step.page,
            "title": _board_name(step, locale),
            "second": say("screen.final_order"),
            "part": say("screen.still_covered", n=covered) if covered else "",
            "blanks": [str(number + 1) for number in range(covered - blanks, covered)],
            "rows": rows[covered : covered + SLOTS - blanks],
            "newest": newest | {"rank": formats.rank(place.rank or 0, locale)},
            "gap": _gap(place, step.rows[covered + 1 : covered + 2], locale),
            "winner": covered == 0,
        }


def one_by_one(step: Step) -> int:
    """How many rows of a board are uncovered by a page each."""
    return ONE_BY_ONE.get(step.board, MOST_ONE_BY_ONE)


def _gap(place: Place, below: Sequence[Place], locale: str) -> str:
    say = partial(text, locale)
    for other in below:
        points, name = place.regularity - other.regularity, other.contender.name
        if points > 0:
            return say("screen.ahead_of", n=points, name=name)
        return say("screen.level_with", name=name)
    return say("screen.closes_the_march")


def _board_name(step: Step, locale: str) -> str:
    return text(locale, "screen.all_teams" if step.board == TEAMS else f"screen.class_{step.board}")


def _board(step: Step, title: str, part: str, locale: str) -> Words:
    second = text(locale, "screen.regularity")
    return {"kind": step.page, "title": title, "second": second, "part": part, "frozen": step.frozen}


def _rows(evening: Evening, step: Step, shown: Iterable[Place], locale: str) -> list[Words]:
    most = max([place.regularity for place in step.rows if place.rank is not None] or [0]) or 1
    return [_row(evening, place, SHARE_OF_LANE * place.regularity / most, locale) for place in shown]


def _row(evening: Evening, place: Place, share: float, locale: str) -> Words:
    """A row of a board; one whose figures are withheld says so and has none."""
    row, withheld = place.contender, place.rank is None
    company = "" if row.disc else row.group
    disc = row.disc or evening.discs.get(company)
    beside = formats.whole_euros(row.euros, locale)
    if withheld or row.withdrawn:
        beside = text(locale, "screen.withheld" if withheld else "screen.withdrawn")
    return {
        "rank": NO_RANK if place.rank is None else str(place.rank),
        "warm": place.rank is not None and place.rank <= WARM_RANKS,
        "name": row.name,
        "company": company,
        "initials": disc.initials if disc else "",
        "colour": disc.colour if disc else "#54677d",
        "share": 0.0 if withheld else share,
        "percent": "" if withheld else formats.share_of(place.regularity, locale),
        "beside": beside,
    }
