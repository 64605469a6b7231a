"""Looking back: what somebody usually does is asked of all their activities, beside the server."""

from sqlalchemy import event, select

from challenge.domain.plausibility import Doubt
from challenge.services.activities import Incoming, record_activities
from challenge.services.looking_back import look_back
from challenge.services.notices import read_notices
from challenge.services.verification import verify
from challenge.store.activity_models import Activity, ActivityFinding, FindingState, Source, Status
from challenge.store.edition_models import HoldPolicy
from challenge.store.review_models import Decider, NoticeKind
from tests.factories import NOW, day_steps, make_person, make_somebody, outing, place_of, record


def usual_runs(database, person, *, days=range(8)):
    """Eight runs at ten kilometres an hour, none like the other."""
    for day in days:
        record(database, person, outing(30 + day, day=day, sport="run", distance_m=5_000 + 170 * day))


def doubts_in(database):
    with database.reading() as connection:
        return {
            row.doubt
            for row in connection.execute(
                select(ActivityFinding.doubt).where(ActivityFinding.state == FindingState.OPEN)
            )
        }


def status_of(database, activity_id):
    with database.reading() as connection:
        return connection.scalar(select(Activity.status).where(Activity.id == activity_id))


def test_a_run_twice_as_fast_as_usual_is_doubted_and_counts_where_nothing_hangs_on_it(database):
    person = make_somebody(database, hold_policy=HoldPolicy.NEVER)
    usual_runs(database, person)
    fast = record(database, person, outing(30, day=9, sport="run", distance_m=9_500))
    assert doubts_in(database) == set()
    look_back(database, now=NOW)
    assert Doubt.FASTER_THAN_BEFORE in doubts_in(database)
    assert status_of(database, fast.activity_id) is Status.COUNTED
    assert verify(database) == []


def test_where_it_matters_it_waits_and_its_owner_is_told_which_rule_it_was(database):
    person = make_somebody(database, hold_policy=HoldPolicy.ALWAYS)
    usual_runs(database, person)
    fast = record(database, person, outing(30, day=9, sport="run", distance_m=9_500))
    look_back(database, now=NOW)
    assert status_of(database, fast.activity_id) is Status.HELD
    (notice,) = [told for told in read_notices(database, person, place_of(person)) if told.points < 0]
    assert (notice.kind, notice.decider) == (NoticeKind.DOUBTED, Decider.RULE)
    assert notice.doubt in {Doubt.FASTER_THAN_BEFORE, Doubt.LIKE_A_CHAMPION}
    assert verify(database) == []


def test_whoever_recorded_nothing_since_is_not_looked_at_again(database):
    person = make_somebody(database)
    usual_runs(database, person)
    assert look_back(database, now=NOW) == 1
    assert look_back(database, now=NOW) == 0
    record(database, person, outing(31, day=10))
    assert look_back(database, now=NOW) == 1


def test_looking_twice_at_the_same_changes_nothing(database):
    person = make_somebody(database, hold_policy=HoldPolicy.NEVER)
    usual_runs(database, person)
    record(database, person, outing(30, day=9, sport="run", distance_m=9_500))
    look_back(database, now=NOW)
    before = findings(database)
    record(database, person, outing(33, day=11))
    look_back(database, now=NOW)
    assert findings(database) == before


def findings(database):
    with database.reading() as connection:
        return sorted(connection.execute(select(ActivityFinding.id, ActivityFinding.state)).all())


def test_a_days_steps_many_times_the_usual_are_doubted(database):
    person = make_somebody(database, hold_policy=HoldPolicy.NEVER)
    arrivals = [Incoming(Source.STEPS, f"2025-03-{10 + day}", day_steps(5_000 + 61 * day, day=day)) for day in range(9)]
    arrivals.append(Incoming(Source.STEPS, "2025-03-29", day_steps(64_000, day=11)))
    record_activities(database, person, place_of(person), arrivals, now=NOW)
    look_back(database, now=NOW)
    assert Doubt.MORE_STEPS_THAN_BEFORE in doubts_in(database)


def questions_of(database, people):
    """How many statements it takes to look at people who have just recorded something."""
    for person in people:
        record(database, person, outing(30))
    asked = []

    def count(*_):
        asked.append(1)

    event.listen(database.engine, "before_cursor_execute", count)
    look_back(database, now=NOW)
    event.remove(database.engine, "before_cursor_execute", count)
    return len(asked)


def test_three_times_as_many_people_cost_as_many_questions(database):
    first = make_somebody(database)
    few, many = ([make_person(database, first.participation.team_id) for _ in range(size)] for size in (4, 12))
    assert questions_of(database, few) == questions_of(database, many)


def test_whoever_gives_no_new_doubt_is_looked_at_while_others_write(database):
    for day in range(3):
        usual_runs(database, make_somebody(database, slug=f"of-{day}"), days=range(3))
    written = []

    def note(connection):
        written.append(connection)

    event.listen(database.engine, "commit", note)
    look_back(database, now=NOW)
    event.remove(database.engine, "commit", note)
    assert len(written) == 3, "one line in each edition: how far it was looked back"
