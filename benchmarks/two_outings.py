"""Two outings: pairs of activities that are easily taken for one, each case with the reason as its sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from benchmarks.recorders import INDOORS, Life, Truth, Two


def commute_of_one_device(life: Life) -> Two:
    """There in the morning and back in the evening, recorded by one watch."""
    there = _commute(life)
    return life.watch(there), life.watch(life.again(there, there.start + timedelta(hours=life.between(7, 11))))


def commute_of_one_service(life: Life) -> Two:
    """There and back as a service lists them, without the device."""
    there = _commute(life)
    return life.health(there), life.health(life.again(there, there.start + timedelta(hours=life.between(7, 11))))


def commute_of_two_devices(life: Life) -> Two:
    """There with the watch; back with the phone, for the watch was empty."""
    there = _commute(life)
    return life.watch(there), life.phone(life.again(there, there.start + timedelta(hours=life.between(7, 11))))


def commute_by_the_clock(life: Life) -> Two:
    """There and back nearly whole hours apart, as trains and shifts have it."""
    there = _commute(life)
    back = life.again(there, there.start + timedelta(hours=life.seconds(7, 11), seconds=life.seconds(-60, 60)))
    return life.phone(there), life.chance.choice((life.watch, life.phone, life.health))(back)


def two_short_runs(life: Life) -> Two:
    """Two short runs of one morning."""
    first = life.outing("run", "jog", start=life.at(life.day(), 6, 9), minutes=(12, 28), pauses=(0, 0.05))
    second = life.again(first, first.end + timedelta(minutes=life.between(8, 90)))
    return life.watch(first), life.watch(second)


def two_short_runs_an_hour_apart(life: Life) -> Two:
    """Two short runs that begin an hour or two apart, within a minute."""
    first = life.outing("run", "jog", start=life.at(life.day(), 6, 9), minutes=(12, 28), pauses=(0, 0.05))
    second = life.again(first, first.start + timedelta(hours=life.seconds(1, 2), seconds=life.seconds(-60, 60)))
    return life.health(first), life.chance.choice((life.watch, life.phone, life.health))(second)


def relay_legs(life: Life) -> Two:
    """Two own legs of a relay while a colleague runs between them."""
    first = life.outing("run", "ride", "swim", minutes=(15, 40), pauses=(0, 0.01))
    second = life.again(first, first.end + timedelta(seconds=round(first.seconds * life.between(0.8, 3.2))))
    recorder = life.chance.choice((life.watch, life.phone))
    return recorder(first), recorder(second)


def multisport_legs(life: Life) -> Two:
    """Two legs of one multisport day, the next beginning as the last ends."""
    legs = life.legs()
    first = life.chance.randrange(len(legs) - 1)
    return life.watch(legs[first]), life.watch(legs[first + 1])


def two_halves(life: Life) -> Two:
    """Two pieces of one recording: neither has what the other has, so both count."""
    truth = life.outing(minutes=(30, 200))
    cut = life.between(0.35, 0.65)
    return life.watch(truth.piece(0, cut)), life.watch(truth.piece(cut + 0.02, 1))


def warm_up_then_run(life: Life) -> Two:
    """A walk to the park on the phone, then a run on the watch, a clock a little wrong."""
    walk = life.outing("walk", minutes=(9, 25), pauses=(0, 0.05))
    run = life.outing("run", start=walk.end + timedelta(seconds=life.seconds(0, 240)), minutes=(18, 60))
    return life.phone(walk), life.watch(run, clock=life.seconds(-60, 60))


def one_after_the_other_indoors(life: Life) -> Two:
    """Two sessions of one evening at the gym, often of the same length."""
    first = life.outing(*INDOORS, minutes=(20, 60), pauses=(0, 0.02))
    sport = life.chance.choice([sport for sport in INDOORS if sport != first.sport])
    second = replace(first, sport=sport, start=first.end + timedelta(seconds=life.seconds(60, 900)))
    recorder = life.chance.choice((life.machine, life.health))
    return recorder(first), recorder(second)


def typed_of_another_length(life: Life) -> Two:
    """One outing recorded, and a far longer or shorter one of the same sport typed."""
    truth = life.outing("run", "walk", "ride", minutes=(20, 60), pauses=(0, 0.05))
    share = life.chance.choice((life.between(0.3, 0.6), life.between(1.7, 3)))
    other = replace(truth, seconds=round(truth.seconds * share), metres=round((truth.metres or 0) * share))
    return life.watch(truth), life.memory(other)


def typed_of_another_sport(life: Life) -> Two:
    """One outing recorded, and as long a one of quite another sport typed."""
    truth = life.outing("run", "ride", "swim", minutes=(20, 60))
    other = replace(truth, sport=life.chance.choice(("yoga", "strength", "gardening", "tennis")), metres=None)
    return life.watch(truth), life.memory(other)


def typed_of_other_metres(life: Life) -> Two:
    """As long a run typed, but of far other kilometres: the slow one with the children."""
    truth = life.outing("run", "ride", minutes=(25, 60), pauses=(0, 0.03))
    slow = replace(truth, metres=round((truth.metres or 0) * life.between(0.5, 0.75)))
    return life.watch(truth), life.memory(slow, kilometres=1)


def typed_for_the_next_day(life: Life) -> Two:
    """The daily walk: recorded today, typed tomorrow."""
    today = life.outing("walk", "run", "ride", minutes=(20, 60))
    return life.watch(today), life.memory(life.again(today, today.start + timedelta(days=1)))


def typed_for_another_hour(life: Life) -> Two:
    """A run recorded in the morning, and one as long typed with its own later hour."""
    morning = life.outing("run", "ride", start=life.at(life.day(), 6, 9), minutes=(20, 60))
    evening = life.again(morning, morning.start + timedelta(hours=life.between(2.5, 12)))
    on_the_hour = evening.start.replace(minute=life.chance.choice((0, 30)), second=0, microsecond=0)
    return life.watch(morning), life.memory(evening, start=on_the_hour)


def two_typed(life: Life) -> Two:
    """There and back typed as two entries of one day."""
    there = life.outing("ride", "walk", minutes=(10, 45))
    entry = life.memory(there)
    return entry, replace(entry, key=f"{entry.key}-back")


def same_hour_next_day(life: Life) -> Two:
    """The same lap at the same hour on the next day."""
    today = life.outing("run", "walk", "ride", minutes=(20, 70))
    tomorrow = life.again(today, today.start + timedelta(days=1, seconds=life.seconds(-60, 60)))
    return life.watch(today), life.phone(tomorrow)


def lunch_there_and_back(life: Life) -> Two:
    """To the canteen and back an hour later, the same way."""
    there = life.outing("walk", start=life.at(life.day(), 11.8, 12.6), minutes=(7, 14), pauses=(0, 0.05))
    back = life.again(there, there.start + timedelta(minutes=life.between(50, 70)))
    return life.phone(there), life.phone(back)


def lap_twice(life: Life) -> Two:
    """The same lap in the morning and in the evening, on two devices."""
    first = life.outing("run", "trail_run", start=life.at(life.day(), 6, 9), minutes=(30, 70))
    second = life.again(first, first.start + timedelta(hours=life.between(9, 13)))
    return life.watch(first), life.phone(second)


def yoga_while_the_phone_dozed(life: Life) -> Two:
    """A yoga hour, and the walk home that the phone began to count before the hour was over."""
    yoga = life.outing("yoga", minutes=(40, 70), pauses=(0, 0))
    home = life.outing("walk", start=yoga.end - timedelta(seconds=life.seconds(0, 180)), minutes=(12, 30))
    return life.machine(yoga), life.phone(home)


def _commute(life: Life) -> Truth:
    return life.outing(
        "ride", "walk", "e_bike_ride", "run", start=life.at(life.day(), 6.5, 9), minutes=(10, 45), pauses=(0, 0.08)
    )


TWO_OUTINGS: tuple[Callable[[Life], Two], ...] = (
    commute_of_one_device,
    commute_of_one_service,
    commute_of_two_devices,
    commute_by_the_clock,
    two_short_runs,
    two_short_runs_an_hour_apart,
    relay_legs,
    multisport_legs,
    two_halves,
    warm_up_then_run,
    one_after_the_other_indoors,
    typed_of_another_length,
    typed_of_another_sport,
    typed_of_other_metres,
    typed_for_the_next_day,
    typed_for_another_hour,
    two_typed,
    same_hour_next_day,
    lunch_there_and_back,
    lap_twice,
    yoga_while_the_phone_dozed,
)
