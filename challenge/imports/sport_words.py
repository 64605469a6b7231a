"""Sport words: what devices and services call a sport, and its name in our list."""

import re
import unicodedata

from challenge.domain.sports import all_sports

_WORDS = {
    "run": "running run runs treadmillrunning treadmill indoorrunning virtualrun streetrunning trackrunning course"
    " courseapied footing 9",
    "jog": "jogging",
    "trail_run": "trailrunning trail trailrun courseentrail",
    "walk": "walking walk walks casualwalking speedwalking indoorwalking marche marcheapied 10",
    "nordic_walk": "nordicwalking marchenordique",
    "hike": "hiking hike trekking mountaineering randonnee randonneepedestre rando 4",
    "stairs": "stairclimbing stairstepper floorclimbing",
    "ride": "cycling biking bike bicycle roadbiking roadcycling road gravelride gravelcycling velomobile cyclocross"
    " velo cyclisme 1",
    "commute_ride": "commuting commutecycling bikecommuting",
    "mountain_bike_ride": "mountainbiking mtb mountainbike vtt",
    "indoor_ride": "indoorcycling virtualride virtualcycling indoorbiking hometrainer",
    "spinning": "spin",
    "swim": "swimming lapswimming openwaterswimming poolswimming natation",
    "rowing": "rowingv2 aviron",
    "indoor_rowing": "virtualrow rameur",
    "canoe": "canoeing",
    "kayak": "kayaking paddling",
    "stand_up_paddling": "standuppaddleboarding sup paddle paddleboarding",
    "surf": "surfing",
    "windsurf": "windsurfing",
    "kitesurf": "kitesurfing kiteboarding",
    "sail": "sailing voile",
    "strength": "strengthtraining weighttraining musculation",
    "workout": "fitnessequipment training cardiotraining cardio indoorcardio fitness",
    "circuit_training": "hiit crossfit highintensityintervaltraining",
    "stretching": "flexibilitytraining",
    "tai_chi": "taichi",
    "elliptical": "ellipticaltrainer crosstrainer",
    "rope_skipping": "jumprope jumproping",
    "dance": "dancing danse",
    "football": "soccer",
    "tennis": "padel pickleball platformtennis",
    "badminton": "racquetball",
    "boxing": "boxe",
    "martial_arts": "mixedmartialarts karate judo",
    "climbing": "rockclimbing indoorclimbing bouldering escalade",
    "horse_riding": "horsebackriding equitation",
    "skateboard": "skateboarding",
    "inline_skate": "inlineskating rollerskating rollerski roller",
    "alpine_ski": "alpineskiing downhillskiing skiing resortskiing backcountryski backcountryskiing",
    "snowboard": "snowboarding",
    "nordic_ski": "nordicskiing crosscountryskiing skateskiing xcskiing skidefond",
    "ice_skate": "iceskating",
    "snowshoe": "snowshoeing",
    "e_bike_ride": "ebiking ebike ebikeride emountainbikeride",
    "wheelchair": "wheelchairpushwalk wheelchairpushrun",
    "handbike": "handcycle handcycling",
    "gardening": "jardinage",
}

_OF_FIT = {
    ("running", "trail"): "trail_run",
    ("cycling", "mountain"): "mountain_bike_ride",
    ("cycling", "downhill"): "mountain_bike_ride",
    ("cycling", "mixed_surface"): "ride",
    ("cycling", "indoor_cycling"): "indoor_ride",
    ("cycling", "virtual_activity"): "indoor_ride",
    ("cycling", "spin"): "spinning",
    ("cycling", "commuting"): "commute_ride",
    ("cycling", "hand_cycling"): "handbike",
    ("cycling", "indoor_hand_cycling"): "handbike",
    ("cycling", "e_bike_fitness"): "e_bike_ride",
    ("cycling", "e_bike_mountain"): "e_bike_ride",
    ("cycling", "e_bike_enduro"): "e_bike_ride",
    ("fitness_equipment", "indoor_cycling"): "indoor_ride",
    ("fitness_equipment", "spin"): "spinning",
    ("fitness_equipment", "treadmill"): "run",
    ("fitness_equipment", "indoor_walking"): "walk",
    ("fitness_equipment", "stair_climbing"): "stairs",
    ("rowing", "indoor_rowing"): "indoor_rowing",
    ("racket", "table_tennis"): "table_tennis",
    ("racket", "badminton"): "badminton",
    ("racket", "squash"): "squash",
    ("racket", "racquetball"): "badminton",
    ("racket", "pickleball"): "tennis",
    ("racket", "padel"): "tennis",
}

_TELLING_SUB_SPORTS = frozenset(
    {
        "amrap",
        "bouldering",
        "cardio_training",
        "elliptical",
        "emom",
        "flexibility_training",
        "hiit",
        "indoor_climbing",
        "indoor_rowing",
        "pilates",
        "stair_climbing",
        "strength_training",
        "tabata",
        "yoga",
    }
)
"""Sub-sports that name the sport whatever stands before them, as in training/yoga."""

_FIT_OTHERS = frozenset(
    {
        "american_football",
        "baseball",
        "disc_golf",
        "diving",
        "lacrosse",
        "racket",
        "rafting",
        "softball_fast_pitch",
        "softball_slow_pitch",
        "team_sport",
        "wakeboarding",
        "wakesurfing",
        "water_skiing",
    }
)
"""Played and moved, and in no row of our list."""
_INDOOR_MARKS = ("indoor", "treadmill", "virtual", "spin", "lapswimming", "elliptical", "stairstepper", "hometrainer")


def squashed(word: str) -> str:
    """Lower case letters and figures alone, accents taken off."""
    plain = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


_BY_WORD = {word: sport for sport, words in _WORDS.items() for word in words.split()} | {
    squashed(sport): sport for sport in all_sports() if sport != "other"
}
_BY_WORD |= dict.fromkeys(("amrap", "emom", "tabata"), "circuit_training")


def sport_of_word(word: str | None) -> str | None:
    """The sport a word or a service's number means; None where it names none."""
    return _BY_WORD.get(squashed(word)) if word else None


def is_indoor(*words: object) -> bool | None:
    """Whether a service's words for a sport say that it was done indoors; None where they say nothing."""
    said = squashed(" ".join(str(word) for word in words))
    return True if any(mark in said for mark in _INDOOR_MARKS) else None


def sport_of_fit(sport: object, sub_sport: object) -> str | None:
    """The sport of a FIT session; None for generic and unnamed ones, and for all with a motor."""
    main, sub = str(sport), str(sub_sport)
    if (main, sub) in _OF_FIT:
        return _OF_FIT[main, sub]
    if sub in _TELLING_SUB_SPORTS:
        return sport_of_word(sub)
    if main in _FIT_OTHERS:
        return "other"
    return sport_of_word(main)
