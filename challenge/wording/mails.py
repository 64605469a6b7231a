"""Mails: what each one says, as a subject, a plain text and an HTML in the house's look."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from css_inline import CSSInliner

from challenge.wording.templating import render
from challenge.wording.text import text

_BREAKS = re.compile(r"(?:[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]|[^\S\xa0\u202f])+")
_INSIDE_WORDS = re.compile(r"(?<=\w)([.@])(?=\w)|(?<=:)(?=//)")
_inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)

NAMES = frozenset({"company", "team", "edition", "inviter", "place"})
"""Facts that somebody chose as a name: mail programs must not make a link of one."""


@dataclass(frozen=True, slots=True)
class MailWords:
    """A mail in one language."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a mail needs and in which order it says it; its sentences are `mail.<template>.<name>`."""

    facts: tuple[str, ...] = ()
    """What must be known; `url` becomes the one button."""
    before: tuple[str, ...] = ()
    figure: str | None = None
    """The fact shown large."""
    quote: str | None = None
    """The fact that repeats somebody's own words."""
    after: tuple[str, ...] = ()


MAILS = {
    "sign_in_code": Shape(
        ("code", "minutes"), ("instruction",), figure="code", after=("validity", "never_asked", "not_you")
    ),
    "registration_saved": Shape(("company", "url"), ("kept", "promise")),
    "registration_submitted": Shape(("company",), ("thanks", "next")),
    "registration_submitted_organiser": Shape(("company", "url"), ("waiting",)),
    "registration_approved": Shape(
        ("company", "edition", "headcount", "cap", "url"),
        ("welcome", "cap"),
        figure="cap",
        after=("headcount", "next"),
    ),
    "registration_asked_back": Shape(("reason", "url"), ("question",), quote="reason", after=("next",)),
    "registration_refused": Shape(("reason",), ("answer",), quote="reason", after=("promise",)),
    "hr_invited": Shape(("company", "inviter", "url"), ("invitation", "role", "stranger")),
    "organiser_invited": Shape(("edition", "inviter", "url"), ("invitation", "second_step", "stranger")),
    "role_removed": Shape(("role", "place"), ("ended", "kept")),
    "captain_handed_over": Shape(("team",), ("entrusted", "role")),
    "activity_released": Shape(("day",), ("decided", "thanks")),
    "points_changed": Shape(("edition", "url"), ("changed", "why", "answer")),
    "activity_refused": Shape(("day", "reason"), ("decided",), quote="reason", after=("next",)),
    "history_confirmed": Shape((), ("confirmed", "not_you")),
    "person_read": Shape(("reason",), ("read",), quote="reason", after=("right",)),
    "cap_raised": Shape(("company", "old", "new"), ("raised",), figure="new", after=("effect",)),
    "company_withdrawn": Shape(("company",), ("withdrawn", "kept")),
}
"""Every mail by the name of its template."""


def check_mail(template: str, facts: Mapping[str, object]) -> None:
    """Raise ValueError unless this mail exists, nothing it names is missing, and its link leads to a web page."""
    if template not in MAILS:
        raise ValueError(f"no mail is called {template}")
    missing = set(MAILS[template].facts) - set(facts)
    if missing:
        raise ValueError(f"{template} needs {sorted(missing)}")
    if urlsplit(str(facts.get("url", "https:"))).scheme not in {"http", "https"}:
        raise ValueError(f"{template} links to something that is no web page")


def render_mail(template: str, locale: str, facts: Mapping[str, object]) -> MailWords:
    """A mail's words; facts are said as they are, typed ones included. Raises ValueError as check_mail does."""
    check_mail(template, facts)
    shape = MAILS[template]
    said = {name: _one_line(name, str(fact)) for name, fact in facts.items()}
    sentence = {
        name: text(locale, f"mail.{template}.{name}", **said) for name in ("subject", *shape.before, *shape.after)
    }
    drawn = {
        "subject": sentence["subject"],
        "before": [sentence[name] for name in shape.before],
        "figure": said[shape.figure] if shape.figure else None,
        "quote": said[shape.quote] if shape.quote else None,
        "after": [sentence[name] for name in shape.after],
        "url": said["url"] if "url" in shape.facts else None,
        "button": text(locale, f"mail.{template}.button") if "url" in shape.facts else None,
    }
    return MailWords(
        sentence["subject"],
        render("mails/letter.txt", locale, **drawn),
        _inliner.inline(render("mails/letter.html", locale, **drawn)),
    )


def _one_line(name: str, fact: str) -> str:
    """A fact without line breaks or signs that turn the reading direction; a name also without anything to click."""
    flat = _BREAKS.sub(" ", fact).strip()
    return _INSIDE_WORDS.sub(lambda found: f"{found[0]}\u200b", flat) if name in NAMES else flat
