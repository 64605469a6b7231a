"""What hostile and careless people try with the stage, the freeze and the evening on paper, and what comes of it."""

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from challenge.domain.money import EURO, MicroEuros
from challenge.errors import (
    MessageTooLongError,
    MilestoneSumError,
    NotFoundError,
    TooManyMilestonesError,
)
from challenge.services.companies import withdraw_company
from challenge.services.erasure import erase_me
from challenge.services.evening_paper import evening_paper
from challenge.services.freezes import cover_last, end_freeze, freeze_now, plan_freeze, reveal_next, take_due_freezes
from challenge.services.live import build_snapshot, read_mark
from challenge.services.milestones import MilestoneView, set_milestones
from challenge.services.news import write_news
from challenge.services.registration_form import read_form
from challenge.services.running_order import CueView, set_order
from challenge.services.sponsors import add_sponsor
from challenge.services.stage import LONGEST_MESSAGE, count_down_to, say_from_stage, show_scene
from challenge.services.stepping import jump_to, read_evening
from challenge.services.verification import verify
from challenge.store.database import Database
from challenge.store.edition_models import Edition, Project
from challenge.store.stage_models import CueKind, Freeze, Scene
from tests.company_factories import FORM
from tests.factories import (
    NOW,
    add,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)

MINUTE = timedelta(minutes=1)
SLUG = "soir"
WORDS = {
    "typst": "#panic(\"x\") [*a*] $x$ \\ @ref <label> `raw` 'q' // c /* d",
    "html": "</script><!--<img src=x onerror=alert(1)>&lt;",
    "braces": "{name} {0} {n!r} %s ${x} $& \\1",
    "emoji": "\U0001f600\U0001f468\u200d\U0001f469\u200d\U0001f467" * 5,
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 ab",
    "other scripts": "\u6771\u4eac\u90fd \u0395\u03bb\u03bb\u03ac\u03b4\u03b1 \u041c\u0438\u0440",
    "marks above marks": "Z" + "\u0315\u0351\u0300" * 15,
    "breaks of lines": "a\u2028b\u2029c\u0085d\u200b\ufeffe",
    "no letters": "\u0378\ue000\U000e0041x",
    "one word": "W" * 58,
}
"""What people type into names, lines and messages to see what happens."""


class Hall:
    """An edition with two companies of three people each that moved, and an organiser."""

    def __init__(self, database, *, slug=SLUG, words="Alpes", companies=2, people=3, **of_edition):
        self.database = database
        self.edition_id = make_edition(database, slug=slug, **of_edition)
        self.organiser = make_organiser(database, self.edition_id)
        self.entries, self.people = [], []
        for number in range(companies):
            entry_id = make_company(database, self.edition_id, name=f"{words} {number}", headcount=people)
            team_id = make_team(database, entry_id, name=f"{words} {number}")
            self.entries.append(entry_id)
            self.people.append([make_person(database, team_id) for _ in range(people)])
            for person in self.people[-1]:
                record(database, person, outing(day=number))

    def do(self, service, *facts, **named):
        """What an organiser can do."""
        return service(self.database, self.organiser, self.edition_id, *facts, **named)

    def facts(self, now=NOW):
        """What everybody sees."""
        return json.loads(build_snapshot(self.database, self.edition_id, now=now).body)

    def pages(self):
        """The words of the evening on paper, page by page."""
        pdf = evening_paper(self.database, self.organiser, SLUG, now=NOW)
        return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


@pytest.fixture
def hall(database):
    return Hall(database)


WHOLE_EVENING = [
    CueView(CueKind.SCENE, Scene.HOLDING),
    CueView(CueKind.SCENE, Scene.ROTATION),
    CueView(CueKind.FREEZE),
    CueView(CueKind.REVEAL, board="small"),
    CueView(CueKind.REVEAL, board="teams"),
    CueView(CueKind.END_FREEZE),
    CueView(CueKind.SCENE, Scene.RACE),
]


def packed(words):
    """Words as they are compared: of a page nobody knows where its lines break."""
    return re.sub(r"\s", "", words)


