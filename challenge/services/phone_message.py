"""What a phone says of days and workouts: JSON, checked item by item so that one mistake never spoils the others."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Annotated, Any

from pydantic import AwareDatetime, BaseModel, BeforeValidator, Field, ValidationError

from challenge.errors import TooManyItemsError, UnreadableMessageError
from challenge.services.activities import HIGHEST

MOST_ITEMS = 500
"""Days and workouts of one message: a year of evenings."""
MOST_BYTES = 1_000_000
"""Ten times what so many items take; a list of empty lists would fill the memory."""
FIRST, LAST = datetime(1990, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
"""Between them every zone has the same day, the one before or the one after."""
DAY_LETTERS = 10
"""Of an ISO date; what follows is the time of day."""


def _figure(value: object) -> object:
    """A number as phones write it: "8 123", "5,2"."""
    if isinstance(value, bool):
        return None
    return "".join(value.split()).replace(",", ".") if isinstance(value, str) else value


def _day(value: object) -> object:
    return value[:DAY_LETTERS] if isinstance(value, str) else value


Figure = Annotated[float, BeforeValidator(_figure)]


class DaySteps(BaseModel):
    """All steps of a day."""

    day: Annotated[date, BeforeValidator(_day)]
    steps: Annotated[Figure, Field(ge=0, le=HIGHEST["steps"])]


class Workout(BaseModel):
    """One outing with a start."""

    sport: str = Field(min_length=1, max_length=60)
    started_at: Annotated[AwareDatetime, Field(ge=FIRST, le=LAST)]
    moving_minutes: Annotated[Figure, Field(ge=1, le=HIGHEST["minutes"])]
    distance_km: Annotated[Figure, Field(ge=0, le=HIGHEST["kilometres"])] | None = None
    ascent_m: Annotated[Figure, Field(ge=0, le=HIGHEST["ascent"])] | None = None
    steps: Annotated[Figure, Field(ge=0, le=HIGHEST["steps"])] | None = None


class _Message(BaseModel):
    steps: list[Any] = []
    workouts: list[Any] = []


@dataclass(frozen=True, slots=True)
class Unclear:
    """An item that cannot be read: the field at fault, and what is wrong with it."""

    what: str
    field: str
    problem: str
    """Catalogue key."""


Item = DaySteps | Workout | Unclear
PROBLEMS = {
    "missing": "phone.missing",
    "greater_than_equal": "phone.out_of_range",
    "less_than_equal": "phone.out_of_range",
    "timezone_aware": "phone.no_zone",
}


def read_message(body: bytes) -> list[Item]:
    """The items of a message in their order; raises UnreadableMessageError or TooManyItemsError."""
    if len(body) > MOST_BYTES:
        raise TooManyItemsError(most=MOST_ITEMS)
    try:
        message = _Message.model_validate_json(body)
    except ValidationError as fault:
        raise UnreadableMessageError from fault
    if not message.steps and not message.workouts:
        raise UnreadableMessageError
    if len(message.steps) + len(message.workouts) > MOST_ITEMS:
        raise TooManyItemsError(most=MOST_ITEMS)
    return [*_items("steps", DaySteps, message.steps), *_items("workouts", Workout, message.workouts)]


def _items(kind: str, model: type[DaySteps | Workout], values: list[Any]) -> Iterator[Item]:
    for number, value in enumerate(values, 1):
        try:
            yield model.model_validate(value)
        except ValidationError as fault:
            first = fault.errors(include_url=False, include_input=False, include_context=False)[0]
            field = str(first["loc"][0]) if first["loc"] else ""
            yield Unclear(f"{kind} {number}", field, PROBLEMS.get(first["type"], "phone.unclear"))
