"""Facts of a refusal as its sentence names them: dates and moments in words."""

from datetime import date, datetime

from challenge.wording import formats


def spoken(fact: object, locale: str) -> object:
    """A date or moment as the language writes it; anything else as it is."""
    if isinstance(fact, datetime):
        return formats.moment(fact, locale)
    return formats.full_date(fact, locale) if isinstance(fact, date) else fact