@pytest.mark.parametrize("kind", WORDS)
def test_whatever_is_typed_is_shown_as_it_was_typed_and_breaks_neither_snapshot_nor_paper(database, kind):
    words = WORDS[kind]
    hall = Hall(database, words=words)
    project = {"name": words, "association": words, "purpose": words, "share_percent": 100}
    add(database, Project, edition_id=hall.edition_id, position=0, **project)
    with database.transaction() as connection:
        connection.execute(update(Edition).values(name=words))
    hall.do(set_milestones, [MilestoneView(MicroEuros(EURO), words)])
    hall.do(add_sponsor, words, words)
    hall.do(say_from_stage, words, now=NOW)
    hall.do(set_order, [CueView(CueKind.SPEECH, saying=words), *WHOLE_EVENING])
    body = build_snapshot(database, hall.edition_id, now=NOW).body
    facts, pages = json.loads(body), hall.pages()
    assert b"\n" not in body
    assert facts["companies"][0]["name"].startswith(words)
    assert facts["stage"]["message"] == facts["sponsors"][0]["name"]
    assert len(pages) > len(WHOLE_EVENING)
    if kind in {"typst", "html", "braces"}:
        assert packed(words) in packed(pages[1])


def test_a_colour_that_is_none_of_ours_reaches_no_style():
    colours = ("red;background:url(//evil.example)", "#12345", "#gggggg", '"><script>', "", None)
    problems = [read_form({**FORM, "colour": colour})[1] for colour in colours]
    assert all("colour" in found for found in problems)


@pytest.mark.parametrize("words", ["\U0001f600" * 200, "\u0645" * 200, "\u200b" * 5_000 + "x", "\n" * 5_000 + "x"])
def test_a_message_is_as_long_as_what_can_be_seen_of_it(hall, words):
    hall.do(say_from_stage, words, now=NOW)
    assert 0 < len(hall.facts()["stage"]["message"]) <= LONGEST_MESSAGE
    with pytest.raises(MessageTooLongError):
        hall.do(say_from_stage, words + "y" * LONGEST_MESSAGE, now=NOW)


def test_a_message_of_nothing_that_can_be_seen_leads_back_to_all_scenes(hall):
    hall.do(say_from_stage, "\u200b\u202e\ufeff", now=NOW)
    assert (hall.facts()["stage"]["scene"], hall.facts()["stage"]["message"]) == ("rotation", "")


def test_a_countdown_to_the_end_of_time_is_shown(hall):
    hall.do(count_down_to, datetime.max.replace(tzinfo=UTC), now=NOW)
    assert hall.facts()["stage"]["countdown_to"].startswith("9999-12-31T23:59:59")
    assert hall.pages()


def test_milestones_of_one_sum_or_of_more_than_can_be_told_apart_are_refused_and_those_before_stay(hall):
    hall.do(set_milestones, [MilestoneView(MicroEuros(EURO), "First")])
    same = [MilestoneView(MicroEuros(50 * EURO), f"Step {number}") for number in range(12)]
    many = [MilestoneView(MicroEuros(number * EURO), f"Step {number}") for number in range(1, 25)]
    for wanted, error in ((same, MilestoneSumError), (many, TooManyMilestonesError)):
        with pytest.raises(error):
            hall.do(set_milestones, wanted)
    assert [milestone["title"] for milestone in hall.facts()["milestones"]] == ["First"]


@pytest.mark.parametrize(("companies", "people"), [(0, 0), (1, 1), (1, 3), (3, 2)])
def test_an_edition_of_hardly_anybody_without_a_goal_has_an_evening_too(database, companies, people):
    hall = Hall(database, companies=companies, people=people, goal_micro_euros=0)
    write_news(database, NOW)
    hall.do(set_order, WHOLE_EVENING)
    hall.do(freeze_now, now=NOW)
    for board in ("small", "medium", "teams"):
        shown = hall.do(reveal_next, board, now=NOW)
        assert len(shown.rows) + shown.covered == (companies if people >= 3 and board != "medium" else 0)
    hall.do(end_freeze, now=NOW)
    write_news(database, NOW + MINUTE)
    facts = hall.facts()
    assert all(row["rank"] is None for row in facts["companies"]) is (people < 3)
    assert hall.pages()


def test_withheld_rows_stand_in_an_order_that_tells_nothing(database):
    hall = Hall(database, companies=3, people=2)
    before = [row["name"] for row in hall.facts()["companies"]]
    for day in range(5, 15):
        record(database, hall.people[2][0], outing(90, day=day))
    assert [row["name"] for row in hall.facts()["companies"]] == before == sorted(before)


