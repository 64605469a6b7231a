"""One outing: pairs of activities that tell of the same, each case with the reason as its sentence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from benchmarks.recorders import INDOORS, PARIS, Life, Truth, Two, called, moved, numbered, read_again

FARTHEST_ZONES = (1, 1, 1, 2, 2, 2, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14)
"""Hours by which a clock is wrong: at home one in winter and two in summer, any for those who travel."""
UNEVEN_ZONES = (3.5, 4.5, 5.5, 5.75, 6.5, 9.5, 10.5)


def watch_and_phone(life: Life) -> Two:
    """A watch and a phone saw the same outing."""
    truth = life.outing()
    return life.watch(truth), life.phone(truth)


def watch_and_health_app(life: Life) -> Two:
    """A watch's file, and a health app's list that may not say when it ended."""
    truth = life.outing()
    return life.watch(truth), life.health(truth)


def one_recording_two_ways(life: Life) -> Two:
    """The watch's own file, and what a service made of it."""
    file = life.watch(life.outing())
    return file, read_again(life, file)


def export_and_service(life: Life) -> Two:
    """One number at one service, from its export and from its interface, perhaps edited in between."""
    number = f"strava:{life.seconds(10**9, 10**10)}"
    file = life.watch(life.outing("run", "ride", "walk", "swim"), source="strava_archive")
    edited = called(moved(read_again(life, file), life.seconds(0, 400)), life.chance.choice(("workout", "run", "ride")))
    return numbered(file, number), numbered(edited, number)


def clock_skew(life: Life) -> Two:
    """Two devices, one clock up to 90 seconds wrong."""
    truth = life.outing()
    return life.watch(truth), life.watch(truth, name="bike computer", clock=life.seconds(-78, 78))


def zone_of_whole_hours(life: Life) -> Two:
    """A file in local time was read as UTC, or the other way round."""
    file = life.watch(life.outing())
    again = read_again(life, file)
    hours = life.chance.choice((-1, 1)) * life.chance.choice(FARTHEST_ZONES)
    return moved(file, hours * 3600), again


def zone_of_uneven_hours(life: Life) -> Two:
    """The same in a country whose clock is a half or a quarter off the hour."""
    file = life.watch(life.outing())
    return moved(file, life.chance.choice((-1, 1)) * life.chance.choice(UNEVEN_ZONES) * 3600), read_again(life, file)


def zone_of_two_devices(life: Life) -> Two:
    """A watch's file in the wrong zone of home, and the phone's own record of the same outing."""
    truth = life.outing(minutes=(25, 150))
    home = truth.start.astimezone(PARIS).utcoffset() or timedelta(0)
    return moved(life.watch(truth), life.chance.choice((-1, 1)) * home.total_seconds()), life.phone(truth)


def zone_without_metres(life: Life) -> Two:
    """An indoor session whose file was read in the wrong zone; nothing but its seconds tells."""
    file = life.machine(life.outing(*INDOORS), source="file")
    again = replace(read_again(life, file), measure=file.measure)
    return moved(file, life.chance.choice((-2, -1, 1, 2)) * 3600), again


def long_pauses(life: Life) -> Two:
    """A café or a summit: one device stood still with its owner, the other ran on."""
    truth = life.outing("ride", "hike", "mountain_bike_ride", "walk", minutes=(80, 300), pauses=(0.15, 0.45))
    return life.watch(truth), life.phone(truth, source=life.chance.choice(("strava", "file")))


def half_of_a_whole(life: Life) -> Two:
    """One device was stopped in the middle and started again; the other has the whole."""
    truth = life.outing(minutes=(30, 200))
    cut = life.between(0.35, 0.65)
    since, until = life.chance.choice(((0, cut), (cut + 0.01, 1)))
    return life.watch(truth.piece(since, until)), life.phone(truth)


def battery_died(life: Life) -> Two:
    """The watch went dark on the way; the phone saw all of it."""
    truth = life.outing(minutes=(40, 300))
    return life.watch(truth.piece(0, life.between(0.25, 0.8))), life.phone(truth)


def started_late(life: Life) -> Two:
    """The phone was started a few minutes after the watch."""
    truth = life.outing(minutes=(35, 120))
    return life.watch(truth), life.phone(truth.piece(life.between(0.08, 0.3), 1))


