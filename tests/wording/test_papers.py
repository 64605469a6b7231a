"""Papers: what is printed, page by page, in both languages; typed words print as themselves."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO

import pytest
import typst
from PIL import Image
from pypdf import PdfReader

from challenge.domain.money import MicroEuros
from challenge.domain.pledges import Pledge
from challenge.domain.rules import EFFORT, STEPS
from challenge.wording import outlines
from challenge.wording.papers import (
    BLANK,
    Poster,
    ProjectShare,
    SigningFacts,
    Slip,
    SlipSheet,
    draw_impact_assessment,
    draw_poster,
    draw_privacy_notice,
    draw_slips,
    draw_works_council_note,
)
from challenge.wording.text import LOCALES, catalogue, text
from challenge.wording.typesetting import PAPERS, typeset

URL = "https://challenge.example.org/join/abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
HOSTILE = '#read("/etc/passwd") *bold* $x$ _i_ `c` <l> @r [z] \\u{41} {edition} "q" // c'

SHEET = SlipSheet("Challenge 2027", "Atelier Bleu", URL, "challenge.example.org/coupon", (Slip(7, "K7QM-3F9T-XA"),))
POSTER = Poster(
    edition="Challenge 2027",
    organiser="Collectif des fondations",
    company="Atelier Bleu",
    initials="AB",
    colour="#3f7fbf",
    url=URL,
    address="challenge.example.org/r/7QK4",
    starts_on=date(2027, 3, 2),
    ends_on=date(2027, 3, 29),
)
FACTS = SigningFacts(
    edition="Challenge 2027",
    organiser="Collectif des fondations",
    contact="donnees@example.org",
    site="challenge.example.org",
    company="Atelier Bleu",
    zone="Europe/Paris",
    starts_on=date(2027, 3, 2),
    ends_on=date(2027, 3, 29),
    registration_closes_at=datetime(2027, 3, 5, 22, 59, tzinfo=UTC),
    locks_at=datetime(2027, 4, 1, 10, 0, tzinfo=UTC),
    review_ends_at=datetime(2027, 4, 8, 16, 0, tzinfo=UTC),
    evening_at=datetime(2027, 4, 15, 16, 30, tzinfo=UTC),
    team_least=5,
    team_most=8,
    rules=EFFORT,
    projects=(
        ProjectShare("Un toit", "Habitat Jeunes", "Des nuits.", 70),
        ProjectShare("Ordi", "Les Puces", "Des PC.", 30),
    ),
    made_on=date(2026, 11, 25),
    pledge=Pledge(MicroEuros(150_000), MicroEuros(25_000_000), MicroEuros(5_100_000_000)),
    erased_on=date(2028, 4, 30),
)
NOTES = (draw_works_council_note, draw_privacy_notice, draw_impact_assessment)
PAPERS_DRAWN = ((draw_slips, SHEET), (draw_poster, POSTER), *((draw, FACTS) for draw in NOTES))


def plain(words: str) -> str:
    """Words with every space a plain one."""
    return re.sub(r"\s+", " ", words)


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page, every space a plain one."""
    return [plain(page.extract_text()) for page in PdfReader(BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    return " ".join(pages_of(pdf))


def letters(words: str) -> str:
    """Words without spaces: lines break where they must."""
    return re.sub(r"\s", "", words)


def fonts_of(pdf: bytes) -> dict[str, bool]:
    """Names of the fonts of a paper, and whether each is embedded."""
    fonts = {}
    for page in PdfReader(BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            drawn = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = drawn["/FontDescriptor"]
            fonts[drawn["/BaseFont"].split("+")[-1]] = "/FontFile2" in descriptor or "/FontFile3" in descriptor
    return fonts


def test_twenty_five_slips_fill_three_pages_of_at_most_twelve():
    codes = [f"K7QM-3F9T-{number:02d}" for number in range(1, 26)]
    sheet = replace(SHEET, slips=tuple(Slip(number, code) for number, code in enumerate(codes, start=1)))
    pages = pages_of(draw_slips(sheet, "fr"))
    assert [page.count("K7QM-3F9T-") for page in pages] == [12, 12, 1]
    assert re.findall(r"K7QM-3F9T-\d\d", " ".join(pages)) == codes


@pytest.mark.parametrize("locale", LOCALES)
def test_a_slip_says_whose_it_is_and_what_to_do(locale):
    words = words_of(draw_slips(SHEET, locale))
    steps = [plain(text(locale, key)) for key in ("slip_paper.type", "slip_paper.choose", "slip_paper.keep")]
    number = plain(text(locale, "slip_paper.number", number=7))
    asked = (SHEET.edition, SHEET.company, SHEET.address, "K7QM-3F9T-XA", number, *steps)
    assert [part for part in asked if part not in words] == []


def test_the_longest_name_leaves_a_slip_its_place():
    sheet = replace(SHEET, company="Société coopérative " * 6, edition="Édition " * 15, slips=SHEET.slips * 12)
    assert len(pages_of(draw_slips(sheet, "fr"))) == 1


@pytest.mark.parametrize(("locale", "dates"), [("fr", "Du 2 mars 2027 au 29 mars 2027"), ("en", "2 March 2027")])
def test_a_poster_is_one_page_with_company_dates_and_address(locale, dates):
    pages = pages_of(draw_poster(POSTER, locale))
    assert len(pages) == 1
    assert all(words in pages[0] for words in ("Atelier Bleu", "AB", dates, POSTER.address, POSTER.organiser))


def test_a_poster_of_one_day_says_the_day_once():
    words = words_of(draw_poster(replace(POSTER, ends_on=POSTER.starts_on), "fr"))
    assert words.count("2 mars 2027") == 1


def test_a_poster_shows_the_logo_in_place_of_the_initials():
    png = BytesIO()
    Image.new("RGB", (30, 10), "#c63a22").save(png, "PNG")
    pdf = draw_poster(replace(POSTER, initials="ZQ", logo=png.getvalue()), "fr")
    assert "ZQ" not in words_of(pdf)
    assert b"/Subtype/Image" in pdf.replace(b" ", b"")
    assert b"/Subtype/Image" not in draw_poster(POSTER, "fr").replace(b" ", b"")


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("draw", NOTES, ids=lambda draw: draw.__name__)
def test_a_note_holds_company_organiser_and_date(draw, locale):
    words = words_of(draw(FACTS, locale))
    assert all(fact in words for fact in (FACTS.company, FACTS.organiser, FACTS.edition, FACTS.contact))
    assert ("25 novembre 2026" if locale == "fr" else "25 November 2026") in words


def test_moments_are_told_in_the_zone_of_the_edition():
    words = words_of(draw_works_council_note(FACTS, "fr"))
    moments = ("5 mars 2027 à 23 h 59", "1er avril 2027 à 12 h 00", "8 avril 2027 à 18 h 00", "15 avril 2027 à 18 h 30")
    assert [moment for moment in moments if moment not in words] == []


def test_the_note_to_the_council_holds_rules_promise_and_projects():
    words = words_of(draw_works_council_note(FACTS, "en"))
    held = (
        "0.1 point",
        "at most 50 points",
        "€0.15",
        "€25.00",
        "€5,100.00",
        "Habitat Jeunes",
        "70%",
        "5 to 8 people",
    )
    assert [part for part in held if part not in words] == []


def test_the_rules_told_are_those_of_the_edition():
    words = words_of(draw_works_council_note(replace(FACTS, rules=STEPS), "fr"))
    assert "Chaque pas vaut 0,004 point" in words


@pytest.mark.parametrize(
    ("draw", "articles"),
    [
        (draw_works_council_note, ("L. 2312-38", "L. 1222-4", "L. 1121-1", "L. 1132-1")),
        (draw_privacy_notice, ("art. 6.1.a", "art. 7.3", "art. 15 et 20", "art. 17", "art. 77", "7 jours")),
        (draw_impact_assessment, ("art. 35", "art. 35.2", "art. 35.9", "Vraisemblance", "art. 36")),
    ],
    ids=("council", "privacy", "impact"),
)
def test_a_note_names_the_law_it_rests_on(draw, articles):
    words = words_of(draw(FACTS, "fr"))
    assert [article for article in articles if article not in words] == []


@pytest.mark.parametrize("draw", NOTES, ids=lambda draw: draw.__name__)
def test_what_nobody_said_yet_is_left_to_be_written_in(draw):
    open_facts = replace(FACTS, company=None, pledge=None, erased_on=None, projects=())
    assert words_of(draw(open_facts, "fr")).count(BLANK) > words_of(draw(FACTS, "fr")).count(BLANK)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(("draw", "facts"), PAPERS_DRAWN, ids=lambda one: getattr(one, "__name__", ""))
def test_no_paper_leaves_a_fact_unsaid_or_a_key_in_place_of_its_sentence(draw, facts, locale):
    words = words_of(draw(facts, locale))
    assert not re.search(r"[{}]", words)
    assert [key for key in catalogue(locale) if re.search(rf"(?<![\w.]){re.escape(key)}(?![\w.])", words)] == []


@pytest.mark.parametrize(("draw", "facts"), PAPERS_DRAWN, ids=lambda one: getattr(one, "__name__", ""))
def test_typed_words_print_as_themselves(draw, facts):
    words = words_of(draw(replace(facts, company=HOSTILE, edition=HOSTILE), "fr"))
    assert letters(words).count(letters(HOSTILE)) >= 2
    assert "root:" not in words


def test_a_template_reads_nothing_outside_its_folder():
    """The control for the test above: even a template of ours that asks for such a file is refused."""
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("../text.py")', root=PAPERS)
    with pytest.raises(typst.TypstError):
        typst.compile(b'#read("/etc/passwd")', root=PAPERS)


@pytest.mark.parametrize(("draw", "facts"), PAPERS_DRAWN, ids=lambda one: getattr(one, "__name__", ""))
def test_every_font_is_ours_and_embedded(draw, facts):
    fonts = fonts_of(draw(facts, "fr"))
    assert {name.split("-")[0] for name in fonts} == {"Inter", "BricolageGrotesque"}
    assert all(fonts.values())


@pytest.mark.parametrize(("draw", "facts"), PAPERS_DRAWN, ids=lambda one: getattr(one, "__name__", ""))
def test_a_paper_is_tagged_titled_and_in_its_language(draw, facts):
    reader = PdfReader(BytesIO(draw(facts, "en")))
    assert reader.metadata.title
    assert reader.trailer["/Root"]["/Lang"].startswith("en")
    assert "/StructTreeRoot" in reader.trailer["/Root"]


def test_the_same_facts_give_the_same_bytes():
    assert draw_poster(POSTER, "fr") == draw_poster(POSTER, "fr")


def test_a_kind_of_block_that_nothing_draws_is_refused():
    words = {"title": "t", "brand": "b", "subtitle": "s", "footer": "f", "to_fill": "…"}
    assert typeset("note.typ", {**words, "blocks": [("text", "x")]}, "fr")
    with pytest.raises(typst.TypstError):
        typeset("note.typ", {**words, "blocks": [("unknown", "x")]}, "fr")


def test_every_sentence_of_the_three_notes_is_printed_by_one_of_them():
    held = str((outlines.WORKS_COUNCIL, outlines.PRIVACY, outlines.IMPACT))
    subjects = ("council_note.", "privacy_notice.", "impact.")
    titles = {"council_note.title", "privacy_notice.title", "impact.title"}
    keys = {key for key in catalogue("fr") if key.startswith(subjects)} - titles
    assert [key for key in keys if f"'{key}'" not in held] == []
