"""Typesetting: a template of the folder `papers` and its words as a PDF, with the fonts of the house embedded.

Words reach a template as data only; nothing anybody typed is ever read as Typst.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Literal

import typst

PAPERS = Path(__file__).parent / "papers"
"""Templates and fonts; a template can read nothing outside."""
ODD_SIGN = "PDF/UA-1 error: the text"
"""What Typst complains of where somebody typed a sign that no font has, as the picture in a team's name."""


def typeset(template: str, words: Mapping[str, object], locale: str) -> bytes:
    """A template filled with words, as a tagged PDF that screen readers can follow (PDF/UA-1).

    A sign that no font has is drawn as a box, and the PDF then claims no more that all of it can be read aloud.
    """
    try:
        return _compiled(template, words, locale, "ua-1")
    except typst.TypstError as fault:
        if ODD_SIGN not in str(fault):
            raise
        return _compiled(template, words, locale, None)


def _compiled(template: str, words: Mapping[str, object], locale: str, standard: Literal["ua-1"] | None) -> bytes:
    return typst.compile(
        PAPERS / template,
        root=PAPERS,
        font_paths=_fonts(),
        sys_inputs={"words": json.dumps(words, ensure_ascii=False), "locale": locale},
        pdf_standards=standard,
    )


@cache
def _fonts() -> typst.Fonts:
    """Our own first; those built into Typst draw what they lack, as Greek or Cyrillic names; none of the machine's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[PAPERS / "fonts"])