def test_who_steers_one_edition_moves_nothing_of_another_by_its_numbers(database):
    ours, theirs = Hall(database), Hall(database, slug="ailleurs", words="Autres")
    theirs.do(set_order, [CueView(CueKind.SPEECH, saying="Theirs")])
    (cue,) = theirs.do(read_evening).cues
    with pytest.raises(NotFoundError):
        ours.do(jump_to, cue.id, now=NOW)
    ours.do(set_order, [CueView(CueKind.SPEECH, saying="Ours", id=cue.id)])
    assert [step.saying for step in theirs.do(read_evening).cues] == ["Theirs"]
    assert theirs.facts()["stage"]["scene"] == "rotation"


def test_companies_that_leave_in_the_middle_of_a_reveal_stay_on_the_board_and_are_marked(hall):
    hall.do(freeze_now, now=NOW)
    hall.do(reveal_next, "small", now=NOW)
    for entry_id in hall.entries:
        withdraw_company(hall.database, hall.organiser, entry_id, "merged", now=NOW)
    uncovered = hall.do(reveal_next, "small", now=NOW)
    assert uncovered.covered == 0
    facts = hall.facts()
    assert [row["withdrawn"] for row in facts["stage"]["reveal"]["rows"]] == [True, True]
    assert [row["withdrawn"] for row in facts["companies"]] == [True, True]
    assert hall.pages()


def test_somebody_who_erases_everything_in_the_middle_of_a_reveal_moves_no_row_that_was_seen(hall):
    hall.do(freeze_now, now=NOW)
    hall.do(reveal_next, "small", now=NOW)
    before = hall.facts()
    for person in hall.people[0]:
        erase_me(hall.database, person, now=NOW)
    after = hall.facts()
    assert after["stage"]["reveal"] == before["stage"]["reveal"]
    assert after["companies"] == before["companies"]
    assert hall.do(reveal_next, "small", now=NOW).covered == 0
    hall.do(end_freeze, now=NOW)
    assert verify(hall.database) == []


def test_a_row_that_is_covered_again_is_in_no_snapshot_any_more(hall):
    hall.do(freeze_now, now=NOW)
    hall.do(reveal_next, "small", now=NOW)
    shown = hall.facts()["stage"]["reveal"]["rows"]
    hall.do(cover_last, "small")
    assert len(shown) == 1
    assert hall.facts()["stage"]["reveal"]["rows"] == []


def test_a_board_nobody_has_begun_to_uncover_has_no_rows_in_a_snapshot(hall):
    hall.do(freeze_now, now=NOW)
    hall.do(show_scene, Scene.REVEAL, "small", now=NOW)
    assert not (hall.facts()["stage"]["reveal"] or {}).get("rows")


def test_planned_twice_it_freezes_once_at_the_later_word_also_after_the_server_was_restarted(hall):
    hall.do(plan_freeze, NOW + MINUTE, now=NOW)
    hall.do(plan_freeze, NOW + 10 * MINUTE, now=NOW)
    again = Database(hall.database.engine.url.render_as_string(hide_password=False))
    for minutes, frozen in ((5, None), (11, NOW + 11 * MINUTE), (12, NOW + 11 * MINUTE)):
        take_due_freezes(again, NOW + minutes * MINUTE)
        said = hall.facts()["frozen_at"]
        assert (said and datetime.fromisoformat(said)) == frozen
    again.close()
    with hall.database.reading() as connection:
        taken = connection.scalars(select(Freeze.id).where(Freeze.taken_at.is_not(None))).all()
    assert len(taken) == 1


def test_when_the_day_turns_behind_a_freeze_the_snapshot_is_made_anew_and_its_boards_stay(hall):
    hall.do(freeze_now, now=NOW)
    tomorrow = NOW + timedelta(days=1)
    snapshot = build_snapshot(hall.database, hall.edition_id, now=NOW)
    assert not snapshot.holds(read_mark(hall.database, hall.edition_id, now=tomorrow))
    today, later = hall.facts(), hall.facts(tomorrow)
    assert later["day"] == today["day"] + 1
    assert (later["companies"], later["teams"]) == (today["companies"], today["teams"])
