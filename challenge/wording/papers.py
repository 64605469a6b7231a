"""Papers: slips, the poster, and what a company reads before it signs, as PDF in either language."""

from base64 import b64encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from challenge.domain.pledges import Pledge
from challenge.domain.rules import RuleSet
from challenge.wording import formats, outlines
from challenge.wording.qr import qr_svg
from challenge.wording.text import text
from challenge.wording.typesetting import typeset

BLANK = "_" * 12
"""Drawn where a paper leaves a word to be written by hand."""

Say = Callable[[str], str]
Block = tuple[object, ...]
"""A kind that `papers/note.typ` draws, then its sentences."""


@dataclass(frozen=True, slots=True)
class Slip:
    """One unnamed slip."""

    number: int
    code: str
    """As it is typed, its groups joined by hyphens."""


@dataclass(frozen=True, slots=True)
class SlipSheet:
    """The slips of a company, to be printed, cut and handed out."""

    edition: str
    company: str
    url: str
    """In the QR code."""
    address: str
    """The same in few letters, to be typed."""
    slips: tuple[Slip, ...]


@dataclass(frozen=True, slots=True)
class Poster:
    """What hangs on a company's wall."""

    edition: str
    organiser: str
    company: str
    initials: str
    colour: str
    """Of the disc, as #rrggbb."""
    url: str
    """In the QR code."""
    address: str
    """Where to go without a camera, in few letters."""
    starts_on: date
    ends_on: date
    logo: bytes | None = None
    """A square or wide PNG of ours; None draws the initials."""


@dataclass(frozen=True, slots=True)
class ProjectShare:
    """A project with its share of what nobody assigned otherwise."""

    name: str
    association: str
    purpose: str
    percent: int


@dataclass(frozen=True, slots=True)
class SigningFacts:
    """What the papers before signing say of an edition and of the company that thinks of entering it."""

    edition: str
    organiser: str
    """Who runs the edition and answers for the data."""
    contact: str
    """An address to write to about data."""
    site: str
    """Where the app is, as it is typed."""
    company: str | None
    """None leaves it to be written in."""
    zone: str
    starts_on: date
    ends_on: date
    registration_closes_at: datetime
    locks_at: datetime
    review_ends_at: datetime
    evening_at: datetime
    team_least: int
    team_most: int
    rules: RuleSet
    projects: tuple[ProjectShare, ...]
    made_on: date
    pledge: Pledge | None = None
    """None leaves the promise to be written in."""
    erased_on: date | None = None
    """By then accounts and activities are gone; None leaves it to be written in."""


def draw_slips(sheet: SlipSheet, locale: str) -> bytes:
    """Unnamed slips, twelve to an A4 page with marks to cut by."""
    say = partial(text, locale)
    words = {
        "title": say("slip_paper.title", company=sheet.company),
        "edition": sheet.edition,
        "company": sheet.company,
        "code_label": say("slip_paper.code"),
        "steps": [
            say("slip_paper.go", address=sheet.address),
            say("slip_paper.type"),
            say("slip_paper.choose"),
        ],
        "note": say("slip_paper.keep"),
        "qr": qr_svg(sheet.url, label=sheet.address),
        "qr_label": say("slip_paper.qr", address=sheet.address),
        "slips": [{"number": say("slip_paper.number", number=one.number), "code": one.code} for one in sheet.slips],
    }
    return typeset("slips.typ", words, locale)


def draw_poster(poster: Poster, locale: str) -> bytes:
    """A company's poster on A4, which A3 prints as well."""
    say = partial(text, locale)
    words = {
        "title": [say("poster.title_first"), say("poster.title_second"), say("poster.title_last")],
        "brand": say("app.name"),
        "edition": poster.edition,
        "organiser": say("poster.organiser", organiser=poster.organiser),
        "company": {
            "name": poster.company,
            "initials": poster.initials,
            "colour": poster.colour,
            "logo": _logo(poster.logo),
        },
        "dates": _opening(_span(poster.starts_on, poster.ends_on, locale)),
        "address": poster.address,
        "qr": qr_svg(poster.url, label=poster.address),
        "qr_label": say("poster.qr", company=poster.company),
        "steps": [
            [say("poster.scan"), say("poster.scan_how")],
            [say("poster.move"), say("poster.move_how")],
            [say("poster.give"), say("poster.give_how")],
        ],
        "voluntary": say("poster.voluntary"),
        "private": say("poster.private"),
    }
    return typeset("poster.typ", words, locale)


