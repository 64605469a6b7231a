"""Disclosure, tried by somebody who subtracts everything shown from everything shown."""

from collections import Counter

from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy import array
from numpy.linalg import matrix_rank

from challenge.domain.disclosure import FEWEST_PEOPLE, Person, Visibility, disclosed_people, withheld_groups

VISIBILITIES = st.sampled_from(Visibility)
TEAMS = st.integers(1, 4)


def person(key, team, visibility, *, has_points=True, left=()):
    """Somebody in a team, who may have earned in teams they have left."""
    earned_in = frozenset([*left, *([team] if has_points else [])])
    return Person(key, earned_in | {team}, earned_in, visibility)


PEOPLE = st.lists(
    st.tuples(TEAMS, VISIBILITIES, st.booleans(), st.sets(TEAMS, max_size=1)),
    max_size=24,
).map(
    lambda rows: [
        person(key, team, visibility, has_points=has_points, left=left)
        for key, (team, visibility, has_points, left) in enumerate(rows, 1)
    ]
)


def withheld_teams(people):
    sizes = Counter(team for each in people for team in each.earned_in)
    moved = [each.earned_in for each in people if len(each.earned_in) > 1]
    return withheld_groups({team: sizes[team] for each in people for team in each.teams}, moved)


def equations(people, viewer):
    """Everything shown, as sums of the points that each person earned in each team; and what these unknowns are."""
    unknowns = [(each.key, team) for each in people for team in sorted(each.earned_in)]
    withheld = withheld_teams(people)
    told = disclosed_people(people, viewer, withheld)
    shown_teams = {team for _, team in unknowns} - withheld
    sums = [[int(team == shown) for _, team in unknowns] for shown in sorted(shown_teams)]
    sums += [[int(key == shown) for key, _ in unknowns] for shown in sorted(told)]
    sums += [[int(unknown == own) for unknown in unknowns] for own in unknowns if own[0] == viewer]
    sums.append([1] * len(unknowns))  # the company's total
    return sums, unknowns


def follows(wanted, sums):
    """Whether a sum can be had by adding and subtracting those shown."""
    return matrix_rank(array([*sums, wanted])) == matrix_rank(array(sums))


def derived(people, viewer):
    """Hidden people whose points follow from everything shown to a viewer."""
    sums, unknowns = equations(people, viewer)
    hidden = [each for each in people if each.visibility is Visibility.HIDDEN and each.earned_in and each.key != viewer]
    return [each.key for each in hidden if follows([int(key == each.key) for key, _ in unknowns], sums)]


@given(PEOPLE)
def test_the_public_sees_nobody(people):
    assert disclosed_people(people, None) == frozenset()


@given(PEOPLE, st.integers(1, 24))
def test_everybody_sees_themselves_and_nobody_who_hides(people, viewer):
    told = disclosed_people(people, viewer)
    hidden = {each.key for each in people if each.visibility is Visibility.HIDDEN}
    assert not told & hidden - {viewer}
    assert viewer in told or viewer > len(people)


@given(PEOPLE, st.none() | st.integers(1, 24))
def test_nobody_subtracts_a_hidden_person_out_of_everything_shown(people, viewer):
    assume(sum(bool(each.earned_in) for each in people) >= FEWEST_PEOPLE)  # a smaller company shows nothing at all
    assert derived(people, viewer) == []


def test_somebody_who_earned_in_two_withheld_teams_hides_nobody_behind_being_counted_twice():
    both, alone = person(1, 1, Visibility.HIDDEN, left=[2]), person(2, 1, Visibility.HIDDEN)
    others = [person(key, 3, Visibility.NAME) for key in range(3, 9)]
    assert withheld_teams([both, alone, *others]) == {1, 2, 3}
    assert derived([both, alone, *others], viewer=2) == []


def test_without_the_rule_a_hidden_person_would_follow_from_the_teams_total():
    people = [person(1, 1, Visibility.HIDDEN), *(person(key, 1, Visibility.NAME) for key in (2, 3, 4))]
    everybody_told = [[1, 1, 1, 1], *([int(n == k) for n in range(4)] for k in (1, 2, 3))]
    assert follows([1, 0, 0, 0], everybody_told)
    assert derived([*people, *(person(key, 2, Visibility.NAME) for key in (5, 6, 7))], viewer=5) == []


def test_a_hidden_person_who_changed_team_is_not_what_is_left_of_the_old_one():
    moved = person(1, 2, Visibility.HIDDEN, has_points=False, left=[1])
    stayed = [person(key, 1, Visibility.NAME) for key in (2, 3, 4)]
    others = [person(key, 2, Visibility.NAME) for key in (5, 6, 7)]
    assert disclosed_people([moved, *stayed, *others], viewer=5) == {5}


@given(PEOPLE, st.integers(1, 24))
def test_a_team_with_one_or_two_hidden_members_shows_nobody_to_anybody_else(people, viewer):
    hidden = Counter(team for each in people if each.visibility is Visibility.HIDDEN for team in each.teams)
    told = disclosed_people(people, viewer) - {viewer}
    assert not any(each.key in told for each in people if any(0 < hidden[team] < 3 for team in each.teams))


def test_a_team_with_three_hidden_members_with_points_shows_those_who_want_to_be_seen():
    hidden = [person(key, 1, Visibility.HIDDEN) for key in (1, 2, 3)]
    visible = person(4, 1, Visibility.NAME)
    elsewhere = person(5, 2, Visibility.NAME)
    assert disclosed_people([*hidden, visible, elsewhere], viewer=5) == {4, 5}


def test_a_hidden_member_without_points_does_not_count_as_a_place_to_hide():
    hidden = [person(key, 1, Visibility.HIDDEN, has_points=key > 1) for key in (1, 2, 3)]
    visible = person(4, 1, Visibility.NAME)
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
