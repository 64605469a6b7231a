"""The evening on paper: what the hall sees at each step, as pages for a projector without a browser."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from challenge.domain.money import MicroEuros
from challenge.domain.standings import Place
from challenge.wording import formats
from challenge.wording.evening import Evening, Page, Purse, Step, Told
from challenge.wording.qr import qr_svg
from challenge.wording.text import text
from challenge.wording.typesetting import typeset

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
MOST_NEWS = 5
RUNNERS = 6
NO_RANK = "\u2013"
Words = dict[str, Any]


def draw_evening(evening: Evening, locale: str) -> bytes:
    """The evening as pages of 16 to 9: a cover for whoever steers, then what the hall sees at each step."""
    say = partial(text, locale)
    pages = [page for step in evening.steps for page in _DRAWN[step.page](evening, step, locale)]
    key = "evening_paper.stamp_provisional" if evening.provisional else "evening_paper.stamp"
    words = {
        "title": say("evening_paper.title", edition=evening.name),
        "brand": say("app.name"),
        "edition": evening.name,
        "stamp": say(key, moment=_moment(evening.at, evening, locale)),
        "frozen": _frozen(evening, locale),
        "cover": _cover(evening, len(pages), locale),
        "panel": _panel(evening, locale),
        "logos": {name: _picture(png) for name, png in evening.logos.items()},
        "pages": pages,
    }
    return typeset("evening.typ", words, locale)


def _cover(evening: Evening, pages: int, locale: str) -> Words:
    say = partial(text, locale)
    notes = [say("evening_paper.use", n=pages), say("evening_paper.figures")]
    if any(step.page is Page.REVEAL and len(step.rows) > _one_by_one(step) for step in evening.steps):
        notes.append(say("evening_paper.shortened", teams=ONE_BY_ONE[TEAMS], companies=MOST_ONE_BY_ONE))
    return {
        "for": say("evening_paper.for"),
        "title": say("evening_paper.cover"),
        "when": _moment(evening.evening_at, evening, locale),
        "warning": say("evening_paper.warning"),
        "notes": notes,
    }


def _panel(evening: Evening, locale: str) -> Words:
    """The euros on their way to the goal, as they stand beside every race."""
    say, whole = partial(text, locale), partial(formats.whole_euros, locale=locale)
    aim = say("evening_paper.goal", euros=whole(evening.goal)) if evening.goal else ""
    people = say("evening_paper.people", n=evening.participants, people=formats.number(evening.participants, locale))
    end = max([evening.goal, *(sum_of for sum_of, _ in evening.milestones), MicroEuros(1)])
    passed = [one for one in evening.milestones if one[0] <= evening.raised]
    ahead = [one for one in evening.milestones if one[0] > evening.raised]
    left = MicroEuros(ahead[0][0] - evening.raised) if ahead else MicroEuros(max(0, evening.goal - evening.raised))
    return {
        "lead": say("evening_paper.raised_for", n=len(evening.projects)),
        "sum": whole(evening.raised).replace("€", "").strip(),
        "euro_first": not whole(evening.raised).endswith("€"),
        "below": " · ".join(filter(None, (aim, people))),
        "share": min(1.0, evening.raised / end),
        "marks": [
            {
                "at": sum_of / end,
                "label": whole(sum_of),
                "title": title,
                "passed": sum_of <= evening.raised,
            }
            for sum_of, title in evening.milestones
        ],
        "passed": _milestone(say("evening_paper.passed"), passed[-1:], locale),
        "next": _milestone(say("evening_paper.next"), ahead[:1], locale),
        "left": say("evening_paper.to_milestone" if ahead else "evening_paper.to_goal", euros=whole(left))
        if left
        else "",
        "projects": [_purse(purse, locale) for purse in evening.projects],
    }


def _milestone(label: str, milestones: Sequence[tuple[MicroEuros, str]], locale: str) -> Words | None:
    for sum_of, title in milestones:
        return {"label": label, "euros": formats.whole_euros(sum_of, locale), "title": title}
    return None


def _purse(purse: Purse, locale: str) -> Words:
    return {
        "name": purse.name,
        "association": purse.association,
        "purpose": purse.purpose,
        "euros": formats.whole_euros(purse.euros, locale),
    }


def _race(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    """As many pages as the class needs, so that every company is seen."""
    for first in range(0, len(step.rows), ROWS_OF_A_RACE):
        shown = step.rows[first : first + ROWS_OF_A_RACE]
        facts = {"first": first + 1, "last": first + len(shown), "all": len(step.rows)}
        part = text(locale, "evening_paper.part", **facts) if len(step.rows) > ROWS_OF_A_RACE else ""
        yield _board(step, text(locale, f"evening_paper.board.{step.board}"), part, locale) | {
            "rows": _rows(evening, step, shown, locale)
        }


def _teams(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    shown = [place for place in step.rows if place.rank is not None][:FIRST_TEAMS]
    if shown:
        title = text(locale, "evening_paper.first_teams")
        yield _board(step, title, "", locale) | {"rows": _rows(evening, step, shown, locale)}


def _board(step: Step, title: str, part: str, locale: str) -> Words:
    second = text(locale, "evening_paper.regularity")
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
        beside = text(locale, "evening_paper.withheld" if withheld else "evening_paper.withdrawn")
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


def _reveal(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    """A page for each row that is uncovered, from last to first, with what lies between it and the one below."""
    say, board = partial(text, locale), f"evening_paper.board.{step.board}"
    rows = _rows(evening, step, step.rows, locale)
    for covered in reversed(range(min(len(rows), _one_by_one(step)))):
        blanks = min(covered, max(COVERED_IN_SIGHT, SLOTS - (len(rows) - covered)))
        newest, place = rows[covered], step.rows[covered]
        yield {
            "kind": step.page,
            "title": say(board),
            "second": say("evening_paper.from_the_last"),
            "part": say("evening_paper.still_covered", n=covered) if covered else "",
            "blanks": [str(number + 1) for number in range(covered - blanks, covered)],
            "rows": rows[covered : covered + SLOTS - blanks],
            "newest": newest | {"rank": formats.rank(place.rank or 0, locale)},
            "gap": _gap(place, step.rows[covered + 1 : covered + 2], locale),
            "winner": covered == 0,
        }


def _one_by_one(step: Step) -> int:
    return ONE_BY_ONE.get(step.board, MOST_ONE_BY_ONE)


def _gap(place: Place, below: Sequence[Place], locale: str) -> str:
    say = partial(text, locale)
    for other in below:
        points, name = place.regularity - other.regularity, other.contender.name
        if points > 0:
            return say("evening_paper.ahead_of", n=points, name=name)
        return say("evening_paper.level_with", name=name)
    return say("evening_paper.closes_the_march")


def _news(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    items = [{"kind": told.kind, "words": tell(told, locale)} for told in evening.news[:MOST_NEWS]]
    yield {
        "kind": step.page,
        "title": text(locale, "evening_paper.news"),
        "items": items,
        "quiet": "" if items else text(locale, "evening_paper.nothing_yet"),
    }


def tell(told: Told, locale: str) -> str:
    """A piece of good news as a sentence."""
    facts, whole = told.facts, partial(formats.whole_euros, locale=locale)
    is_first = facts.get("rank") == 1
    key = told.kind.replace("_climbed", "_first") if is_first else told.kind
    known = {
        "name": told.name,
        "company": told.company,
        "n": facts.get("by", 0),
        "rank": formats.rank(facts.get("rank", 0), locale),
        "euros": whole(MicroEuros(facts.get("micro_euros", 0))),
        "percent": f"{facts.get('percent', 0)}\xa0%" if locale == "fr" else f"{facts.get('percent', 0)}%",
        "title": facts.get("title", ""),
    }
    return text(locale, f"news.{key}", **known)


def _sponsors(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    plates = [
        {"name": one.name, "line": one.line, "logo": _picture(one.logo) if one.logo else None}
        for one in evening.sponsors
    ]
    yield {
        "kind": step.page,
        "title": text(locale, "evening_paper.sponsors"),
        "plates": plates,
        "quiet": "" if plates else text(locale, "evening_paper.nothing_yet"),
    }


def _projects(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    title = text(locale, "evening_paper.projects")
    quiet = "" if evening.projects else text(locale, "evening_paper.nothing_yet")
    yield {"kind": step.page, "title": title, "quiet": quiet}


def _join(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    say, address = partial(text, locale), evening.url.partition("://")[2].rstrip("/")
    yield {
        "kind": step.page,
        "title": say("evening_paper.join"),
        "ways": [say("evening_paper.join_scan"), say("evening_paper.join_team"), say("evening_paper.join_move")],
        "address": address,
        "qr": qr_svg(evening.url, label=address),
        "qr_label": say("evening_paper.join_qr", address=address),
    }


def _holding(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    when = _moment(evening.evening_at, evening, locale)
    discs = [{"name": name, "initials": disc.initials, "colour": disc.colour} for name, disc in evening.discs.items()]
    yield {"kind": step.page, "title": evening.name, "lead": text(locale, "evening_paper.soon"), "when": when} | {
        "discs": discs[:RUNNERS]
    }


def _message(_evening: Evening, step: Step, _locale: str) -> Iterator[Words]:
    yield {"kind": step.page, "title": step.saying}


def _titled(key: str, second: str = "") -> Callable[[Evening, Step, str], Iterator[Words]]:
    """A page of one title, and a second line where there is one."""

    def draw(_evening: Evening, step: Step, locale: str) -> Iterator[Words]:
        yield {"kind": step.page, "title": text(locale, key), "second": text(locale, second) if second else ""}

    return draw


def _picture(png: bytes) -> str:
    """A picture as SVG: the one kind that reaches a template in words."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image width="100" height="100" '
        f'href="data:image/png;base64,{b64encode(png).decode()}"/></svg>'
    )


