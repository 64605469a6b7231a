"""The same outing once, as its owner sees it: what is linked, what counts, what is left, and the last word."""

from dataclasses import replace
from datetime import timedelta

import pytest
from lxml import html
from page_words import words_of

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.outings import Likeness
from challenge.errors import AfterEditionError, BeforeEditionError, UnknownFormatError
from challenge.services.activities import BY_HAND, ByHand, edit_activity, record_activities
from challenge.services.decisions import decide
from challenge.services.editions import read_edition, utc_now
from challenge.services.explanations import explain_days
from challenge.services.rulings import Reason, Ruling, ready
from challenge.services.strava_erasure import erase_of_account
from challenge.services.uploads import Candidate
from challenge.store.activity_models import Source, Status
from challenge.store.review_models import Verdict
from challenge.ui.changing import corrected
from challenge.ui.file_ways import STEPS, picture
from challenge.ui.links import PAGES
from challenge.ui.upload_form import without_old_rows
from challenge.wording.text import LOCALES, text
from tests.factories import make_organiser, place_of

SHELL = PAGES.parent / "challenge" / "ui" / "shell.py"
TRACK, SENSOR = Evidence(Recording.TRACK), Evidence(Recording.SENSOR)
START = utc_now().replace(hour=6, minute=2, second=0, microsecond=0) - timedelta(days=1)
RUN = Measure("run", START, 41 * 60 + 20, elapsed_seconds=43 * 60, distance_m=8_123, ascent_m=64)


@pytest.fixture
def person(somebody_today):
    return somebody_today


def bring_in(kept, person, measure, evidence, source=Source.FILE, key="a"):
    """Record one activity; returns its id."""
    return record_activities(kept, person, place_of(person), [(source, key, measure, evidence)])[0].activity_id


def typed(minutes=40, kilometres=8.0):
    return replace(RUN, moving_seconds=minutes * 60, elapsed_seconds=None, distance_m=round(kilometres * 1000))


@pytest.fixture
def two(kept, person):
    """A run from a watch, and the same run typed: ids of both."""
    return bring_in(kept, person, RUN, TRACK), bring_in(kept, person, typed(), BY_HAND, Source.MANUAL, "b")


@pytest.fixture
def twice(kept, person):
    """One run recorded by watch and phone at the same time."""
    phone = replace(RUN, started_at=START + timedelta(seconds=40), distance_m=8_200)
    return bring_in(kept, person, RUN, TRACK), bring_in(kept, person, phone, SENSOR, Source.APPLE_HEALTH, "b")


def press(page, key):
    page.button(key=key).click().run()
    assert not page.exception
    return page


def keys_of(page):
    return [button.key for button in page.button]


def standing(kept, person):
    """Status by id."""
    days = explain_days(kept, person, place_of(person))
    return {row.id: row.status for day in days for row in day.activities}


ROWS = "//section[@class='day']//tr[contains(@class, 'activity') or @class='left']/td"
TOTAL = "//section[@class='day']/h2/span[@class='total']"


def shown_points(page):
    """Points in a day's right-hand column, formulas left out, and the total in its title."""
    drawn = html.fromstring(words_of(page))
    (title,) = drawn.xpath(TOTAL)
    return [int(row.text_content()) for row in drawn.xpath(ROWS)], int(title.text_content().split()[0])


def test_both_tellings_of_an_outing_are_linked_and_the_points_add_up(open_own, kept, person, two):
    counting, behind = two
    assert standing(kept, person) == {counting: Status.COUNTED, behind: Status.DUPLICATE}
    page = open_own("activities")
    words = words_of(page)
    assert text("en", "likeness.same_day") in words
    assert "Same outing as your Running" in words
    assert text("en", "source.file") in words
    assert "One more activity tells of this outing" in words
    points, total = shown_points(page)
    assert 0 in points
    assert sum(points) == total > 0


