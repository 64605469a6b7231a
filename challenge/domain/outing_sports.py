"""Outing sports: which sports are one thing under two names, and which a device takes for each other."""

from functools import cache

FAMILIES: dict[str, str] = {
    "running": "run jog trail_run",
    "walking": "walk nordic_walk hike snowshoe",
    "machines": "elliptical stairs",
    "golf": "golf",
    "cycling": "ride commute_ride mountain_bike_ride e_bike_ride",
    "trainer": "indoor_ride spinning",
    "by hand": "wheelchair handbike",
    "swimming": "swim water_aerobics",
    "rowing": "rowing indoor_rowing canoe kayak",
    "board and paddle": "stand_up_paddling",
    "under sail": "surf windsurf kitesurf sail",
    "strength": "strength circuit_training calisthenics home_video_workout aerobics",
    "stretching": "yoga pilates stretching tai_chi",
    "rope": "rope_skipping",
    "dancing": "dance",
    "fighting": "boxing martial_arts",
    "ball in a team": "basketball handball volleyball hockey rugby football cricket",
    "boules": "boules",
    "rackets": "tennis table_tennis badminton squash",
    "climbing": "climbing",
    "riding": "horse_riding",
    "boards and skates": "skateboard inline_skate ice_skate",
    "downhill": "alpine_ski snowboard",
    "nordic": "nordic_ski",
    "gardening": "gardening",
    "unnamed": "workout other",
}
"""Sports that people and services name one for the other; each stands in one family."""

NEARBY: tuple[frozenset[str], ...] = tuple(
    frozenset(families.split(", "))
    for families in (
        "running, walking, machines, golf, gardening",
        "walking, by hand",
        "walking, nordic, climbing",
        "cycling, trainer, by hand",
        "rowing, board and paddle, under sail",
        "strength, stretching, rope, dancing, fighting, machines, trainer, climbing",
        "running, walking, ball in a team, rackets, dancing",
        "boards and skates, nordic, cycling",
        "downhill, nordic",
    )
)
"""Families that a device takes for each other from how the arm swings or how fast the way goes by."""

UNNAMED = "unnamed"
MOVING_ON = frozenset({"running", "walking", "cycling"})
"""Families by which people go to work and back."""


@cache
def _families() -> dict[str, str]:
    return {sport: family for family, sports in FAMILIES.items() for sport in sports.split()}


def family_of(sport: str | None) -> str:
    """Family of a sport; a file that names none is of the unnamed."""
    return UNNAMED if sport is None else _families()[sport]


def named_alike(typed: str | None, recorded: str | None) -> bool:
    """Whether somebody may well have typed the one for the other; a recording that names no sport may be any."""
    families = {family_of(typed), family_of(recorded)}
    return recorded is None or len(families) == 1 or ("workout" in {typed, recorded} and "strength" in families)


def may_be_mistaken(one: str | None, other: str | None) -> bool:
    """Whether a device may take one sport for the other."""
    families = {family_of(one), family_of(other)}
    return len(families) == 1 or UNNAMED in families or any(families <= nearby for nearby in NEARBY)
