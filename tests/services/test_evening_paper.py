"""The evening on paper: what the hall would see, step by step, with the real result and without any person."""

import re
from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from challenge.domain.money import EURO, MicroEuros
from challenge.services.editions import find_edition
from challenge.services.evening_paper import evening_paper
from challenge.services.freezes import end_freeze, freeze_now, reveal_next
from challenge.services.milestones import MilestoneView, set_milestones
from challenge.services.news import write_news
from challenge.services.running_order import CueView, set_order
from challenge.services.sponsors import add_sponsor
from challenge.services.stage import choose_hall_language
from challenge.store.activity_models import AuditEntry
from challenge.store.company_models import Company, Entry, Logo
from challenge.store.edition_models import Project
from challenge.store.stage_models import CueKind, Scene
from challenge.wording.evening_boards import MOST_ONE_BY_ONE, ONE_BY_ONE, ROWS_OF_A_RACE
from challenge.wording.text import catalogue
from tests.company_factories import picture
from tests.factories import (
    NOW,
    REVIEW_ENDS,
    add,
    make_company,
    make_edition,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)

PERSON = "Zebulon"
SMALL = "small"
LONG = "Société coopérative des transports, de la logistique et des mobilités solidaires du littoral"


class Evening:
    """An edition with companies of one team each that have walked one day more than the one before."""

    def __init__(self, database, companies=3, walked=True):
        self.database, self.edition_id = database, make_edition(database, slug="soir", goal_micro_euros=500 * EURO)
        self.organiser, self.people = make_organiser(database, self.edition_id), []
        for number in range(companies):
            entry_id = make_company(database, self.edition_id, name=f"Compagnie {number:02}", headcount=3)
            team_id = make_team(database, entry_id, name=f"Équipe {number:02}")
            self.people.append([make_person(database, team_id, nickname=PERSON) for _ in range(3)])
            if walked:
                self.walk(number, *range(min(number + 1, 20)))

    def walk(self, number, *days):
        for person in self.people[number]:
            for day in days:
                record(self.database, person, outing(day=day))

    def call(self, service, *arguments, **named):
        return service(self.database, self.organiser, self.edition_id, *arguments, **named)

    def order(self, *cues):
        self.call(set_order, [CueView(*cue) for cue in cues], now=NOW)

    def pdf(self, now=NOW):
        return evening_paper(self.database, self.organiser, "soir", now=now)

    def pages(self, now=NOW):
        """Words of each page, the cover among them; signs that a page breaks lines at are plain spaces."""
        reader = PdfReader(BytesIO(self.pdf(now)))
        return [re.sub(r"[\s\u00a0\u202f]+", " ", page.extract_text()) for page in reader.pages]


RACE = (CueKind.SCENE, Scene.RACE, SMALL)
REVEAL = (CueKind.REVEAL, None, SMALL)


@pytest.fixture
def evening(database):
    return Evening(database)


def test_the_cover_says_for_whom_it_is_and_that_it_holds_the_real_result(evening):
    cover = evening.pages()[0]
    assert "Réservé à" in cover
    assert "résultat réel" in cover


def test_every_page_says_provisional_and_of_when_its_figures_are_until_the_review_has_ended(evening):
    evening.order(RACE, (CueKind.SCENE, Scene.COUNTER), REVEAL, (CueKind.CELEBRATE,))
    assert all("Provisoire · chiffres du 24 mars 2025 à 19 h 00" in page for page in evening.pages())
    final = evening.pages(REVIEW_ENDS)
    assert all("Chiffres du 7 avril 2025 à 12 h 00" in page for page in final)
    assert not any("Provisoire" in page for page in final)