def test_saying_that_they_are_two_counts_both_at_once_and_is_taken_back(open_own, kept, person, two):
    counting, behind = two
    page = press(open_own("activities"), f"two-{behind}")
    assert standing(kept, person) == {counting: Status.COUNTED, behind: Status.COUNTED}
    assert "you said that they are two outings" in words_of(page)
    assert f"two-{behind}" not in keys_of(page)
    page = press(page, f"one-{behind}")
    assert standing(kept, person)[behind] is Status.DUPLICATE
    assert f"one-{behind}" not in keys_of(page)


def test_two_recordings_of_one_time_are_left_to_an_organiser_and_the_button_says_so(open_own, kept, person, twice):
    _, behind = twice
    page = open_own("activities")
    assert "ask an organiser" in page.button(key=f"two_to_review-{behind}").label
    page = press(page, f"two_to_review-{behind}")
    assert standing(kept, person)[behind] is Status.DUPLICATE
    assert text("en", "outing.waits") in words_of(page)
    page = press(page, f"one-{behind}")
    assert text("en", "outing.waits") not in words_of(page)
    assert f"two_to_review-{behind}" in keys_of(page)


def test_what_stands_alone_offers_no_switch(open_own, kept, person):
    alone = bring_in(kept, person, RUN, TRACK)
    page = open_own("activities")
    assert [key for key in keys_of(page) if key and key.endswith(str(alone))] == [f"edit-{alone}", f"delete-{alone}"]


def test_when_the_counting_one_is_deleted_the_page_shows_the_other_in_its_place(open_own, kept, person, two):
    counting, behind = two
    page = press(open_own("activities"), f"delete-{counting}")
    assert standing(kept, person) == {counting: Status.WITHDRAWN, behind: Status.COUNTED}
    assert "Same outing as" not in words_of(page)
    points, total = shown_points(page)
    assert sum(points) == total


@pytest.fixture
def gone(kept, person):
    """A Strava run whose figures were erased by rule."""
    bring_in(kept, person, RUN, TRACK, Source.STRAVA, "77")
    erase_of_account(kept, person.account_id)


@pytest.mark.usefixtures("gone")
def test_what_is_left_of_erased_figures_keeps_its_points_and_the_day_adds_up(open_own):
    page = open_own("activities")
    words = words_of(page)
    assert text("en", "outing.left_strava") in words
    assert text("en", "outing.left_stays") in words
    points, total = shown_points(page)
    assert len(points) > 1
    assert sum(points) == total > 0


@pytest.mark.usefixtures("gone")
def test_an_activity_of_such_a_day_asks_its_owner_who_answers_and_may_answer_anew(open_own, kept, person):
    asked = bring_in(kept, person, typed(), BY_HAND, Source.MANUAL, "b")
    page = open_own("activities")
    assert text("en", "outing.asked") in words_of(page)
    page = press(page, f"same-{asked}")
    assert standing(kept, person)[asked] is Status.DUPLICATE
    assert text("en", "outing.behind_gone") in words_of(page)
    page = press(page, f"two-{asked}")
    assert standing(kept, person)[asked] is Status.COUNTED
    points, total = shown_points(page)
    assert sum(points) == total


@pytest.mark.usefixtures("gone")
def test_an_activity_of_such_a_day_can_be_another_outing_at_once(open_own, kept, person):
    asked = bring_in(kept, person, typed(), BY_HAND, Source.MANUAL, "b")
    press(open_own("activities"), f"another-{asked}")
    assert standing(kept, person)[asked] is Status.COUNTED


def as_in_the_form(sport="run", minutes=41, kilometres=8.12, ascent=64):
    """What the form holds of the run, as it shows it."""
    return ByHand(sport, START.date(), minutes, kilometres, ascent)


