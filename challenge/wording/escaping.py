"""Escaping: words that people typed, made harmless where they are drawn."""

import re

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:&@/^=])")


def markdown(words: str) -> str:
    """Typed words for a place that reads Markdown: every sign with a meaning is taken as itself."""
    return _MARKDOWN.sub(r"\\\1", words.replace("\n", " "))
