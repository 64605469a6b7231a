"""Escaping: words that people typed, made harmless where they are drawn."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/^=])")

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def markdown(words: str) -> str:
    """Typed words for a place that reads Markdown: every sign with a meaning is taken as itself."""
    return _MARKDOWN.sub(r"\\\1", words.replace("\n", " "))


def cell(words: str) -> str:
    """Typed words for a cell of CSV or XLSX: what a table program would run as a formula gets an apostrophe."""
    return f"'{words}" if words.startswith(_FORMULA) else words
