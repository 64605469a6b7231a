"""Uploads: files are read, shown with what they would earn, and recorded only when confirmed."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo
from typing import BinaryIO

from sqlalchemy import Connection, select

from challenge.domain.evidence import Evidence
from challenge.domain.known_activity import KnownActivity
from challenge.domain.measure import Kind, Measure
from challenge.domain.money import Points
from challenge.domain.plausibility import Finding, findings_of
from challenge.domain.recorded import Recorded
from challenge.domain.sports import all_sports
from challenge.errors import ChallengeError, TooManyADayError, UnknownSportError
from challenge.imports.reading import FileReading
from challenge.imports.registry import NO_WORDS, count_files, read_file
from challenge.services.activities import Incoming
from challenge.services.arrivals import Admitted, check_day
from challenge.services.day_steps import MOST_A_DAY, DayFigure, record_measured, recorded_steps
from challenge.services.diary import Noted, key_of, known_activity, read_diaries
from challenge.services.editions import EditionView, edition_on, utc_now
from challenge.services.outings import outings_around
from challenge.services.people import Participant, read_participant
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.placing import Placed
from challenge.services.placing import place as place_all
from challenge.services.upload_names import Name, names_of
from challenge.store.activity_models import Activity, Source, Status
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
    evidence: Evidence = field(default_factory=Evidence)
    behind: KnownActivity | None = None
    """What tells of the same outing better, and counts instead."""
    before: tuple[KnownActivity, ...] = ()
    """What is recorded of the same outing, and will stand behind this one."""
    replaces: int | None = None
    """Steps recorded of that day, in whose place these come."""

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


def read_upload(
    name: str, stream: BinaryIO, *, zone: tzinfo = UTC, sport_words: Mapping[str, str] = NO_WORDS
) -> Iterator[FileReading]:
    """What each file of an upload holds, one at a time; a bad file never spoils the others.

    `zone` is that of tables whose times name none, `sport_words` our names of sports by what a table may call them.
    """
    return read_file(name, stream, zone=zone, sport_words=sport_words)


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
        read = _recorded(connection, person)
        found = [
            candidate
            for reading in readings
            for candidate in _candidates(edition, reading, sports, read, now or utc_now())
        ]
        return _placed(connection, edition, person, found, now or utc_now())


@dataclass(frozen=True, slots=True)
class _Recorded:
    """What is recorded of a person, and what a preview has come upon so far."""

    names: set[Name]
    steps: Mapping[date, DayFigure]
    days: Counter[date]
    """How many activities each day has, with those come upon."""
    seen: set[Name] = field(default_factory=set)


def _recorded(connection: Connection, person: Participant) -> _Recorded:
    own = select(Activity.source, Activity.external_id, Activity.day).where(Activity.participation_id == person.id)
    rows = connection.execute(own).all()
    names = {Name(row.source, row.external_id) for row in rows}
    return _Recorded(names, recorded_steps(connection, person.id), Counter(row.day for row in rows))


def _candidates(
    edition: EditionView, reading: FileReading, sports: Mapping[str, str], recorded: _Recorded, now: datetime
) -> Iterator[Candidate]:
    """What a file holds, with what cannot come in; a repeat within the upload is known as well."""
    for refusal in (*filter(None, [reading.refused]), *reading.refused_rows):
        yield Candidate(reading.name, Source.FILE, "", None, refusal, None, None)
    for name, one in zip(names_of(edition, reading), reading.activities, strict=True):
        candidate = _named(reading, name, one, sports)
        before = _day_before(edition, one, recorded)
        is_more = before is not None and before.yields_to(one.measure.steps or 0)
        if name in recorded.seen or (not is_more and (before is not None or name in recorded.names)):
            yield replace(candidate, known=True)
            continue
        recorded.seen.add(name)
        day = edition.day_of(one.measure.started_at)
        if before is None:
            recorded.days[day] += 1
        else:
            candidate = replace(
                candidate, source=before.name.source, external_id=before.name.external_id, replaces=before.steps
            )
        try:
            check_day(edition, one.measure, now)
            if before is None and recorded.days[day] > MOST_A_DAY:
                raise TooManyADayError(day=day, most=MOST_A_DAY)
        except ChallengeError as refusal:
            candidate = replace(candidate, refused=refusal)
        yield candidate


def _day_before(edition: EditionView, one: Recorded, recorded: _Recorded) -> DayFigure | None:
    """What is recorded of the day whose steps these are."""
    of_a_day = one.measure.kind is Kind.DAY_STEPS
    return recorded.steps.get(edition.day_of(one.measure.started_at)) if of_a_day else None


def _named(reading: FileReading, name: Name, recorded: Recorded, sports: Mapping[str, str]) -> Candidate:
    """An activity of a file under the name by which it is known again."""
    measure = replace(recorded.measure, sport=recorded.measure.sport or sports.get(name.external_id))
    return Candidate(
        reading.name,
        *name,
        measure,
        None,
        None,
        None,
        findings=findings_of(measure, recorded.evidence),
        damaged=reading.damaged,
        evidence=recorded.evidence,
    )


def _placed(
    connection: Connection, edition: EditionView, person: Participant, candidates: Sequence[Candidate], now: datetime
) -> list[Candidate]:
    """The candidates with what would become of those that are ready, all of them taken together."""
    ready = {
        key_of(one.source, one.external_id): one
        for one in candidates
        if one.measure is not None and one.measure.sport is not None and not (one.known or one.refused)
    }
    if not ready:
        return list(candidates)
    starts = [one.measure.started_at for one in ready.values() if one.measure]
    diary = read_diaries(connection, edition, {person.id: starts})[person.id]
    entering: list[tuple[str, date]] = []
    for key, one in ready.items():
        if one.measure is not None:
            recorded = Recorded(one.measure, one.evidence)
            diary.note(Noted(known_activity(edition, one.source, one.external_id, recorded), now, None))
            entering.append((key, edition.day_of(one.measure.started_at)))
    outings = outings_around(connection, diary, [diary.notes[key].known for key, _ in entering])
    placed = {its.key: its for its in place_all(connection, edition, person, diary, entering, outings)}
    behind = {
        outing.counting.key: tuple(other for other in outing.others if other.key not in ready) for outing in outings
    }
    keyed = [(key_of(one.source, one.external_id), one) for one in candidates]
    return [_with_place(one, placed[key], behind.get(key, ())) if ready.get(key) is one else one for key, one in keyed]


def _with_place(candidate: Candidate, its: Placed, before: tuple[KnownActivity, ...]) -> Candidate:
    findings = its.doubts.every if its.behind is None else ()
    return replace(candidate, status=its.status, points=its.points, findings=findings, behind=its.behind, before=before)


def confirm_upload(
    database: Database, actor: Actor, place: Place, candidates: Sequence[Candidate], *, now: datetime | None = None
) -> list[Admitted]:
    """Record every candidate that is ready, all in one transaction; a repeat records nothing twice."""
    require(actor, Permission.RECORD_OWN, place)
    arrivals: list[Incoming] = []
    for candidate in candidates:
        if candidate.ready and candidate.measure:
            if candidate.measure.sport not in all_sports():
                raise UnknownSportError(sport=candidate.measure.sport)
            arrivals.append(Incoming(candidate.source, candidate.external_id, candidate.measure, candidate.evidence))
    return record_measured(database, actor, place, arrivals, now=now) if arrivals else []
