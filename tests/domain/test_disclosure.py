"""Disclosure, tried by somebody who subtracts everything shown from everything shown."""

from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from challenge.domain.disclosure import FEWEST_PEOPLE, Person, Visibility, disclosed_people, withheld_groups

VISIBILITIES = st.sampled_from(Visibility)
PEOPLE = st.lists(st.tuples(st.integers(1, 4), VISIBILITIES, st.booleans()), max_size=24).map(
    lambda rows: [Person(key, *row) for key, row in enumerate(rows, 1)]
)


def sizes_of(people):
    return Counter(person.team for person in people if person.has_points) | Counter()


def withheld_teams(people):
    sizes = sizes_of(people)
    return withheld_groups({person.team: sizes[person.team] for person in people})


def unknown_in(people, viewer):
    """People with points whose points the viewer is neither told nor has."""
    told = disclosed_people(people, viewer, withheld_teams(people))
    return [person for person in people if person.has_points and person.key not in told]


def derived_from_team_totals(people, viewer):
    """Hidden people who are all that is left of a team's shown total once everything known is taken off."""
    unknown, withheld = unknown_in(people, viewer), withheld_teams(people)
    left = Counter(person.team for person in unknown)
    return [
        person
        for person in unknown
        if person.visibility is Visibility.HIDDEN and person.team not in withheld and left[person.team] == 1
    ]


def derived_from_the_company_total(people, viewer):
    """Hidden people who are all that is left of the company's total once shown teams and everything known are off."""
    withheld = withheld_teams(people)
    left = [person for person in unknown_in(people, viewer) if person.team in withheld]
    shown = len(withheld) < len({person.team for person in people})
    return [person for person in left if shown and len(left) == 1 and person.visibility is Visibility.HIDDEN]


@given(PEOPLE)
def test_the_public_sees_nobody(people):
    assert disclosed_people(people, None) == frozenset()


@given(PEOPLE, st.integers(1, 24))
def test_everybody_sees_themselves_and_nobody_who_hides(people, viewer):
    told = disclosed_people(people, viewer)
    hidden = {person.key for person in people if person.visibility is Visibility.HIDDEN}
    assert not told & hidden - {viewer}
    assert viewer in told or viewer > len(people)


@given(PEOPLE, st.none() | st.integers(1, 24))
def test_nobody_subtracts_a_hidden_person_out_of_their_teams_total(people, viewer):
    assert derived_from_team_totals(people, viewer) == []


def test_nobody_subtracts_a_hidden_person_out_of_their_companys_total():
    alone = [Person(1, 1, Visibility.HIDDEN, has_points=True)]
    visible = [Person(key, 2, Visibility.NAME, has_points=True) for key in (2, 3)]
    others = [Person(key, 3, Visibility.NICKNAME, has_points=True) for key in range(4, 14)]
    assert derived_from_the_company_total(alone + visible + others, viewer=4) == []


@given(PEOPLE, st.integers(1, 24))
def test_a_team_with_one_or_two_hidden_members_shows_nobody_to_anybody_else(people, viewer):
    hidden = Counter(person.team for person in people if person.visibility is Visibility.HIDDEN)
    told = disclosed_people(people, viewer)
    assert not any(person.key in told and person.key != viewer for person in people if 0 < hidden[person.team] < 3)


def test_a_team_with_three_hidden_members_with_points_shows_those_who_want_to_be_seen():
    hidden = [Person(key, 1, Visibility.HIDDEN, has_points=True) for key in (1, 2, 3)]
    visible = Person(4, 1, Visibility.NAME, has_points=True)
    elsewhere = Person(5, 2, Visibility.NAME, has_points=True)
    assert disclosed_people([*hidden, visible, elsewhere], viewer=5) == {4, 5}


def test_a_hidden_member_without_points_does_not_count_as_a_place_to_hide():
    hidden = [Person(key, 1, Visibility.HIDDEN, has_points=key > 1) for key in (1, 2, 3)]
    visible = Person(4, 1, Visibility.NAME, has_points=True)
    assert disclosed_people([*hidden, visible], viewer=99) == frozenset()


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 12)))
@example({1: 1, 2: 1, 3: 5})
def test_withheld_groups_cannot_be_had_by_subtracting_the_shown_ones(sizes):
    withheld = withheld_groups(sizes)
    together = sum(sizes[key] for key in withheld)
    assert not withheld or together >= FEWEST_PEOPLE or withheld == sizes.keys()


@given(st.dictionaries(st.integers(1, 20), st.integers(0, 12)))
def test_no_group_of_fewer_than_three_people_is_shown(sizes):
    assert all(sizes[key] >= FEWEST_PEOPLE for key in sizes.keys() - withheld_groups(sizes))


@given(st.dictionaries(st.integers(1, 20), st.integers(FEWEST_PEOPLE, 12)))
def test_where_every_group_is_large_enough_none_is_withheld(sizes):
    assert withheld_groups(sizes) == frozenset()
