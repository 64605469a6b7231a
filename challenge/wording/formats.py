"""Numbers, dates, durations and money as each language writes them."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

from challenge.domain.disclosure import MOST_SHOWN_PERCENT
from challenge.domain.money import CENT, EURO, MicroEuros, half_up
from challenge.domain.plausibility import Doubt, Finding
from challenge.wording.text import catalogue, text


def number(value: float | Decimal, locale: str, digits: int = 0) -> str:
    """A number with the language's separators and at most so many decimals."""
    pattern = "#,##0" + ("." + "#" * digits if digits else "")
    return str(format_decimal(value, format=pattern, locale=locale))


def euros(amount: MicroEuros, locale: str) -> str:
    """Money to the cent, halves rounded up."""
    cents = half_up(amount, CENT)
    return format_currency(Decimal(cents).scaleb(-2), "EUR", locale=locale)


def whole_euros(amount: MicroEuros, locale: str) -> str:
    """Money to the euro, as boards compare it."""
    return format_currency(
        Decimal(half_up(amount, EURO)), "EUR", format=_whole_pattern(locale), locale=locale, currency_digits=False
    )


def _whole_pattern(locale: str) -> str:
    return "#,##0\xa0¤" if locale == "fr" else "¤#,##0"


def percent(value: int, locale: str) -> str:
    """Whole percent, as they are."""
    return format_percent(Decimal(value) / 100, locale=locale)


def share_of(share: int, locale: str) -> str:
    """A share in whole percent as the public sees it, "at least" at the top."""
    written = percent(share, locale)
    return f"≥\xa0{written}" if share >= MOST_SHOWN_PERCENT else written


def day(value: date, locale: str) -> str:
    """A date in words, without its year."""
    return format_date(value, "EEEE d MMMM" if locale == "fr" else "EEEE, d MMMM", locale=locale)


def full_date(value: date, locale: str) -> str:
    """A date with its year, for days that may lie far off."""
    written = format_date(value, "d MMMM y", locale=locale)
    return written.replace("1 ", "1er ", 1) if locale == "fr" and value.day == 1 else written


def short_day(value: date, locale: str) -> str:
    """A weekday in three letters."""
    return format_date(value, "EEE", locale=locale)


def moment(value: datetime, locale: str) -> str:
    """Date and time of day."""
    return format_datetime(value, "d MMM, HH:mm", locale=locale)


def minutes(seconds: int, locale: str) -> str:
    """A duration in hours and minutes."""
    hours, rest = divmod(half_up(seconds, 60), 60)
    key = "format.hours" if hours else "format.minutes"
    return text(locale, key, hours=hours, minutes=f"{rest:02d}" if hours else rest)


def plain_minutes(seconds: int, locale: str) -> str:
    """A duration in minutes only, as formulas multiply it."""
    return text(locale, "format.minutes", minutes=number(Decimal(seconds) / 60, locale, 1))


def kilometres(metres: int, locale: str) -> str:
    """A distance in kilometres, one decimal."""
    return f"{number(Decimal(metres) / 1000, locale, 1)}\xa0km"


def tenths(value: int, locale: str) -> str:
    """A figure kept in tenths, with its decimal."""
    return number(Decimal(value) / 10, locale, 1)


def thousandths(value: int, locale: str) -> str:
    """A figure kept in thousandths, with as many decimals as it needs."""
    return number(Decimal(value) / 1000, locale, 3)


def doubt_value(finding: Finding, locale: str) -> str:
    """The figure that raised a doubt, in its unit."""
    return _doubted(finding.doubt, finding.value, locale)


def doubt_limit(finding: Finding, locale: str) -> str:
    """The limit a doubted figure passed, in its unit."""
    return _doubted(finding.doubt, finding.limit, locale)


def doubt(finding: Finding, locale: str) -> str:
    """What was found, as a sentence that stands by itself."""
    facts = {"value": doubt_value(finding, locale), "limit": doubt_limit(finding, locale)}
    said = text(locale, f"doubt.{finding.doubt}", **facts)
    return said[:1].upper() + said[1:]


def doubt_advice(finding: Finding, locale: str) -> str:
    """What the owner may ask themselves or put right; empty where there is nothing to do."""
    key = f"doubt_advice.{finding.doubt}"
    return text(locale, key) if key in catalogue(locale) else ""


def _doubted(doubt: Doubt, figure: int, locale: str) -> str:
    return _UNITS.get(doubt, number)(figure, locale)


def speed(metres_per_hour: int, locale: str) -> str:
    """A speed in whole kilometres per hour."""
    return f"{number(Decimal(metres_per_hour) / 1000, locale)}\xa0km/h"


def _metres(value: int, locale: str) -> str:
    return f"{number(value, locale)}\xa0m"


def _centimetres(value: int, locale: str) -> str:
    return f"{number(value, locale)}\xa0cm"


_UNITS: dict[Doubt, Callable[[int, str], str]] = {
    **dict.fromkeys((Doubt.OVER_24_HOURS, Doubt.TOO_LONG, Doubt.LONGER_THAN_BEFORE), minutes),
    **dict.fromkeys((Doubt.IN_FUTURE, Doubt.OVERLAPPING), minutes),
    **dict.fromkeys((Doubt.TOO_FAST, Doubt.TOO_FAST_MINUTE, Doubt.TOO_FAST_FIVE_MINUTES, Doubt.TOO_SLOW), speed),
    **dict.fromkeys((Doubt.FASTER_THAN_RECORD, Doubt.FASTER_THAN_BEFORE, Doubt.LIKE_A_CHAMPION), speed),
    Doubt.ENGINE_STOPS: speed,
    Doubt.TOO_MUCH_ASCENT: _metres,
    Doubt.STRIDE_TOO_LONG: _centimetres,
}
"""How the figures of doubts are written that are no plain numbers; sentences write percent signs themselves."""


def reason(value: str, locale: str) -> str:
    """An organiser's reason: one of ours by its key, or their own words as they are."""
    known = value.startswith("reason.") and value in catalogue(locale)
    return text(locale, value) if known else value


def rank(value: int, locale: str) -> str:
    """A rank as an ordinal; of a place, which in French is feminine."""
    if locale == "fr":
        return f"{value}{'re' if value == 1 else 'e'}"
    suffix = "th" if value % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
    return f"{value}{suffix}"
