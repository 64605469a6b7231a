"""Server-rendered HTML: one Jinja environment that escapes everything and speaks both languages."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from challenge.domain.doubts import worth_saying
from challenge.wording import formats
from challenge.wording.text import text

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.globals["worth_saying"] = worth_saying


class _Formats:
    """The formats of one language, as templates call them."""

    def __init__(self, locale: str) -> None:
        self._locale = locale

    def __getattr__(self, name: str) -> Callable[[Any], str]:
        return lambda value: str(getattr(formats, name)(value, self._locale))


def speaker(locale: str) -> Callable[..., str]:
    """The catalogue of one language as a function of key and facts."""
    return lambda key, **facts: text(locale, key, **facts)


def render(template: str, locale: str, **facts: object) -> str:
    """A template as HTML; every fact is escaped."""
    return _environment.get_template(template).render(locale=locale, t=speaker(locale), f=_Formats(locale), **facts)
