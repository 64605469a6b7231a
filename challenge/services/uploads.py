"""Uploads: files are read, shown with what they would earn, and recorded only when confirmed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from sqlalchemy import Connection, select

from challenge.domain.measure import Kind, Measure
from challenge.domain.money import Points
from challenge.domain.plausibility import Finding, findings_of
from challenge.domain.sports import all_sports
from challenge.errors import ChallengeError, UnknownSportError
from challenge.imports.reading import FileReading
from challenge.imports.registry import count_files, read_file
from challenge.services.activities import record_activities
from challenge.services.door import Admitted, check_day, judge
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.people import Participant, read_participant
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.store.activity_models import EARNING, Activity, Source, Status
from challenge.store.database import Database


@dataclass(frozen=True, slots=True)
class Candidate:
    """One activity of a file before it is confirmed, or one file that was refused."""

    name: str
    source: Source
    external_id: str
    measure: Measure | None
    refused: ChallengeError | None
    status: Status | None
    """What it would be; None where it is refused, known already, or names no sport."""
    points: Points | None
    findings: tuple[Finding, ...] = ()
    known: bool = False
    """Recorded before: confirming changes nothing."""
    damaged: bool = False

    @property
    def needs_sport(self) -> bool:
        """Its owner has to name the sport before it can count."""
        return self.refused is None and not self.known and self.measure is not None and self.measure.sport is None

    @property
    def ready(self) -> bool:
        """It would be recorded by confirming."""
        return self.status is not None


def files_in(stream: BinaryIO) -> int:
    """How many files an upload holds, for its progress."""
    return count_files(stream)


def read_upload(name: str, stream: BinaryIO) -> Iterator[FileReading]:
    """What each file of an upload holds, one at a time; a bad file never spoils the others."""
    return read_file(name, stream)


def preview_upload(
    database: Database,
    actor: Actor,
    place: Place,
    readings: Sequence[FileReading],
    sports: Mapping[str, str],
    *,
    now: datetime | None = None,
) -> list[Candidate]:
    """What confirming would record; `sports` names the sport of activities whose file does not, by external id."""
    require(actor, Permission.SEE_OWN, place)
    with database.reading() as connection:
        edition = edition_on(connection, place.edition_id)
        person = read_participant(connection, place)
        known = {
            (row.source, row.external_id)
            for row in connection.execute(
                select(Activity.source, Activity.external_id).where(Activity.participation_id == person.id)
            )
        }
        judging = _Judging(connection, edition, person, known, now or utc_now())
        return [candidate for reading in readings for candidate in _candidates(judging, reading, sports)]


@dataclass(frozen=True, slots=True)
class _Judging:
    connection: Connection
    edition: EditionView
    person: Participant
    known: set[tuple[Source, str]]
    now: datetime


def _candidates(judging: _Judging, reading: FileReading, sports: Mapping[str, str]) -> Iterator[Candidate]:
    if reading.refused:
        yield Candidate(reading.name, Source.FILE, "", None, reading.refused, None, None)
    for refusal in reading.refused_rows:
        yield Candidate(reading.name, Source.FILE, "", None, refusal, None, None)
    for number, measure in enumerate(reading.measures):
        external_id = f"{reading.content_hash}:{number}"
        named = replace(measure, sport=measure.sport or sports.get(external_id))
        yield _candidate(judging, reading, external_id, named)


def _candidate(judging: _Judging, reading: FileReading, external_id: str, measure: Measure) -> Candidate:
    source = Source.FILE
    if measure.kind is Kind.DAY_STEPS:
        source, external_id = Source.STEPS, judging.edition.day_of(measure.started_at).isoformat()
    found = findings_of(measure)
    blank = Candidate(
        reading.name, source, external_id, measure, None, None, None, findings=found, damaged=reading.damaged
    )
    if (source, external_id) in judging.known:
        return replace(blank, known=True)
    try:
        day = check_day(judging.edition, measure, judging.now)
    except ChallengeError as refusal:
        return replace(blank, refused=refusal)
    if measure.sport is None:
        return blank
    status, score = judge(judging.connection, judging.edition, judging.person, measure, day, found)
    return replace(blank, status=status, points=score.points if status in EARNING else Points(0))


def confirm_upload(
    database: Database, actor: Actor, place: Place, candidates: Sequence[Candidate], *, now: datetime | None = None
) -> list[Admitted]:
    """Record every candidate that is ready, all in one transaction; a repeat records nothing twice."""
    require(actor, Permission.RECORD_OWN, place)
    arrivals = []
    for candidate in candidates:
        if candidate.ready and candidate.measure:
            if candidate.measure.sport not in all_sports():
                raise UnknownSportError(sport=candidate.measure.sport)
            arrivals.append((candidate.source, candidate.external_id, candidate.measure))
    return record_activities(database, actor, place, arrivals, now=now) if arrivals else []