def test_a_board_is_uncovered_a_page_a_row_from_last_to_first_with_gap_and_euros(evening):
    evening.order(REVEAL)
    _, last, middle, first = evening.pages()
    assert "Compagnie 00" in last
    assert "première dévoilée" in last
    assert not re.search("Compagnie 0[12]", last)
    assert "Compagnie 01" in middle
    assert "devant Compagnie 00" in middle
    assert "Compagnie 02" not in middle
    assert "devant Compagnie 01" in first
    assert "32 €" in first  # three people, three days of 24 points at 0.15 €


def test_boards_stand_still_until_the_order_ends_the_freeze_while_the_reveal_is_real(evening):
    evening.order(RACE, REVEAL, (CueKind.END_FREEZE,), RACE)
    evening.call(freeze_now, now=NOW)
    evening.walk(0, *range(5, 15))
    _, before, *uncovered, over, after = evening.pages()
    order = [re.findall(r"Compagnie \d\d", page)[0] for page in (before, after)]
    assert order == ["Compagnie 02", "Compagnie 00"]
    assert "Gelés : 24 mars, 19:00" in before
    assert "Gelés" not in after
    assert "Le résultat est là" in over
    assert "devant Compagnie 02" in uncovered[-1]


def test_what_the_hall_has_begun_to_see_is_what_is_printed(evening):
    evening.order(REVEAL)
    evening.call(freeze_now, now=NOW)
    evening.call(reveal_next, SMALL, now=NOW)
    evening.walk(0, *range(5, 15))
    assert "Compagnie 00" in evening.pages()[1]
    evening.call(end_freeze, now=NOW)
    assert "Compagnie 01" in evening.pages()[1]


def test_every_company_of_a_class_is_seen_and_of_teams_the_first(database):
    evening = Evening(database, companies=ROWS_OF_A_RACE + 3)
    evening.order(RACE, (CueKind.SCENE, Scene.TEAMS), (CueKind.REVEAL, None, "teams"))
    _, first, second, teams, *uncovered = evening.pages()
    seen = set(re.findall(r"Compagnie \d\d", first + second))
    assert len(seen) == ROWS_OF_A_RACE + 3
    assert len(set(re.findall(r"Équipe \d\d", teams))) == 10
    assert len(uncovered) == ONE_BY_ONE["teams"]
    assert "devant Équipe 00" in uncovered[0]
    assert f"{MOST_ONE_BY_ONE} premières entreprises" in evening.pages()[0]


def test_each_step_has_its_page(evening):
    add(
        evening.database,
        Project,
        edition_id=evening.edition_id,
        position=0,
        name="Un toit",
        association="Toits",
        purpose="Des nuits au chaud.",
        share_percent=100,
    )
    evening.call(set_milestones, [MilestoneView(MicroEuros(250 * EURO), "Dix nuits")], now=NOW)
    evening.call(add_sponsor, "Grand Air", "prête la salle", logo=picture())
    write_news(evening.database, NOW)
    evening.walk(0, *range(5, 15))
    write_news(evening.database, NOW + timedelta(minutes=1))
    shown = {
        (CueKind.SCENE, Scene.HOLDING): "On se retrouve bientôt",
        (CueKind.SPEECH, None, "", "Bienvenue à tous"): "Bienvenue à tous",
        (CueKind.SCENE, Scene.COUNTER): "Dix nuits",
        (CueKind.SCENE, Scene.PROJECTS): "Des nuits au chaud.",
        (CueKind.SCENE, Scene.NEWS): "Compagnie 00",
        (CueKind.SCENE, Scene.SPONSORS): "prête la salle",
        (CueKind.SCENE, Scene.JOIN): "Et vous, vous bougez",
        (CueKind.SCENE, Scene.PATTERN): "Mire",
        (CueKind.FREEZE,): "Les classements sont gelés",
        (CueKind.CELEBRATE,): "Bravo à toutes et à tous",
    }
    evening.order(*shown)
    pages = evening.pages()[1:]
    assert [words for words, page in zip(shown.values(), pages, strict=True) if words not in page] == []


