"""Doubts and reasons in words: each in both languages, with its figures in the right unit."""

import pytest

from challenge.domain.doubts import Doubt, Finding
from challenge.services.review_evidence import Stretch
from challenge.services.rulings import Reason
from challenge.store.activity_models import Source, Status
from challenge.store.review_models import Decider, NoticeKind, Verdict
from challenge.wording import formats
from challenge.wording.text import LOCALES, catalogue, text

WORDS = {
    "doubt": Doubt,
    "doubt_name": Doubt,
    "status": Status,
    "source": Source,
    "notice": NoticeKind,
    "decider": Decider,
    "verdict": Verdict,
    "reason": Reason,
    "review.speed": Stretch,
}


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("prefix", WORDS)
def test_each_word_of_the_review_is_said_in_both_languages(prefix, locale):
    assert [word for word in WORDS[prefix] if f"{prefix}.{word}" not in catalogue(locale)] == []


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("doubt", Doubt)
def test_a_doubt_is_a_whole_sentence_with_its_figures_and_a_name_without(doubt, locale):
    finding = Finding(doubt, 7_200, 3_600)
    said = text(
        locale, f"doubt.{doubt}", value=formats.doubt_value(finding, locale), limit=formats.doubt_limit(finding, locale)
    )
    assert said.rstrip()[-1] in ".?!"
    assert not any(sign.isdigit() for sign in text(locale, f"doubt_name.{doubt}").replace("24", ""))


@pytest.mark.parametrize("locale", LOCALES)
def test_what_an_owner_can_do_stands_apart_from_what_was_found(locale):
    advised = {key.partition(".")[2] for key in catalogue(locale) if key.startswith("doubt_advice.")}
    assert advised <= set(Doubt)
    finding = Finding(Doubt.TOO_FAST, 127_000, 40_000)
    said, advice = formats.doubt(finding, locale), formats.doubt_advice(finding, locale)
    assert "127\xa0km/h" in said
    assert advice
    assert advice not in said
    assert formats.doubt_advice(Finding(Doubt.IN_FUTURE, 1, 1), locale) == ""


def test_a_doubt_that_stands_alone_begins_with_a_capital():
    assert formats.doubt(Finding(Doubt.TOO_FAST_MINUTE, 82_000, 30_000), "fr").startswith("Une minute")


@pytest.mark.parametrize(
    ("doubt", "value", "said"),
    [
        (Doubt.TOO_FAST, 53_000, "53\xa0km/h"),
        (Doubt.LIKE_A_CHAMPION, 19_400, "19\xa0km/h"),
        (Doubt.TOO_LONG, 5 * 3_600, "5 h 00"),
        (Doubt.OVERLAPPING, 25 * 60, "25 min"),
        (Doubt.TOO_MUCH_ASCENT, 2_400, "2,400\xa0m"),
        (Doubt.STRIDE_TOO_LONG, 310, "310\xa0cm"),
        (Doubt.TOO_MANY_STEPS, 120_000, "120,000"),
        (Doubt.TOO_STEADY, 93, "93"),
    ],
)
def test_a_doubted_figure_is_written_in_its_unit(doubt, value, said):
    assert formats.doubt_value(Finding(doubt, value, 0), "en") == said


def test_a_ready_reason_is_said_in_the_readers_language_and_typed_words_as_they_are():
    assert formats.reason("reason.engine", "en") == "A trip by car, bus or train."
    assert formats.reason("reason.engine", "fr").startswith("Un trajet")
    assert formats.reason("reason.unheard_of", "en") == "reason.unheard_of"
    assert formats.reason("Not a run", "fr") == "Not a run"
