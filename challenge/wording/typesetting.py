"""Typesetting: a template of the folder `papers` and its words as a PDF, with the fonts of the house embedded.

Words reach a template as data only; nothing anybody typed is ever read as Typst.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import typst

PAPERS = Path(__file__).parent / "papers"
"""Templates and fonts; a template can read nothing outside."""


def typeset(template: str, words: Mapping[str, object], locale: str) -> bytes:
    """A template filled with words, as a tagged PDF that screen readers can follow (PDF/UA-1)."""
    return typst.compile(
        PAPERS / template,
        root=PAPERS,
        font_paths=_fonts(),
        sys_inputs={"words": json.dumps(words, ensure_ascii=False), "locale": locale},
        pdf_standards="ua-1",
    )


@cache
def _fonts() -> typst.Fonts:
    """Our own first; those built into Typst draw what they lack, as Greek or Cyrillic names; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[PAPERS / "fonts"])
