"""The team page: its captain renames, greets, invites and hands over; a member reads the welcome and may move on."""

import pytest
from sqlalchemy import insert, select, update

from challenge.domain.disclosure import Visibility
from challenge.store.ids import new_id
from challenge.store.team_models import Participation, Role, RoleKind, Team


def html_of(page):
    return " ".join(element.proto.body for element in page.get("html"))


def markdown_of(page):
    return " ".join(element.value for element in page.markdown)


def everything(page):
    assert not page.exception, page.exception
    assert not page.error, page.error
    return html_of(page)


@pytest.fixture
def demo_database(own_demo):
    return own_demo


@pytest.fixture
def desk(open_page, demo_database):
    """The captain's page of a team whose people appear, beside a second team."""
    with demo_database.transaction() as connection:
        team = connection.execute(
            select(Team.id, Team.entry_id).join(Role, Role.team_id == Team.id).order_by(Role.id)
        ).first()
        connection.execute(
            update(Participation).where(Participation.team_id == team.id).values(visibility=Visibility.NICKNAME)
        )
        connection.execute(insert(Team).values(id=new_id(), entry_id=team.entry_id, name="Second team", seats=8))
    return open_page(RoleKind.CAPTAIN, "team", "en")


def test_a_captain_names_and_greets_the_team_and_members_read_it(desk, open_page):
    desk.text_input(key="team-name").set_value("Les Lionnes")
    desk.text_area(key="welcome").set_value("Welcome <b>all</b>!")
    desk.button(key="save-team").click().run()
    assert "Saved" in desk.success[0].value
    words = everything(open_page(RoleKind.PARTICIPANT, "team", "en"))
    assert "Welcome &lt;b&gt;all&lt;/b&gt;!" in words
    assert "A word from your captain" in words
    assert "Les Lionnes" in everything(open_page(RoleKind.CAPTAIN, "home", "en"))


def test_a_name_that_is_taken_is_refused_with_a_sentence_and_stays_in_the_field(desk):
    desk.text_input(key="team-name").set_value("SECOND team")
    desk.button(key="save-team").click().run()
    assert "already called" in desk.error[0].value
    assert desk.text_input(key="team-name").value == "SECOND team"


def test_the_desk_shows_the_link_its_qr_code_and_nobodys_address(desk):
    words = everything(desk)
    assert "/join/" in desk.code[0].value
    assert "data:image/svg+xml" in words
    assert "seats taken" in words
    assert "@" not in words.replace("@media", "")


def test_a_new_link_says_first_what_becomes_of_the_old_one(desk):
    before = desk.code[0].value
    assert "no longer open anything" in markdown_of(desk)
    desk.button(key="renew-team-link").click().run()
    assert not desk.exception
    assert desk.code[0].value != before


def test_a_member_has_no_desk(open_page):
    page = open_page(RoleKind.PARTICIPANT, "team", "en")
    everything(page)
    assert not [button for button in page.button if button.key == "save-team"]
    assert not page.code


def test_handing_over_says_first_what_it_means_and_takes_the_desk_with_it(desk, demo_database):
    heir = desk.selectbox(key="heir").value
    before = captain_of(demo_database, heir)
    assert "becomes captain at once" in markdown_of(desk)
    desk.button(key="hand-over-team").click().run()
    assert not desk.exception
    after = captain_of(demo_database, heir)
    assert after != before
    assert not [button for button in desk.button if button.key == "save-team"]
    give_back(demo_database, heir, before)


def captain_of(database, participation_id):
    with database.reading() as connection:
        team = select(Participation.team_id).where(Participation.id == participation_id).scalar_subquery()
        return connection.scalar(select(Role.account_id).where(Role.team_id == team))


def give_back(database, participation_id, account_id):
    with database.transaction() as connection:
        team = select(Participation.team_id).where(Participation.id == participation_id).scalar_subquery()
        connection.execute(Role.__table__.update().where(Role.team_id == team).values(account_id=account_id))


@pytest.mark.usefixtures("desk")
def test_changing_teams_says_where_the_points_stay_before_it_is_done(open_page):
    page = open_page(RoleKind.PARTICIPANT, "team", "en")
    everything(page)
    assert "Your points stay in" in markdown_of(page)
    page.button(key="change-team").click().run()
    assert not page.exception
    assert "Welcome to your new team" in page.success[0].value
