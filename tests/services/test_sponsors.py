"""Sponsors: in the order that whoever steers gives them, with logos drawn by us; the hall follows at once."""

import json

import pytest

from challenge.errors import (
    LogoFormatError,
    NotFoundError,
    SponsorLineTooLongError,
    SponsorNameMissingError,
    SponsorNameTooLongError,
    TooManySponsorsError,
)
from challenge.services.editions import read_edition
from challenge.services.live import build_snapshot
from challenge.services.logos import redraw_logo
from challenge.services.sponsors import (
    LONGEST_LINE,
    LONGEST_NAME,
    MOST_SPONSORS,
    add_sponsor,
    change_sponsor,
    list_sponsors,
    move_sponsor_up,
    read_sponsor_logo,
    remove_sponsor,
    remove_sponsor_logo,
)
from tests.company_factories import picture
from tests.factories import NOW, make_edition, make_organiser


class Desk:
    """An edition with its organiser, who speaks of sponsors."""

    def __init__(self, database):
        self.database, self.edition_id = database, make_edition(database)
        self.organiser = make_organiser(database, self.edition_id)

    def call(self, service, *arguments, **named):
        return service(self.database, self.organiser, self.edition_id, *arguments, **named)

    def names(self):
        return [listed.sponsor.name for listed in self.call(list_sponsors)]

    def shown(self):
        return json.loads(build_snapshot(self.database, self.edition_id, now=NOW).body)["sponsors"]

    def revision(self):
        return read_edition(self.database, self.edition_id).revision


@pytest.fixture
def desk(database):
    return Desk(database)


def test_a_sponsor_is_shown_with_its_line_and_the_address_of_its_logo(desk):
    key = desk.call(add_sponsor, "  Grand \u202eAir ", "offre\nla soirée", logo=picture())
    (shown,) = desk.shown()
    assert (shown["name"], shown["line"]) == ("Grand Air", "offre la soirée")
    assert shown.keys() == {"name", "line", "logo"}
    assert shown["logo"].startswith(f"/sponsor/{key}/")
    fingerprint = shown["logo"].removesuffix(".png").rpartition("/")[2]
    assert read_sponsor_logo(desk.database, key, fingerprint) == redraw_logo(picture())


def test_sponsors_stand_in_the_order_they_were_given_and_move_up_one_by_one(desk):
    keys = [desk.call(add_sponsor, name) for name in ("A", "B", "C")]
    desk.call(move_sponsor_up, keys[2])
    assert desk.names() == ["A", "C", "B"]
    desk.call(move_sponsor_up, keys[2])
    desk.call(move_sponsor_up, keys[2])
    assert desk.names() == ["C", "A", "B"]
    desk.call(remove_sponsor, keys[0])
    desk.call(add_sponsor, "D")
    assert [sponsor["name"] for sponsor in desk.shown()] == ["C", "B", "D"]


def test_a_change_keeps_the_logo_until_another_comes_or_it_is_taken_away(desk):
    key = desk.call(add_sponsor, "Grand Air", logo=picture())
    before = desk.shown()[0]["logo"]
    desk.call(change_sponsor, key, "Grand Large", "prête la salle")
    assert desk.shown() == [{"name": "Grand Large", "line": "prête la salle", "logo": before}]
    desk.call(change_sponsor, key, "Grand Large", logo=picture(size=(20, 20)))
    assert desk.shown()[0]["logo"] not in {before, None}
    desk.call(remove_sponsor_logo, key)
    assert desk.shown()[0]["logo"] is None
    with pytest.raises(NotFoundError):
        read_sponsor_logo(desk.database, key, before.removesuffix(".png").rpartition("/")[2])


def test_each_change_raises_the_revision_and_what_changes_nothing_does_not(desk):
    first, second = desk.call(add_sponsor, "A"), desk.call(add_sponsor, "B")
    before = desk.revision()
    desk.call(move_sponsor_up, first)
    assert desk.revision() == before
    desk.call(move_sponsor_up, second)
    desk.call(change_sponsor, first, "C")
    desk.call(remove_sponsor, first)
    desk.call(remove_sponsor, first)
    assert desk.revision() == before + 3


@pytest.mark.parametrize(
    ("name", "line", "refused"),
    [
        (" \u200b ", "", SponsorNameMissingError),
        ("x" * (LONGEST_NAME + 1), "", SponsorNameTooLongError),
        ("x", "y" * (LONGEST_LINE + 1), SponsorLineTooLongError),
    ],
)
def test_what_does_not_fit_the_screen_is_refused_and_changes_nothing(desk, name, line, refused):
    key = desk.call(add_sponsor, "x" * LONGEST_NAME, "y" * LONGEST_LINE)
    before = desk.shown(), desk.revision()
    with pytest.raises(refused):
        desk.call(add_sponsor, name, line)
    with pytest.raises(refused):
        desk.call(change_sponsor, key, name, line)
    assert (desk.shown(), desk.revision()) == before


def test_what_is_no_picture_is_refused_and_changes_nothing(desk):
    with pytest.raises(LogoFormatError):
        desk.call(add_sponsor, "Grand Air", logo=b"<svg/>")
    assert desk.names() == []


def test_there_are_no_more_sponsors_than_a_hall_can_tell_apart(desk):
    for number in range(MOST_SPONSORS):
        desk.call(add_sponsor, f"Sponsor {number}")
    with pytest.raises(TooManySponsorsError):
        desk.call(add_sponsor, "One more")
    assert len(desk.names()) == MOST_SPONSORS


@pytest.mark.parametrize(
    ("service", "arguments"), [(change_sponsor, ("X",)), (move_sponsor_up, ()), (remove_sponsor_logo, ())]
)
def test_a_sponsor_of_another_edition_is_not_found(desk, service, arguments):
    key = desk.call(add_sponsor, "Grand Air")
    other = make_edition(desk.database, slug="other")
    with pytest.raises(NotFoundError):
        service(desk.database, make_organiser(desk.database, other), other, key, *arguments)
    remove_sponsor(desk.database, make_organiser(desk.database, other), other, key)
    assert desk.names() == ["Grand Air"]