@pytest.mark.parametrize("kilometres", [8.12, 8.123], ids=["as shown", "as kept"])
def test_another_sport_alone_leaves_the_recording_what_it_is(kept, person, kilometres):
    activity, edition = bring_in(kept, person, RUN, TRACK), read_edition(kept, place_of(person).edition_id)
    measure = corrected(edition, RUN, as_in_the_form("walk", kilometres=kilometres))
    assert measure == replace(RUN, sport="walk")
    edit_activity(kept, person, activity, measure)
    (day,) = explain_days(kept, person, place_of(person))
    assert day.activities[0].evidence == TRACK


@pytest.mark.parametrize("other", [{"minutes": 42}, {"kilometres": 8.13}, {"kilometres": None}, {"ascent": 65}])
def test_any_other_figure_is_its_owners_word(kept, person, other):
    edition = read_edition(kept, place_of(person).edition_id)
    measure = corrected(edition, RUN, as_in_the_form(**other))
    assert measure.moving_seconds == other.get("minutes", 41) * 60
    assert measure.elapsed_seconds is None
    assert measure.started_at == START


def test_a_recording_of_less_than_a_minute_can_be_edited(open_own, kept, person):
    short = bring_in(kept, person, replace(RUN, moving_seconds=40, elapsed_seconds=40, distance_m=120), TRACK)
    page = press(open_own("activities"), f"edit-{short}")
    assert page.number_input(key="edit-minutes").value == 1


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("likeness", Likeness)
def test_every_likeness_has_its_sentence(locale, likeness):
    assert text(locale, f"likeness.{likeness}")


@pytest.mark.parametrize("locale", LOCALES)
def test_the_way_of_files_begins_with_a_watchs_week_and_the_table_to_fill_in(open_own, locale):
    page = open_own("log", locale)
    page.segmented_control(key="way").set_value("file").run()
    assert not page.exception
    titles = [expander.label for expander in page.expander]
    assert titles[:2] == [text(locale, "garmin.title"), text(locale, "template.title")]
    words = words_of(page)
    assert [text(locale, f"garmin.step.{step}") in words for step in STEPS] == [True] * 4
    assert [picture(locale, step) in words for step in STEPS] == [True] * 4
    assert [f'href="/template/{locale}.{kind}"' in words for kind in ("csv", "xlsx")] == [True, True]


def test_a_file_of_any_kind_can_be_chosen_so_that_the_preview_says_why_it_is_not_read(open_own):
    page = open_own("log")
    page.segmented_control(key="way").set_value("file").run()
    (uploader,) = page.get("file_uploader")
    assert list(uploader.proto.type) == []
    assert text("en", "upload.not_sent") in words_of(page)
    press(page, "to-archive")
    assert page.segmented_control(key="way").value == "archive"


def test_rows_of_a_list_from_outside_the_edition_are_counted_and_a_single_file_is_named():
    def refused(name, why):
        return Candidate(name, Source.FILE, "", None, why, None, None)

    late = AfterEditionError(day=START.date(), last=START.date())
    early = BeforeEditionError(day=START.date(), first=START.date())
    lone, broken = refused("run.gpx", early), refused("years.csv", UnknownFormatError())
    years = [refused("years.csv", why) for why in (early, early, late)]
    assert without_old_rows([lone, *years, broken]) == ([lone, broken], 3)


def test_a_decision_is_told_before_what_was_found_and_asks_its_owner_for_nothing_more(open_own, kept, person):
    found = bring_in(kept, person, replace(typed(30), sport="walk", distance_m=40_000), BY_HAND, Source.MANUAL, "c")
    page = open_own("activities")
    assert text("en", "doubt_advice.too_fast") in words_of(page)
    organiser = make_organiser(kept, place_of(person).edition_id)
    decide(kept, organiser, found, Ruling(Verdict.LIMITED, ready(Reason.NOT_SHOWN)))
    words = words_of(open_own("activities"))
    assert text("en", "doubt_advice.too_fast") not in words
    assert 0 < words.index(text("en", "reason.not_shown")) < words.index("80\xa0km/h on average")
