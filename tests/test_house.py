"""The house: one place commits, pages are thin and write no SQL."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted((ROOT / "pages").glob("*.py"))


def test_only_the_store_commits_or_rolls_back():
    elsewhere = [path for path in (ROOT / "challenge").rglob("*.py") if "store" not in path.parts]
    guilty = [path for path in [*elsewhere, *PAGES] if re.search(r"\.(commit|rollback)\(", path.read_text("utf-8"))]
    assert guilty == []


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_a_page_is_thin(page):
    words = page.read_text("utf-8")
    assert "sqlalchemy" not in words
    assert words.count("\n") <= 120
