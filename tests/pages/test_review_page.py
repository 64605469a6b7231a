"""The organisers' review and the participants' notices, opened and used as pages."""

import pytest
from sqlalchemy import text
from test_pages import everything, html_of

from challenge.services.permissions import Actor, Held
from challenge.services.review_queue import open_cases, open_pairs
from challenge.store.team_models import RoleKind
from challenge.ui.links import PAGES
from tests.rulings_given import release_activity


@pytest.fixture
def demo_database(own_demo):
    return own_demo


def organiser_of(database):
    with database.reading() as connection:
        account_id, edition_id = connection.execute(
            text("SELECT account_id, edition_id FROM roles WHERE kind = 'organiser'")
        ).one()
    return Actor(account_id, "", None, (Held(RoleKind.ORGANISER, edition_id),)), edition_id


def queue(database):
    return open_cases(database, *organiser_of(database))


@pytest.fixture
def review(open_page):
    return open_page(RoleKind.ORGANISER, "review", "en")


def log_words(page):
    return everything(page.segmented_control(key="review-tab").set_value("log").run())


def test_the_demo_has_a_queue_of_several_kinds_and_no_more_than_is_decided_in_a_break(demo_database):
    cases = queue(demo_database)
    pairs = open_pairs(demo_database, *organiser_of(demo_database))
    assert 5 <= len(cases) + len(pairs) <= 20
    assert len({case.status for case in cases}) >= 3
    assert [case.answer is not None for case in cases].count(True) == 1
    assert len(pairs) == 1


def test_the_organisers_home_leads_to_what_waits(open_page, demo_database):
    page = open_page(RoleKind.ORGANISER, "organiser", "en")
    waiting = len(queue(demo_database)) + 1
    assert any(f"{waiting} cases to review" in link.proto.label for link in page.get("page_link"))


def test_each_case_says_what_why_how_recorded_and_what_hangs_on_it(review):
    words = everything(review)
    assert "plausible up to" in words
    assert "at stake" in words
    assert "device named" in words
    assert "bus de remplacement" in words


def test_one_click_counts_a_case_and_it_leaves_the_queue(review, demo_database):
    case = queue(demo_database)[0]
    review.button(key=f"release-{case.activity_id}").click().run()
    assert "Decided; the person is told." in everything(review)
    assert case.activity_id not in [other.activity_id for other in queue(demo_database)]
    assert f"0 → {case.in_full}" in log_words(review)


def test_two_clicks_refuse_a_case_for_a_reason_that_is_ready(review, demo_database):
    case = queue(demo_database)[0]
    review.button(key=f"refuse-{case.activity_id}").click().run()
    review.button(key=f"engine-{case.activity_id}").click().run()
    assert case.activity_id not in [other.activity_id for other in queue(demo_database)]
    assert "A trip by car, bus or train." in log_words(review)


def test_a_refusal_in_own_words_needs_words(review, demo_database):
    case = queue(demo_database)[0]
    review.button(key=f"refuse-{case.activity_id}").click().run()
    review.button(key=f"own-words-{case.activity_id}").click().run()
    assert "reason" in review.error[0].value
    review.text_input(key=f"own-reason-{case.activity_id}").set_value("<b>Not</b> a run")
    review.button(key=f"own-words-{case.activity_id}").click().run()
    assert "&lt;b&gt;Not&lt;/b&gt; a run" in log_words(review)


def test_a_correction_is_filled_with_what_is_plausible(review, demo_database):
    case = next(case for case in queue(demo_database) if case.limit_differs)
    review.button(key=f"correct-{case.activity_id}").click().run()
    plausible = case.figures.plausible
    assert review.number_input(key=f"minutes-{case.activity_id}").value == plausible.moving_seconds // 60
    review.number_input(key=f"kilometres-{case.activity_id}").set_value(4.0)
    review.button(key=f"correct-so-{case.activity_id}").click().run()
    assert case.activity_id not in [other.activity_id for other in queue(demo_database)]
    assert "A slip of the keyboard, corrected." in log_words(review)


def test_cases_with_the_same_doubts_are_decided_together(review, demo_database):
    before = len(queue(demo_database))
    key = next(button.key for button in review.button if (button.key or "").startswith("bulk-limit-"))
    review.button(key=key).click().run()
    assert "Decided" in everything(review)
    assert len(queue(demo_database)) <= before - 2


def test_a_pair_is_settled_with_a_click(review, demo_database):
    (pair,) = open_pairs(demo_database, *organiser_of(demo_database))
    review.button(key=f"two-{pair.one.activity_id}-{pair.other.activity_id}").click().run()
    assert open_pairs(demo_database, *organiser_of(demo_database)) == []
    assert "Two outings" in log_words(review)


def test_what_somebody_decided_meanwhile_is_not_decided_over(review, demo_database):
    organiser, _ = organiser_of(demo_database)
    case = queue(demo_database)[0]
    review.button(key=f"refuse-{case.activity_id}").click().run()
    release_activity(demo_database, organiser, case.activity_id)
    review.run()
    assert not review.exception
    assert f"case-{case.activity_id}" not in str(review.main)
    assert "Nothing waits" not in html_of(review)


def test_shares_of_what_is_typed_are_a_table_of_companies(review):
    words = everything(review.segmented_control(key="review-tab").set_value("shares").run())
    assert "Typed by hand, company by company" in words
    assert "Atelier Bleu" in words


# Whoever takes part


def test_home_tells_how_many_notices_are_new_and_seeing_them_makes_them_old(open_page):
    home = open_page(RoleKind.PARTICIPANT, "home", "en")
    assert any("1 new notice" in link.proto.label for link in home.get("page_link"))
    notices = home.switch_page(str(PAGES / "notices.py")).run()
    words = everything(notices)
    assert "This activity counts at what is plausible." in words
    assert "Decided by the organisers" in words
    assert "Nothing shows more than the plausible limit." in words
    home = notices.switch_page(str(PAGES / "home.py")).run()
    assert any("My notices" in link.proto.label for link in home.get("page_link"))


@pytest.mark.parametrize("name", ["notices", "activities"])
def test_one_answers_where_one_reads_and_only_once(open_page, demo_database, name):
    page = open_page(RoleKind.PARTICIPANT, name, "en")
    field = next(area for area in page.text_area if area.key.startswith("appeal-words-"))
    key = field.key.removeprefix("appeal-words-")
    field.set_value("  ")
    page.button(key=f"appeal-send-{key}").click().run()
    assert "Write your answer first" in page.error[0].value
    page.text_area(key=field.key).set_value("Behind a bus, downhill")
    page.button(key=f"appeal-send-{key}").click().run()
    assert "the organisers have not decided yet" in html_of(page)
    assert not any(area.key == field.key for area in page.text_area)
    assert "Behind a bus, downhill" in [case.answer.words for case in queue(demo_database) if case.answer]