def started_late_stopped_late(life: Life) -> Two:
    """One was started late, the other stopped early: neither has the whole."""
    truth = life.outing(minutes=(35, 120))
    return life.watch(truth.piece(0, life.between(0.8, 0.95))), life.phone(truth.piece(life.between(0.08, 0.2), 1))


def guessed_sport(life: Life) -> Two:
    """A device guessed a sport nearby, or names none."""
    truth = life.outing("walk", "hike", "run", "trail_run", "ride", "e_bike_ride", "nordic_walk")
    guesses = {"e_bike_ride": ("ride", "mountain_bike_ride"), "ride": ("e_bike_ride", "commute_ride", None)}
    foot = ("walk", "hike", "run", "jog", "other", None)
    return life.watch(truth), called(life.phone(truth), life.chance.choice(guesses.get(truth.sport, foot)))


def wrong_mode(life: Life) -> Two:
    """The watch was left in the mode of yesterday's sport."""
    truth = life.outing("ride", "kayak", "inline_skate", "run")
    return called(life.watch(truth), life.chance.choice(("swim", "strength", "walk"))), life.phone(truth)


def treadmill(life: Life) -> Two:
    """A treadmill's own record and a watch that knows no metres, or other ones."""
    truth = life.outing("run", "walk", "jog", minutes=(18, 70), pauses=(0, 0.03))
    metres = life.chance.random() < 0.4
    return life.machine(truth, source="file", metres=metres), life.machine(truth)


def treadmill_and_typed(life: Life) -> Two:
    """A treadmill without metres, and what its owner read off the screen and typed."""
    truth = life.outing("run", "walk", minutes=(20, 70), pauses=(0, 0.02))
    return life.machine(truth, source="file", metres=False), life.memory(truth, kilometres=0.8)


def swim_and_typed(life: Life) -> Two:
    """A watch in the pool that stops at the wall, and the same swim typed."""
    truth = life.outing("swim", pauses=(0.05, 0.3))
    return life.machine(truth, source="file"), life.memory(truth, kilometres=0.7)


def typed_without_hour(life: Life) -> Two:
    """Recorded, and typed again in the evening with the day alone."""
    truth = life.outing("run", "walk", "ride", "hike", "e_bike_ride", minutes=(18, 160))
    recorded = life.chance.choice((life.watch, life.phone, life.health))(truth)
    return recorded, life.memory(truth)


def typed_with_rough_hour(life: Life) -> Two:
    """Recorded, and typed with the hour as it is remembered."""
    truth = life.outing("run", "walk", "ride", "swim", start=life.at(life.day(), 6.5, 20), minutes=(20, 100))
    half_hours = round((truth.start.timestamp() + life.seconds(-1200, 1200)) / 1800)
    rough = truth.start.fromtimestamp(half_hours * 1800, truth.start.tzinfo)
    return life.watch(truth), life.memory(truth, start=rough)


def total_and_leg(life: Life) -> Two:
    """A multisport day as one entry, and one of its legs."""
    legs = life.legs()
    whole = Truth("other", legs[0].start, int((legs[-1].end - legs[0].start).total_seconds()), 0, None)
    total = called(life.health(whole), life.chance.choice(("other", "workout", None)))
    return total, life.watch(life.chance.choice(legs))


def cropped_copy(life: Life) -> Two:
    """The same recording with the way home cut off."""
    truth = life.outing(minutes=(30, 120))
    whole = life.watch(truth)
    return whole, replace(life.phone(truth.piece(0.03, life.between(0.8, 0.95))), evidence=whole.evidence)


def one_device_two_apps(life: Life) -> Two:
    """Two apps on one phone, one of which takes the sport for another."""
    truth = life.outing("ride", "run", "inline_skate")
    first, second = life.phone(truth), life.phone(truth, source="apple_health")
    return first, called(second, life.chance.choice((truth.sport, "workout", "walk")))


ONE_OUTING: tuple[Callable[[Life], Two], ...] = (
    watch_and_phone,
    watch_and_health_app,
    one_recording_two_ways,
    export_and_service,
    clock_skew,
    zone_of_whole_hours,
    zone_of_uneven_hours,
    zone_of_two_devices,
    zone_without_metres,
    long_pauses,
    half_of_a_whole,
    battery_died,
    started_late,
    started_late_stopped_late,
    guessed_sport,
    wrong_mode,
    treadmill,
    treadmill_and_typed,
    swim_and_typed,
    typed_without_hour,
    typed_with_rough_hour,
    total_and_leg,
    cropped_copy,
    one_device_two_apps,
)
