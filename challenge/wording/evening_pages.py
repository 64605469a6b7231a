"""The evening on paper: what the hall sees at each step, as pages for a projector without a browser."""

from base64 import b64encode
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import partial

from challenge.domain.money import MicroEuros
from challenge.wording import formats
from challenge.wording.evening import Evening, Page, Purse, Step, Told
from challenge.wording.evening_boards import (
    MOST_ONE_BY_ONE,
    ONE_BY_ONE,
    TEAMS,
    Words,
    draw_race,
    draw_reveal,
    draw_teams,
    one_by_one,
)
from challenge.wording.qr import qr_svg
from challenge.wording.text import text
from challenge.wording.typesetting import typeset

MOST_NEWS = 5
RUNNERS = 6
SPELT = 9
"""Up to here numbers are written out."""


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
    if any(step.page is Page.REVEAL and len(step.rows) > one_by_one(step) for step in evening.steps):
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
    aim = say("screen.goal", euros=whole(evening.goal)) if evening.goal else ""
    people = say("screen.people", n=evening.participants, people=formats.number(evening.participants, locale))
    end = max([evening.goal, *(sum_of for sum_of, _ in evening.milestones), MicroEuros(1)])
    passed = [one for one in evening.milestones if one[0] <= evening.raised]
    ahead = [one for one in evening.milestones if one[0] > evening.raised]
    left = MicroEuros(ahead[0][0] - evening.raised) if ahead else MicroEuros(max(0, evening.goal - evening.raised))
    return {
        "lead": say("screen.raised_for", n=len(evening.projects)),
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
        "passed": _milestone(say("screen.passed"), passed[-1:], locale),
        "next": _milestone(say("screen.next"), ahead[:1], locale),
        "left": f"{say('screen.next_milestone_in' if ahead else 'screen.next_goal_in')} {whole(left)}" if left else "",
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


def _news(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    items = [{"kind": told.kind, "words": tell(told, locale)} for told in evening.news[:MOST_NEWS]]
    yield {
        "kind": step.page,
        "title": text(locale, "screen.good_news"),
        "items": items,
        "quiet": "" if items else text(locale, "screen.nothing_yet"),
    }


def tell(told: Told, locale: str) -> str:
    """A piece of good news in the words of the screen: whom it is about first, then what."""
    facts, say = told.facts, partial(text, locale)
    lead = told.name or say(f"screen.news_lead.{told.kind}")
    climbed = facts.get("by", 0)
    known = {
        "company": told.company,
        "n": climbed,
        "places": say(f"screen.number.{climbed}") if 1 <= climbed <= SPELT else formats.number(climbed, locale),
        "rank": formats.rank(facts.get("rank", 0), locale),
        "euros": formats.whole_euros(MicroEuros(facts.get("micro_euros", 0)), locale),
        "percent": formats.number(facts.get("percent", 0), locale),
        "title": facts.get("title", ""),
    }
    return lead + say(f"screen.news.{told.kind}", **known)


def _sponsors(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    plates = [
        {"name": one.name, "line": one.line, "logo": _picture(one.logo) if one.logo else None}
        for one in evening.sponsors
    ]
    yield {
        "kind": step.page,
        "title": text(locale, "screen.thanks_to"),
        "plates": plates,
        "quiet": "" if plates else text(locale, "screen.nothing_yet"),
    }


def _projects(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    title = text(locale, "screen.what_it_does")
    quiet = "" if evening.projects else text(locale, "screen.nothing_yet")
    yield {"kind": step.page, "title": title, "quiet": quiet}


def _join(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    say, address = partial(text, locale), evening.url.partition("://")[2].rstrip("/")
    yield {
        "kind": step.page,
        "title": say("screen.join"),
        "ways": [say("screen.join_scan"), say("screen.join_team"), say("screen.join_move")],
        "address": address,
        "qr": qr_svg(evening.url, label=address),
        "qr_label": say("screen.join_code"),
    }


def _holding(evening: Evening, step: Step, locale: str) -> Iterator[Words]:
    when = _moment(evening.evening_at, evening, locale)
    discs = [{"name": name, "initials": disc.initials, "colour": disc.colour} for name, disc in evening.discs.items()]
    yield {"kind": step.page, "title": evening.name, "lead": text(locale, "screen.soon"), "when": when} | {
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
    Page.RACE: draw_race,
    Page.TEAMS: draw_teams,
    Page.COUNTER: _titled("evening_paper.counter"),
    Page.PROJECTS: _projects,
    Page.NEWS: _news,
    Page.SPONSORS: _sponsors,
    Page.JOIN: _join,
    Page.PATTERN: _titled("screen.pattern"),
    Page.FREEZE: _titled("evening_paper.freeze", "evening_paper.freeze_why"),
    Page.REVEAL: draw_reveal,
    Page.CELEBRATE: _titled("screen.bravo"),
    Page.END_FREEZE: _titled("evening_paper.end_freeze", "evening_paper.end_freeze_why"),
}
