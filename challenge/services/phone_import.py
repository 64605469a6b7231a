"""What a phone sends with its owner's key: files, days and workouts, recorded through the one door, once each."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO

from challenge.domain.evidence import Evidence, Recording
from challenge.domain.measure import Measure
from challenge.domain.sports import all_sports
from challenge.errors import ChallengeError, DeletedByOwnerError, UnknownSportError
from challenge.imports.registry import read_file
from challenge.imports.sport_words import sport_of_word
from challenge.services.activities import Incoming, steps_by_hand
from challenge.services.arrivals import Admitted, check_day
from challenge.services.day_steps import record_measured
from challenge.services.editions import EditionView, read_edition, utc_now
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.phone_message import DaySteps, Item, Unclear, Workout, read_message
from challenge.services.template import sport_words
from challenge.services.uploads import Candidate, confirm_upload, preview_upload
from challenge.store.activity_models import Source, Status
from challenge.store.database import Database

SAID_BY_PHONE = Evidence(Recording.SUMMARY)


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one item that a phone sent."""

    what: str
    """A day, a workout or a file, as the phone named it."""
    known: bool = False
    """Recorded before, and nothing has changed."""
    refused: ChallengeError | Unclear | None = None
    points: int | None = None

    @property
    def recorded(self) -> bool:
        """It is there now and was not before, or has another figure than before."""
        return not self.known and self.refused is None


def import_file(
    database: Database, actor: Actor, place: Place, name: str, data: bytes, *, now: datetime | None = None
) -> list[Taken]:
    """Record what a file holds, all that can be or nothing; the same file again changes nothing."""
    require(actor, Permission.RECORD_OWN, place)
    zone = read_edition(database, place.edition_id).zone
    readings = list(read_file(name, BytesIO(data), zone=zone, sport_words=sport_words()))
    candidates = preview_upload(database, actor, place, readings, {}, now=now)
    confirm_upload(database, actor, place, candidates, now=now)
    return [_taken(candidate) for candidate in candidates]


def _taken(candidate: Candidate) -> Taken:
    refused = UnknownSportError(sport="?") if candidate.needs_sport else candidate.refused
    return Taken(candidate.name, candidate.known, refused, candidate.points)


def import_message(
    database: Database, actor: Actor, place: Place, body: bytes, *, now: datetime | None = None
) -> list[Taken]:
    """Record the days and workouts of a message; each item that cannot be is refused by itself.

    Raises UnreadableMessageError or TooManyItemsError, and what the door raises for an edition that is closed.
    """
    require(actor, Permission.CHANGE_OWN, place)
    items, moment = read_message(body), now or utc_now()
    edition = read_edition(database, place.edition_id)
    ready = [_incoming(edition, item, moment) for item in items]
    arrivals = [one for one in ready if isinstance(one, Incoming)]
    admitted = iter(record_measured(database, actor, place, arrivals, now=moment))
    return [
        one if isinstance(one, Taken) else _admitted(item, next(admitted))
        for item, one in zip(items, ready, strict=True)
    ]


def _admitted(item: Item, admitted: Admitted) -> Taken:
    if admitted.status is Status.WITHDRAWN:
        return Taken(_name(item), refused=DeletedByOwnerError())
    return Taken(_name(item), known=admitted.repeated, points=admitted.points)


def _incoming(edition: EditionView, item: Item, moment: datetime) -> Incoming | Taken:
    """An item on its way in, or why it cannot come."""
    if isinstance(item, Unclear):
        return Taken(item.what, refused=item)
    try:
        if isinstance(item, DaySteps):
            measure = steps_by_hand(edition, day=item.day, steps=round(item.steps), now=moment)
            sent = Incoming(Source.STEPS, item.day.isoformat(), measure, SAID_BY_PHONE)
        else:
            measure = _workout(item)
            sent = Incoming(Source.PHONE, _workout_name(measure), measure, SAID_BY_PHONE)
        check_day(edition, measure, moment)
    except ChallengeError as refusal:
        return Taken(_name(item), refused=refusal)
    return sent


def _workout(item: Workout) -> Measure:
    sport = item.sport if item.sport in all_sports() else sport_of_word(item.sport)
    if sport is None:
        raise UnknownSportError(sport=item.sport)
    return Measure(
        sport=sport,
        started_at=item.started_at,
        moving_seconds=round(item.moving_minutes * 60),
        distance_m=round(item.distance_km * 1000) if item.distance_km else None,
        ascent_m=round(item.ascent_m) if item.ascent_m else None,
        steps=round(item.steps) if item.steps else None,
    )


def _workout_name(measure: Measure) -> str:
    """The same start and sport is the same workout, whatever zone the phone writes it in."""
    return sha256(f"{measure.started_at.astimezone(UTC).isoformat()}|{measure.sport}".encode()).hexdigest()


def _name(item: Item) -> str:
    if isinstance(item, Unclear):
        return item.what
    return item.day.isoformat() if isinstance(item, DaySteps) else f"{item.sport} {item.started_at.isoformat()}"
