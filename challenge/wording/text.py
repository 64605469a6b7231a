"""Sentences from the catalogues, in French or English, by their key."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = ("fr", "en")
DEFAULT = "fr"


@cache
def catalogue(locale: str) -> dict[str, tuple[str, ...]]:
    """Every sentence of a language by its key: one form, or singular and plural; a file for each subject."""
    folder = Path(__file__).parent / "locales" / locale / "LC_MESSAGES"
    return {key: forms for path in sorted(folder.glob("*.po")) for key, forms in _sentences(path, locale)}


def _sentences(path: Path, locale: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    with path.open("rb") as lines:
        messages = read_po(lines, locale=locale)
    for message in messages:
        if message.id:
            forms = (message.string,) if isinstance(message.string, str) else tuple(message.string or ())
            yield message.id if isinstance(message.id, str) else message.id[0], forms


def text(locale: str, key: str, **facts: object) -> str:
    """The sentence of a key with its facts filled in; `n` chooses between singular and plural.

    Raises KeyError for a key that is not in the catalogue.
    """
    forms = catalogue(locale)[key]
    sentence = forms[-1] if _is_plural(locale, facts.get("n")) else forms[0]
    return sentence.format(**facts) if facts else sentence


def sentences(locale: str, prefix: str) -> dict[str, tuple[str, ...]]:
    """Every sentence whose key begins so, with its forms: what a script in the browser says by itself."""
    return {key: forms for key, forms in catalogue(locale).items() if key.startswith(prefix)}


def _is_plural(locale: str, count: object) -> bool:
    """French says "0 point", English "0 points"; both say "2 points"."""
    return isinstance(count, int) and (abs(count) > 1 or (locale == "en" and count == 0))


def match_locale(wished: str | None) -> str:
    """The language we have that comes nearest to a browser's wish."""
    language = (wished or DEFAULT).split("-")[0].lower()
    return language if language in LOCALES else "en"
