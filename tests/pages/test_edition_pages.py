"""The organisers' office in its pages: steps, figures, rules, projects, people, and what is provisional."""

from datetime import date, timedelta

import pytest
from sqlalchemy import update

from challenge.domain.money import EURO
from challenge.services.edition_office import EditionChanges, change_edition
from challenge.services.editions import find_edition, read_edition
from challenge.services.permissions import Actor, Held
from challenge.store.account_models import Account
from challenge.store.edition_models import Edition, EditionState
from challenge.store.team_models import Role, RoleKind
from challenge.ui.links import PAGES
from tests.pages.test_pages import everything, html_of

ORGANISER = RoleKind.ORGANISER


@pytest.fixture
def demo_database(own_demo):
    return own_demo


@pytest.fixture
def draft(demo_database, open_page):
    """A draft made on the page, open on its own page; its name is its own."""
    page = open_page(ORGANISER, "new_edition", "en")
    page.text_input(key="new-name").set_value("Spring")
    page.button(key="create-edition").click().run()
    assert not page.exception, page.exception
    page = page.switch_page(str(PAGES / "edition.py")).run()
    return page, find_edition(demo_database, "spring").id


def demo_organiser(database):
    """The demo's organiser with the roles held in the database."""
    demo = find_edition(database, "demo")
    with database.reading() as connection:
        account_id = connection.scalar(
            Role.__table__.select().with_only_columns(Role.account_id).where(Role.edition_id == demo.id)
        )
        held = connection.scalars(
            Role.__table__.select().with_only_columns(Role.edition_id).where(Role.account_id == account_id)
        ).all()
    return Actor(account_id, "", None, tuple(Held(ORGANISER, edition_id) for edition_id in held))


def open_tab(page, name):
    page.segmented_control(key="edition-tab").set_value(name).run()
    assert not page.exception, page.exception
    return page


def by_key(elements, end):
    return next(element for element in elements if element.key and element.key.endswith(end))


def test_a_new_edition_opens_as_a_draft_with_its_checklist_and_without_the_step_it_cannot_make(draft):
    page, _ = draft
    words = everything(page)
    assert 'class="now" aria-current="step"><b>Preparation' in words
    assert "The goal is set" in words
    assert "to do" in words
    assert not [button for button in page.button if button.key == "move-on"]


def test_a_draft_fills_its_checklist_tab_by_tab_and_moves_on(demo_database, draft):
    page, edition_id = draft
    open_tab(page, "figures")
    by_key(page.number_input, "-goal").set_value(50_000)
    page.button(key="save-figures").click().run()
    open_tab(page, "rules")
    page.button(key="choose-rules").click().run()
    open_tab(page, "projects")
    by_key(page.text_input, "-0-name").set_value("Wells")
    by_key(page.text_input, "-0-association").set_value("Water for all")
    by_key(page.number_input, "-0-percent").set_value(100)
    page.button(key="save-projects").click().run()
    assert not page.error, page.error
    open_tab(page, "progress")
    page.button(key="move-on").click().run()
    assert not page.exception, page.exception
    assert read_edition(demo_database, edition_id).state is EditionState.REGISTRATION
    history = everything(open_tab(page, "history"))
    assert "€50,000" in history
    assert "Wells 100%" in history
    assert "Rules confirmed as they were." in history


def test_dates_out_of_order_are_named_in_words_and_what_was_typed_is_still_there(draft):
    page, _ = draft
    open_tab(page, "figures")
    early = date(2024, 1, 1)
    by_key(page.date_input, "-ends_on").set_value(early)
    by_key(page.text_input, "-name").set_value("Autumn")
    page.button(key="save-figures").click().run()
    assert "first day, then last day" in page.error[0].value
    assert by_key(page.date_input, "-ends_on").value == early
    assert by_key(page.text_input, "-name").value == "Autumn"


def test_a_form_filled_from_an_older_version_overwrites_nothing_and_can_take_the_current_one_over(demo_database, draft):
    page, edition_id = draft
    open_tab(page, "figures")
    by_key(page.text_input, "-name").set_value("Mine")
    other = EditionChanges(goal=7_000 * EURO)
    organiser = demo_organiser(demo_database)
    change_edition(demo_database, organiser, edition_id, changes=other, seen_version=1)
    page.button(key="save-figures").click().run()
    assert "goal in euros" in page.error[0].value
    assert by_key(page.text_input, "-name").value == "Mine"
    assert read_edition(demo_database, edition_id).goal == 7_000 * EURO
    page.button(key="edition-reload").click().run()
    assert by_key(page.number_input, "-goal").value == 7_000


def test_shares_that_do_not_add_up_say_so_while_they_are_typed_and_when_they_are_saved(draft):
    page, _ = draft
    open_tab(page, "projects")
    assert "No project yet" in html_of(page)
    by_key(page.text_input, "-0-name").set_value("Wells")
    by_key(page.text_input, "-0-association").set_value("Water for all")
    by_key(page.number_input, "-0-percent").set_value(60)
    by_key(page.button, "-add").click().run()
    by_key(page.text_input, "-1-name").set_value("Books")
    by_key(page.text_input, "-1-association").set_value("Readers")
    by_key(page.number_input, "-1-percent").set_value(37).run()
    assert any("97%" in caption.value for caption in page.caption)
    page.button(key="save-projects").click().run()
    assert "3%" in page.error[0].value
    assert by_key(page.text_input, "-1-name").value == "Books"
    by_key(page.button, "-1-remove").click().run()
    assert not [field for field in page.text_input if field.key and field.key.endswith("-1-name")]