def draw_works_council_note(facts: SigningFacts, locale: str) -> bytes:
    """What a works council reads before its company signs."""
    return _note("council_note.title", outlines.WORKS_COUNCIL, facts, locale)


def draw_privacy_notice(facts: SigningFacts, locale: str) -> bytes:
    """What a participant is told of their data (GDPR, Article 13)."""
    return _note("privacy_notice.title", outlines.PRIVACY, facts, locale)


def draw_impact_assessment(facts: SigningFacts, locale: str) -> bytes:
    """The organiser's impact assessment to complete (GDPR, Article 35), in the order of the CNIL's template."""
    return _note("impact.title", outlines.IMPACT, facts, locale)


def _note(title: str, outline: outlines.Outline, facts: SigningFacts, locale: str) -> bytes:
    known = _known(facts, locale)

    def say(key: str) -> str:
        return text(locale, key, **known)

    filled = {"rules": _rules(facts.rules, locale), "projects": _projects(facts.projects, locale)}
    words = {
        "title": say(title),
        "brand": say("app.name"),
        "subtitle": say("signing.subtitle"),
        "footer": say("signing.footer"),
        "to_fill": say("signing.to_fill"),
        "blocks": [filled.get(str(kind)) or (kind, *_said(keys, say)) for kind, *keys in outline],
    }
    return typeset("note.typ", words, locale)


def _known(facts: SigningFacts, locale: str) -> dict[str, str]:
    """What sentences may name, as it is written in the language."""
    pledge = facts.pledge
    return {
        "edition": facts.edition,
        "organiser": facts.organiser,
        "contact": facts.contact,
        "site": facts.site,
        "company": facts.company or BLANK,
        "span": _span(facts.starts_on, facts.ends_on, locale),
        "registration_closes": _moment(facts.registration_closes_at, facts.zone, locale),
        "locks": _moment(facts.locks_at, facts.zone, locale),
        "review_ends": _moment(facts.review_ends_at, facts.zone, locale),
        "evening": _moment(facts.evening_at, facts.zone, locale),
        "team_least": formats.number(facts.team_least, locale),
        "team_most": formats.number(facts.team_most, locale),
        "rate": formats.euros(pledge.rate, locale) if pledge else BLANK,
        "fee": formats.euros(pledge.fee, locale) if pledge else BLANK,
        "cap": formats.euros(pledge.cap, locale) if pledge else BLANK,
        "day_cap": formats.number(facts.rules.day_cap, locale),
        "made_on": formats.full_date(facts.made_on, locale),
        "erased_on": formats.full_date(facts.erased_on, locale) if facts.erased_on else BLANK,
    }


def _said(keys: Sequence[outlines.Keys], say: Say) -> list[object]:
    return [say(key) if isinstance(key, str) else _said(key, say) for key in keys]


def _rules(rules: RuleSet, locale: str) -> Block:
    """The same sentences as the page of rules."""
    return (
        "points",
        text(locale, f"rules.lead.{rules.unit}", rate=formats.thousandths(rules.milli_points_per_unit, locale)),
        text(locale, "rules.day_points", points=rules.day_points, minutes=rules.active_day_minutes),
        text(locale, "rules.day_cap", cap=rules.day_cap),
        text(locale, "rules.adapted", rate=formats.thousandths(rules.adapted_milli_points_per_minute, locale)),
    )


def _projects(projects: Iterable[ProjectShare], locale: str) -> Block:
    head = [text(locale, key) for key in ("signing.project", "signing.purpose", "signing.share")]
    rows = [
        [f"{one.name} ({one.association})", one.purpose, text(locale, "signing.percent", percent=one.percent)]
        for one in projects
    ]
    return ("table", head, *rows)


def _span(first: date, last: date, locale: str) -> str:
    if first == last:
        return text(locale, "signing.on", day=formats.full_date(first, locale))
    return text(locale, "signing.from_to", first=formats.full_date(first, locale), last=formats.full_date(last, locale))


def _opening(words: str) -> str:
    """Words as they open a line."""
    return words[:1].upper() + words[1:]


def _moment(value: datetime, zone: str, locale: str) -> str:
    there = value.astimezone(ZoneInfo(zone))
    return text(
        locale,
        "signing.moment",
        day=formats.full_date(there.date(), locale),
        hours=f"{there:%H}",
        minutes=f"{there:%M}",
    )


def _logo(png: bytes | None) -> str | None:
    """A picture as SVG: the one kind that reaches a template in words."""
    if png is None:
        return None
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100"><image width="100" height="100" '
        f'href="data:image/png;base64,{b64encode(png).decode()}"/></svg>'
    )
