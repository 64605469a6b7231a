"""The catalogues: both languages complete, nothing missing, nothing unused, and formats as each writes them."""

import inspect
import re
from datetime import date
from pathlib import Path

import pytest

from challenge import errors
from challenge.domain.money import MicroEuros
from challenge.domain.sports import all_sports
from challenge.wording import formats
from challenge.wording.escaping import markdown
from challenge.wording.text import LOCALES, _sentences, catalogue, match_locale, text

ROOT = Path(__file__).parents[2]
SCRIPTS = sorted(ROOT.glob("challenge/web/static/live/**/*.js"))
SOURCES = [
    *SCRIPTS,
    *ROOT.glob("challenge/**/*.py"),
    *ROOT.glob("challenge/**/*.html"),
    *ROOT.glob("pages/*.py"),
    ROOT / "app.py",
]


def written_keys() -> tuple[set[str], set[str]]:
    """Keys that stand in the code whole, and the beginnings of those put together there."""
    whole: set[str] = set()
    beginnings = {"error.", "sport."}
    for source in SOURCES:
        words = source.read_text(encoding="utf-8")
        whole |= set(re.findall(r"""["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""", words))
        beginnings |= set(re.findall(r"""["']((?:[a-z_]+\.)+)(?:\{|["'])""", words)) | put_together(words)
    return whole | {beginning.removesuffix(".") for beginning in beginnings}, beginnings


def put_together(script):
    """The beginnings of keys that a script puts together: `live_board.tab.${name}`."""
    return set(re.findall(r"`([a-z_]+\.[a-z_.]*)\$\{", script))


def test_both_languages_have_the_same_keys_and_no_empty_sentence():
    french, english = (catalogue(locale) for locale in ("fr", "en"))
    assert set(french) == set(english)
    assert all(all(forms) for forms in (*french.values(), *english.values()))


def test_no_sentence_stands_in_two_files():
    for locale in LOCALES:
        folder = ROOT / "challenge" / "wording" / "locales" / locale / "LC_MESSAGES"
        keys = [key for path in folder.glob("*.po") for key, _ in _sentences(path, locale)]
        assert len(keys) == len(set(keys))


def test_both_languages_name_the_same_facts():
    names = [
        {key: set(re.findall(r"{(\w+)}", " ".join(forms))) for key, forms in catalogue(locale).items()}
        for locale in LOCALES
    ]
    assert names[0] == names[1]


def test_no_sentence_is_unused():
    whole, beginnings = written_keys()
    unused = [key for key in catalogue("fr") if key not in whole and not key.startswith(tuple(beginnings))]
    assert unused == []


def test_no_sentence_is_missing_where_a_page_or_template_asks_for_it():
    asked = set()
    for source in SOURCES:
        words = source.read_text(encoding="utf-8")
        asked |= set(re.findall(r"""(?:\bsay|\bt)\(\s*["']([a-z_.0-9]+)["']\s*[,)]""", words))
    assert asked - set(catalogue("fr")) == set()


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_every_sentence_that_a_script_says_stands_in_the_catalogue(script):
    words = script.read_text(encoding="utf-8")
    rooms = {key.partition(".")[0] for key in catalogue("fr")}
    written = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_0-9]+)+)["']""", words))
    keys = {key for key in written if key.partition(".")[0] in rooms and not key.endswith((".js", ".css"))}
    assert keys - set(catalogue("fr")) == set()
    assert [start for start in put_together(words) if not any(key.startswith(start) for key in catalogue("fr"))] == []


def test_scripts_say_more_than_a_few_sentences():
    written = " ".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    assert "live_board.tab." in put_together(written)
    assert re.findall(r"say\(\"live_board\.empty\"\)", written)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_its_sentence(locale):
    refusals = [
        member
        for _, member in inspect.getmembers(errors, inspect.isclass)
        if issubclass(member, errors.ChallengeError) and member is not errors.ChallengeError
    ]
    assert refusals
    assert [refusal for refusal in refusals if refusal().code not in catalogue(locale)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_sport_has_a_name(locale):
    assert [name for name in all_sports() if f"sport.{name}" not in catalogue(locale)] == []


def test_french_counts_zero_as_one_and_english_as_many():
    assert text("fr", "home.points", n=0) == "point"
    assert text("en", "home.points", n=0) == "points"
    assert text("fr", "home.points", n=2) == "points"


def test_a_browser_gets_the_nearest_language_we_have():
    assert [match_locale(wish) for wish in ("fr-CA", "en-GB", "de", None)] == ["fr", "en", "en", "fr"]


def test_money_is_written_to_the_cent_with_halves_rounded_up():
    assert formats.euros(MicroEuros(6_755_000), "en") == "€6.76"
    assert formats.euros(MicroEuros(63_812_000_000), "fr").replace("\u202f", " ").replace("\xa0", " ") == "63 812,00 €"


def test_shares_at_the_top_say_at_least():
    assert formats.share_of(90, "en") == "≥\xa090%"
    assert formats.share_of(54, "en") == "54%"
    assert formats.percent(100, "en") == "100%"


def test_ranks_dates_and_durations_read_as_each_language_writes_them():
    assert [formats.rank(1, "fr"), formats.rank(3, "fr"), formats.rank(3, "en"), formats.rank(11, "en")] == [
        "1re",
        "3e",
        "3rd",
        "11th",
    ]
    assert formats.day(date(2026, 11, 24), "fr") == "mardi 24 novembre"
    assert formats.minutes(70 * 60, "en") == "1 h 10"
    assert formats.kilometres(5_230, "fr") == "5,2\xa0km"


def test_typed_words_lose_their_markdown():
    escaped = markdown("![x](https://evil.example) **bold**")
    assert "![" not in escaped
    assert "](" not in escaped
    assert "**" not in escaped


@pytest.mark.parametrize("locale", LOCALES)
def test_a_row_that_cannot_be_read_is_said_with_its_number_and_its_column(locale):
    refusal = errors.RowRefusedError(row=31, column="Dénivelé")
    said = text(locale, refusal.code, **refusal.facts)
    assert "31" in said
    assert "Dénivelé" in said
