"""Sports of Strava: its sport types, and the name of each in our list.

Source: SportType in https://developers.strava.com/swagger/activity.json, as stravalib 2.6 keeps it.
"""

_WORDS = {
    "run": "Run VirtualRun",
    "trail_run": "TrailRun",
    "walk": "Walk",
    "hike": "Hike",
    "stairs": "StairStepper",
    "ride": "Ride GravelRide Velomobile",
    "mountain_bike_ride": "MountainBikeRide",
    "indoor_ride": "VirtualRide",
    "swim": "Swim",
    "rowing": "Rowing",
    "indoor_rowing": "VirtualRow",
    "canoe": "Canoeing",
    "kayak": "Kayaking",
    "stand_up_paddling": "StandUpPaddling",
    "surf": "Surfing",
    "windsurf": "Windsurf",
    "kitesurf": "Kitesurf",
    "sail": "Sail",
    "strength": "WeightTraining",
    "workout": "Workout",
    "circuit_training": "Crossfit HighIntensityIntervalTraining",
    "stretching": "PhysicalTherapy",
    "yoga": "Yoga",
    "pilates": "Pilates",
    "elliptical": "Elliptical",
    "dance": "Dance",
    "basketball": "Basketball",
    "volleyball": "Volleyball",
    "cricket": "Cricket",
    "football": "Soccer",
    "golf": "Golf",
    "tennis": "Tennis Padel Pickleball",
    "table_tennis": "TableTennis",
    "badminton": "Badminton Racquetball",
    "squash": "Squash",
    "climbing": "RockClimbing",
    "skateboard": "Skateboard",
    "inline_skate": "InlineSkate RollerSki",
    "alpine_ski": "AlpineSki BackcountrySki",
    "snowboard": "Snowboard",
    "nordic_ski": "NordicSki",
    "ice_skate": "IceSkate",
    "snowshoe": "Snowshoe",
    "e_bike_ride": "EBikeRide EMountainBikeRide",
    "wheelchair": "Wheelchair",
    "handbike": "Handcycle",
}

BY_WORD = {word: sport for sport, words in _WORDS.items() for word in words.split()}
"""Our sport of each of Strava's types."""

_ON_A_TRAINER = {"ride": "indoor_ride", "mountain_bike_ride": "indoor_ride", "rowing": "indoor_rowing"}
VIRTUAL = "Virtual"
"""Begins the types that are done before a screen."""


def sport_of(word: str | None, *, trainer: bool) -> str | None:
    """The sport of a type, as a machine counts it where it was done on one; None for a type we do not know."""
    sport = BY_WORD.get(word or "")
    return _ON_A_TRAINER.get(sport, sport) if sport and trainer else sport
