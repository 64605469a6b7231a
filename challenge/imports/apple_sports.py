"""Apple sports: Apple's kinds of workout and their names in our list."""

from challenge.imports.sport_words import sport_of_word

PREFIX = "HKWorkoutActivityType"

_OWN = {
    "pilates": "barre",
    "calisthenics": "coretraining gymnastics",
    "circuit_training": "crosstraining",
    "workout": "mixedcardio mixedmetaboliccardiotraining",
    "stretching": "flexibility cooldown preparationandrecovery",
    "strength": "functionalstrengthtraining traditionalstrengthtraining",
    "dance": "socialdance cardiodance danceinspiredtraining",
    "aerobics": "steptraining",
    "water_aerobics": "waterfitness",
    "stairs": "stairs",
    "boxing": "kickboxing",
    "martial_arts": "wrestling",
    "horse_riding": "equestriansports",
    "sail": "sailing",
    "surf": "surfingsports",
    "wheelchair": "wheelchairwalkpace wheelchairrunpace",
    "handbike": "handcycling",
    "home_video_workout": "fitnessgaming",
    "other": "americanfootball archery australianfootball baseball bowling curling discsports fencing fishing hunting"
    " lacrosse play snowsports softball trackandfield underwaterdiving waterpolo watersports",
}
_BY_KIND = {kind: sport for sport, kinds in _OWN.items() for kind in kinds.split()}
_INDOORS = {"ride": "indoor_ride", "rowing": "indoor_rowing"}


def sport_of_workout(kind: str | None, *, indoor: bool) -> str | None:
    """The sport of a kind of workout; None for what names no one sport of our list, as paddling or skating."""
    word = (kind or "").removeprefix(PREFIX).lower()
    sport = _BY_KIND.get(word) or sport_of_word(word)
    return _INDOORS.get(sport, sport) if indoor and sport else sport
