"""Names that people choose: one line, nothing invisible, never empty, short enough to be shown."""

from unicodedata import category, normalize

from challenge.errors import NameTooLongError, NicknameMissingError

LONGEST = 60
"""Characters of a nickname or of a team's name."""

_INVISIBLE = frozenset({"Cc", "Cf", "Co", "Cs", "Cn"})
"""Unicode categories of signs that show nothing or turn the reading direction."""


def one_line(words: str) -> str:
    """Typed words as one line, without anything invisible in it."""
    spaced = " ".join(normalize("NFC", words).split())
    return " ".join("".join(sign for sign in spaced if category(sign) not in _INVISIBLE).split())


def some_lines(words: str) -> str:
    """Typed words with their line breaks, without anything invisible in them."""
    return "\n".join(map(one_line, words.splitlines())).strip()


def shown_name(words: str) -> str:
    """A name to appear under; raises NicknameMissingError and NameTooLongError."""
    name = one_line(words)
    if not name:
        raise NicknameMissingError
    if len(name) > LONGEST:
        raise NameTooLongError(most=LONGEST)
    return name


def is_same(one: str, other: str) -> bool:
    """Whether two names would be taken for each other."""
    return normalize("NFKC", one).casefold() == normalize("NFKC", other).casefold()