def test_the_live_example_follows_the_template_and_the_figures(draft):
    page, _ = draft
    open_tab(page, "rules")
    assert "<strong>24 points</strong>" in html_of(page)
    assert "€3.60" in html_of(page)
    page.number_input(key="try-minutes").set_value(60).run()
    assert "<strong>31 points</strong>" in html_of(page)
    by_key(page.button_group, "-template").set_value("steps").run()
    assert not page.exception, page.exception
    assert page.number_input(key="try-steps").value == 8_000
    assert "<strong>42 points</strong>" in html_of(page)


def test_the_running_demo_is_changed_with_a_reason_only_and_its_rules_not_at_all(open_page):
    page = open_page(ORGANISER, "edition", "en")
    open_tab(page, "figures")
    assert by_key(page.date_input, "-starts_on").disabled
    most = by_key(page.number_input, "-team_most")
    most.set_value(most.value + 1)
    page.button(key="save-figures").click().run()
    assert "say why" in page.error[0].value
    by_key(page.text_input, "-reason").set_value("More wish to join")
    page.button(key="save-figures").click().run()
    assert not page.error, page.error
    assert "More wish to join" in everything(open_tab(page, "history"))
    open_tab(page, "rules")
    assert not [button for button in page.button if button.key == "choose-rules"]
    assert "these rules hold for everybody" in html_of(page)


def test_projects_show_what_the_split_makes_of_the_money_so_far(open_page):
    page = open_tab(open_page(ORGANISER, "edition", "en"), "projects")
    words = html_of(page)
    assert "Raised in all" in words
    assert words.count('class="lane"') >= 2


def test_an_organiser_of_several_editions_chooses_one_and_keeps_it_on_other_pages(demo_database, draft):
    page, edition_id = draft
    assert page.selectbox(key="edition-choice").value == edition_id
    demo = find_edition(demo_database, "demo")
    page.selectbox(key="edition-choice").set_value(demo.id).run()
    assert page.title[0].value.startswith("Édition de")
    page = page.switch_page(str(PAGES / "organiser.py")).run()
    assert page.title[0].value.startswith("Édition de")


def give_address(database, email):
    """An address for somebody who takes part in the demo; returns their account."""
    with database.transaction() as connection:
        account_id = connection.scalar(
            Role.__table__.select().with_only_columns(Role.account_id).where(Role.kind == RoleKind.CAPTAIN).limit(1)
        )
        connection.execute(update(Account).where(Account.id == account_id).values(email=email))
    return account_id


def test_a_person_is_found_by_address_and_reason_and_the_look_is_announced(demo_database, open_page):
    give_address(demo_database, "captain@exemple.fr")
    page = open_page(ORGANISER, "people", "en")
    page.text_input(key="find-address").set_value("Captain@exemple.fr")
    page.button(key="find").click().run()
    assert "they will read the reason" in page.error[0].value
    assert page.text_input(key="find-address").value == "Captain@exemple.fr"
    page.text_input(key="find-reason").set_value("Lost slip")
    page.button(key="find").click().run()
    words = everything(page)
    assert "Captain" in words
    assert "the person can see it" in words
    page.text_input(key="find-address").set_value("nobody@exemple.fr")
    page.button(key="find").click().run()
    assert "Nobody in this edition" in page.error[0].value


def test_an_organiser_is_invited_listed_and_the_invitation_taken_back(open_page):
    page = open_page(ORGANISER, "people", "en")
    page.segmented_control(key="people-tab").set_value("organisers").run()
    page.text_input(key="invite-address").set_value("claude at exemple.fr")
    page.button(key="invite-send").click().run()
    assert "not complete" in page.error[0].value
    page.text_input(key="invite-address").set_value("claude@exemple.fr")
    page.button(key="invite-send").click().run()
    assert "claude@exemple.fr" in everything(page)
    next(button for button in page.button if button.key and button.key.startswith("revoke-")).click().run()
    assert "claude@exemple.fr" not in everything(page)


def test_the_last_organiser_who_wants_to_leave_is_told_to_invite_somebody_first(open_page):
    page = open_page(ORGANISER, "people", "en")
    page.segmented_control(key="people-tab").set_value("organisers").run()
    next(button for button in page.button if button.key and button.key.startswith("remove-")).click().run()
    page.button(key="remove-sure").click().run()
    assert "last organiser" in page.error[0].value
    page.button(key="remove-not").click().run()
    assert not [button for button in page.button if button.key == "remove-sure"]


@pytest.mark.parametrize(
    ("role", "name"),
    [
        (ORGANISER, "organiser"),
        (RoleKind.PARTICIPANT, "home"),
        (RoleKind.CAPTAIN, "team"),
        (RoleKind.CAPTAIN, "board"),
    ],
)
def test_everything_shown_before_the_end_of_the_review_says_provisional(demo_database, open_page, role, name):
    assert 'class="provisional"' in everything(open_page(role, name, "en"))
    demo = find_edition(demo_database, "demo")
    names = ("locks_at", "review_ends_at", "evening_at")
    past = {column: getattr(demo, column) - timedelta(days=400) for column in names}
    with demo_database.transaction() as connection:
        connection.execute(update(Edition).where(Edition.id == demo.id).values(**past))
    assert 'class="provisional"' not in everything(open_page(role, name, "en"))