def _frozen(evening: Evening, locale: str) -> str:
    if evening.frozen_at is None:
        return text(locale, "evening_paper.frozen")
    return text(
        locale,
        "evening_paper.frozen_since",
        moment=formats.moment(evening.frozen_at.astimezone(evening.zone), locale),
    )


def _moment(value: datetime, evening: Evening, locale: str) -> str:
    there = value.astimezone(evening.zone)
    day = formats.full_date(there.date(), locale)
    return text(locale, "evening_paper.moment", day=day, hours=f"{there:%H}", minutes=f"{there:%M}")


_DRAWN: dict[Page, Callable[[Evening, Step, str], Iterator[Words]]] = {
    Page.HOLDING: _holding,
    Page.MESSAGE: _message,
    Page.RACE: _race,
    Page.TEAMS: _teams,
    Page.COUNTER: _titled("evening_paper.counter"),
    Page.PROJECTS: _projects,
    Page.NEWS: _news,
    Page.SPONSORS: _sponsors,
    Page.JOIN: _join,
    Page.PATTERN: _titled("evening_paper.pattern"),
    Page.FREEZE: _titled("evening_paper.freeze", "evening_paper.freeze_why"),
    Page.REVEAL: _reveal,
    Page.CELEBRATE: _titled("evening_paper.celebrate"),
    Page.END_FREEZE: _titled("evening_paper.end_freeze", "evening_paper.end_freeze_why"),
}
