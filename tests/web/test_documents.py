"""Documents: papers for everybody, poster and slips for the HR managers of the company and nobody else."""

import io

import pytest
from lxml import html
from plain_visit import HOME, alert_of, form_of, visit
from pypdf import PdfReader

from challenge.services.editions import utc_now
from challenge.services.papers import Paper
from challenge.services.sessions import open_session
from challenge.services.slip_entry import is_unused
from challenge.services.slips import list_slips
from challenge.store.edition_models import EditionState
from challenge.web import documents
from tests.factories import make_captain, make_company, make_edition, make_hr_manager, make_person, make_team


class Scene:
    """A company of an edition, another one, and whoever may want its papers."""

    def __init__(self, database):
        self.database = database
        self.edition_id = make_edition(database, slug="printemps")
        self.entry_id = make_company(database, self.edition_id, name="Les Ateliers")
        rival = make_company(database, self.edition_id)
        team_id = make_team(database, self.entry_id)
        self.people = {
            "hr_manager": make_hr_manager(database, self.edition_id, self.entry_id),
            "rival": make_hr_manager(database, self.edition_id, rival),
            "captain": make_captain(database, team_id),
            "participant": make_person(database, team_id),
        }

    def sign_in(self, client, name):
        with self.database.transaction() as connection:
            token = open_session(connection, self.people[name].account_id, utc_now())
        client.cookies.set("session", token)


@pytest.fixture
def scene(web_database):
    return Scene(web_database)


@pytest.fixture
def client(scene):  # noqa: ARG001  the settings name its database
    with visit(documents) as client:
        yield client


def words_of(answer):
    assert answer.headers["content-type"] == "application/pdf"
    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


@pytest.mark.parametrize("locale", ["fr", "en"])
@pytest.mark.parametrize("paper", Paper)
def test_everybody_reads_the_papers_of_an_edition_before_signing(client, paper, locale):
    listed = html.fromstring(client.get(f"/documents?lang={locale}").text).xpath("//a/@href")
    address = f"/documents/edition/printemps/{paper}.pdf?lang={locale}"
    assert address in listed
    assert "printemps" in words_of(client.get(address))


def test_a_draft_and_an_unknown_edition_have_no_papers(client, scene):
    make_edition(scene.database, slug="draft", state=EditionState.DRAFT)
    for slug in ("draft", "nowhere"):
        assert client.get(f"/documents/edition/{slug}/privacy.pdf").status_code == 404
    assert client.get("/documents/edition/printemps/secret.pdf").status_code == 404


def test_the_poster_of_a_company_is_for_its_hr_manager(client, scene):
    scene.sign_in(client, "hr_manager")
    assert "Les Ateliers" in words_of(client.get(f"/documents/poster/{scene.entry_id}.pdf"))


@pytest.mark.parametrize("path", ["/documents/poster/{}.pdf", "/documents/slips/{}"])
@pytest.mark.parametrize("name", ["rival", "captain", "participant"])
def test_to_others_there_is_nothing_there(client, scene, name, path):
    scene.sign_in(client, name)
    assert client.get(path.format(scene.entry_id)).status_code == 404


def test_whoever_is_not_signed_in_does_so_first(client, scene):
    answer = client.get(f"/documents/slips/{scene.entry_id}")
    assert answer.headers["location"] == f"/sign-in?next=/documents/slips/{scene.entry_id}"


def print_slips(client, scene, **typed):
    page = client.get(f"/documents/slips/{scene.entry_id}")
    hidden = {"token": form_of(page).xpath(".//input[@name='token']/@value")[0]}
    return client.post(f"/documents/slips/{scene.entry_id}", data=hidden | typed, headers={"origin": HOME})


def test_slips_are_printed_once_and_their_codes_open_accounts(client, scene):
    scene.sign_in(client, "hr_manager")
    words = words_of(print_slips(client, scene, count="13")).split()
    codes = [word for word in words if word.count("-") == 2 and len(word) == 12]
    assert len(codes) == 13
    assert all(is_unused(scene.database, code, client="here") for code in codes)
    assert not any(code in client.get(f"/documents/slips/{scene.entry_id}").text for code in codes)


def test_one_slip_is_issued_again_by_its_number(client, scene):
    scene.sign_in(client, "hr_manager")
    print_slips(client, scene, count="3")
    words_of(print_slips(client, scene, number="2"))
    lines = list_slips(scene.database, scene.people["hr_manager"], scene.entry_id)
    assert [line.number for line in lines] == [1, 2, 3]


@pytest.mark.parametrize("count", ["", "0", "-3", "9999", "12345678", "many"])
def test_a_number_that_cannot_be_is_refused_with_a_sentence_and_prints_nothing(client, scene, count):
    scene.sign_in(client, "hr_manager")
    assert alert_of(print_slips(client, scene, count=count))
    assert list_slips(scene.database, scene.people["hr_manager"], scene.entry_id) == []


def test_another_site_prints_nothing(client, scene):
    scene.sign_in(client, "hr_manager")
    evil = {"origin": "https://evil.example"}
    assert client.post(f"/documents/slips/{scene.entry_id}", data={"count": "5"}, headers=evil).status_code in {
        403,
        422,
    }
    assert list_slips(scene.database, scene.people["hr_manager"], scene.entry_id) == []


@pytest.mark.parametrize("address", ["/documents/slips/{}", "/documents/poster/{}.pdf"])
def test_a_number_that_no_database_takes_is_nobodys(client, scene, address):
    scene.sign_in(client, "hr_manager")
    assert client.get(address.format(2**63)).status_code == 404


@pytest.mark.parametrize("entry", ["0", "9" * 20, "9" * 5_000], ids=["nobody's", "too large for any row", "endless"])
def test_a_number_that_is_no_companys_finds_nothing(client, scene, entry):
    scene.sign_in(client, "hr_manager")
    assert client.get(f"/documents/poster/{entry}.pdf").status_code == 404
