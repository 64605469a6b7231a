"""Under a freeze no service tells anybody but the organiser how things really stand."""

import inspect
import io
import json
import re
from zipfile import ZipFile

import pytest
from test_permissions import TABLE as PERMISSIONS

from challenge.domain.standings import Ranking
from challenge.services import (
    appeals,
    boards,
    companies,
    employer,
    entrance,
    explanations,
    home,
    joining,
    my_data,
    notices,
    rules,
    teams,
)
from challenge.services.freezes import end_freeze
from challenge.services.live import build_snapshot
from challenge.services.news import write_news
from challenge.services.weeks import close_weeks
from tests.factories import place_of
from tests.frozen_scene import BYSTANDERS, FrozenScene, figures_in, without_what_runs_on
from tests.mailbox import mails


def own_place(read):
    """A reader of one's own participation, for those who have one."""
    return lambda scene, actor: read(scene.database, actor, place_of(actor)) if actor.participation else None


def newest_day(scene, actor):
    """One's own newest day, for those who have a participation."""
    if not actor.participation:
        return None
    return explanations.explain_newest_day(scene.database, actor, place_of(actor), since=scene.first)


def own_team(read):
    """A reader of one's team."""
    return lambda scene, actor: read(scene.database, actor, scene.aigles) if actor.participation else None


def own_company(read):
    """A reader of the company that an HR manager runs."""
    return lambda scene, actor: None if actor.participation else read(scene.database, actor, actor.held[0].entry_id)


def of_captain(read):
    """A reader of the team that a captain leads."""
    return lambda scene, actor: read(scene.database, scene.leading, scene.aigles) if actor is scene.captain else None


def each_ranking(read):
    """A board in every order."""
    return lambda scene, actor: [read(scene.database, actor, scene.edition_id, ranking) for ranking in Ranking]


def exported(scene, actor):
    """All that is kept of somebody, but for the log that grows with each export."""
    files = json.loads(ZipFile(io.BytesIO(my_data.export_my_data(scene.database, actor))).read("data.json"))
    return {name: rows for name, rows in files.items() if name not in {"audit", "sessions"}}


READS = {
    boards.read_company_boards: each_ranking(boards.read_company_boards),
    boards.read_team_board: each_ranking(boards.read_team_board),
    boards.read_people: lambda scene, actor: [
        boards.read_people(scene.database, actor, scene.edition_id, team_id=team_id) for team_id in (None, scene.aigles)
    ],
    home.read_home: own_place(home.read_home),
    explanations.explain_days: own_place(explanations.explain_days),
    explanations.explain_newest_day: newest_day,
    my_data.export_my_data: exported,
    joining.other_teams: own_place(joining.other_teams),
    teams.read_welcome: own_team(teams.read_welcome),
    teams.read_team_desk: of_captain(teams.read_team_desk),
    entrance.read_join: lambda scene, actor: entrance.read_join(scene.database, actor, scene.token),
    employer.read_employer_view: own_company(employer.read_employer_view),
    companies.read_company: own_company(companies.read_company),
    notices.read_notices: own_place(notices.read_notices),
    notices.count_new_notices: own_place(notices.count_new_notices),
    appeals.read_contested: own_place(appeals.read_contested),
    rules.own_rate: lambda scene, actor: rules.own_rate(scene.database, actor),
}
"""Every service by which anybody reads something that could hold a standing."""

TELL_NO_STANDING = {
    "accounts", "consents", "edition_office", "erasure", "managers", "papers", "people_desk", "preferences",
    "registration", "second_step", "sessions", "slips", "strava_state", "uploads", "large_uploads",
    "upload_preview", "upload_keys", "phone_import", "outing_links",
}  # fmt: skip
"""Services of people, papers and settings; what they answer holds no sum of a team or company."""

ANSWERS_TO_A_CHANGE = {
    "record_activities", "record_steps", "record_measured", "edit_activity", "restore_activity", "join_team",
    "team_link", "renew_team_link", "team_name", "read_blank_home",
    "read_appeal_file", "put_together", "takes_part", "read_my_account", "renew_join_link",
}  # fmt: skip
"""What they answer is a name, an address, or what somebody has just done."""

BEYOND_THE_PICTURE = re.compile(r"revision=\d+|ledger_length=\d+|ledger_head='\w+'")
"""What says that something has changed, and not what."""


def told(scene, role):
    """All that a role is told, service by service."""
    actor = scene.actor(role)
    return {service.__name__: BEYOND_THE_PICTURE.sub("", repr(read(scene, actor))) for service, read in READS.items()}


@pytest.fixture
def frozen(database):
    """The scene, frozen, before anything is logged behind."""
    return FrozenScene(database).freeze()


def test_every_service_that_tells_somebody_other_than_an_organiser_something_is_searched():
    open_to_others = {
        service
        for service, _, expected in PERMISSIONS
        if any(error is None for role, error in expected.items() if role not in {"organiser", "other_organiser"})
        and inspect.signature(service).return_annotation is not None
    }
    forgotten = {
        f"{service.__module__}.{service.__name__}"
        for service in open_to_others - READS.keys()
        if service.__module__.rpartition(".")[2] not in TELL_NO_STANDING and service.__name__ not in ANSWERS_TO_A_CHANGE
    }
    assert forgotten == set()


@pytest.mark.parametrize("role", BYSTANDERS)
def test_whoever_logs_nothing_reads_the_same_whatever_is_logged_behind(frozen, role):
    before = told(frozen, role)
    frozen.log_behind()
    close_weeks(frozen.database)
    assert told(frozen, role) == before


def test_whoever_logs_behind_it_sees_own_points_move_and_no_figure_of_the_real_standing(frozen):
    before, read_before = home.read_home(frozen.database, frozen.mover, place_of(frozen.mover)), told(frozen, "mover")
    frozen.log_behind()
    after, read_after = home.read_home(frozen.database, frozen.mover, place_of(frozen.mover)), told(frozen, "mover")
    assert after.points > before.points
    assert after.euros.earned > after.euros.counted > before.euros.counted
    for name in ("read_company_boards", "read_team_board", "read_people"):
        assert read_after[name] == read_before[name], name
    untold = frozen.untold()
    assert {name: figures_in(words) & untold for name, words in read_after.items() if figures_in(words) & untold} == {}


def snapshot(scene):
    return json.loads(build_snapshot(scene.database, scene.edition_id).body)


def test_the_snapshot_keeps_every_row_while_the_grand_total_runs_on(frozen):
    write_news(frozen.database)
    before = snapshot(frozen)
    frozen.log_behind()
    write_news(frozen.database)
    after = snapshot(frozen)
    assert without_what_runs_on(after) == without_what_runs_on(before)
    assert after["totals"]["points"] > before["totals"]["points"]
    assert after["totals"]["micro_euros"] > before["totals"]["micro_euros"]
    assert {item["kind"] for item in after["news"]} <= {"total_euros", "milestone", "company_joined"}
    assert figures_in(json.dumps(after)) & frozen.untold() == set()


def test_no_mail_tells_it(frozen):
    frozen.log_behind()
    close_weeks(frozen.database)
    words = repr(mails(frozen.database))
    assert figures_in(words) & frozen.untold() == set()


def test_once_the_freeze_has_ended_the_same_search_finds_what_was_not_told(frozen):
    frozen.log_behind()
    untold = frozen.untold()
    end_freeze(frozen.database, frozen.organiser, frozen.edition_id)
    found = figures_in(json.dumps(snapshot(frozen)))
    assert len(untold) > 20
    assert len(found & untold) > 10
    assert figures_in(told(frozen, "mover")["read_company_boards"]) & untold