def test_the_rotation_shows_all_its_scenes_and_an_evening_without_an_order_has_the_usual_one(evening):
    evening.order((CueKind.SCENE, Scene.ROTATION))
    rotation = " ".join(evening.pages())
    assert all(words in rotation for words in ("Compagnie 02", "Équipe 02", "objectif 500 €", "bonnes nouvelles"))
    evening.order()
    usual = " ".join(evening.pages())
    assert all(words in usual for words in ("On se retrouve bientôt", "devant Compagnie 01", "Bravo"))


def test_an_edition_in_which_nothing_has_happened_has_its_evening_too(database):
    evening = Evening(database, companies=0)
    evening.order(*((CueKind.SCENE, scene) for scene in (Scene.RACE, Scene.TEAMS, Scene.NEWS, Scene.PROJECTS)))
    assert len(evening.pages()) == 3


def test_it_speaks_the_language_of_the_hall(evening):
    evening.order(REVEAL, (CueKind.CELEBRATE,))
    evening.call(choose_hall_language, "en", now=NOW)
    pages = evening.pages()
    assert "For the organisers only" in pages[0]
    assert "ahead of Compagnie 01" in pages[3]
    assert all("Provisional · figures of 24 March 2025 at 19:00" in page for page in pages)


def test_no_person_and_no_key_in_place_of_its_sentence_stands_in_it(evening):
    write_news(evening.database, NOW)
    evening.walk(0, *range(5, 15))
    write_news(evening.database, NOW)
    evening.order((CueKind.SCENE, Scene.ROTATION), REVEAL, (CueKind.REVEAL, None, "teams"))
    words = " ".join(evening.pages())
    assert PERSON not in words
    assert not re.search(r"[{}]", words)
    assert [key for key in catalogue("fr") if re.search(rf"(?<![\w.]){re.escape(key)}(?![\w.])", words)] == []


def test_the_longest_names_take_no_page_more_and_typed_words_print_as_themselves(evening):
    hostile = '#read("/etc/passwd") *a* $x$ \\u{41}'
    with evening.database.transaction() as connection:
        entry_ids = connection.scalars(select(Entry.company_id).order_by(Entry.id)).all()
        for number, (key, name) in enumerate(zip(entry_ids, (LONG, LONG + " du Nord", hostile), strict=True)):
            connection.execute(update(Company).where(Company.id == key).values(name=name[:120]))
            if number:
                connection.execute(
                    Logo.__table__.insert().values(company_id=key, png=picture(size=(90, 30)), fingerprint=str(number))
                )
    evening.call(add_sponsor, "S" * 80, "l" * 120)
    cues = [RACE, (CueKind.SCENE, Scene.TEAMS), REVEAL, (CueKind.SCENE, Scene.SPONSORS)]
    evening.order(*cues, (CueKind.SPEECH, None, "", "Merci " * 33))
    pages = evening.pages()
    assert len(pages) == 1 + 1 + 1 + 3 + 1 + 1
    assert hostile.replace(" ", "") in "".join(pages).replace(" ", "")
    assert "root:" not in "".join(pages)


def test_each_printing_is_logged(evening):
    evening.pdf()
    with evening.database.reading() as connection:
        rows = connection.execute(
            select(AuditEntry.actor_id, AuditEntry.edition_id, AuditEntry.at).where(
                AuditEntry.action == "evening_printed"
            )
        ).all()
    assert rows == [(evening.organiser.account_id, evening.edition_id, NOW)]
    assert find_edition(evening.database, "soir").id == evening.edition_id


def test_the_paper_is_titled_tagged_and_of_the_shape_of_a_screen(evening):
    reader = PdfReader(BytesIO(evening.pdf()))
    assert "soir" in reader.metadata.title
    assert "/StructTreeRoot" in reader.trailer["/Root"]
    assert {(page.mediabox.width, page.mediabox.height) for page in reader.pages} == {(960, 540)}
