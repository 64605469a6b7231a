"""A health export as a phone writes it, of any size: years of heart rate, energy and steps, hundreds of workouts."""

import random
import zipfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

LAST_DAY = date(2026, 11, 22)
MEMBER = "apple_health_export/export.xml"
ANY_DAY = b"2000-01-01"
VARIANTS = 5
"""Days of one kind of records that are written out; the others repeat them on their dates."""
WATCH = (
    'sourceName="Apple\xa0Watch de Rémi" sourceVersion="12.1" device="&lt;&lt;HKDevice: 0x301a5c0f0&gt;,'
    " name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch7,3, software:12.1,"
    ' creation date:2026-01-02 09:00:00 +0000&gt;"'
)
PHONE = (
    'sourceName="iPhone de Rémi" sourceVersion="19.0" device="&lt;&lt;HKDevice: 0x301a5d1e0&gt;, name:iPhone,'
    ' manufacturer:Apple Inc., model:iPhone, hardware:iPhone15,4, software:19.0&gt;"'
)
KINDS = (
    ("HeartRate", "count/min", WATCH, 900, "HKMetadataKeyHeartRateMotionContext"),
    ("ActiveEnergyBurned", "kcal", WATCH, 700, None),
    ("BasalEnergyBurned", "kcal", WATCH, 300, None),
    ("DistanceWalkingRunning", "km", WATCH, 250, None),
    ("DistanceWalkingRunning", "km", PHONE, 120, None),
    ("StepCount", "count", PHONE, 120, None),
    ("StepCount", "count", WATCH, 200, None),
    ("RespiratoryRate", "count/min", WATCH, 60, None),
)
"""Type, unit, who counted, how many a day, and what is written inside each."""
HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE HealthData [
<!-- HealthKit Export Version: 14 -->
<!ELEMENT HealthData (ExportDate,Me,(Record|Correlation|Workout|ActivitySummary|ClinicalRecord)*)>
<!ATTLIST HealthData
  locale CDATA #REQUIRED
>
<!-- Note: Any Records that appear as children of a correlation also appear as top-level records in this document. -->
]>
<HealthData locale="fr_FR">
 <ExportDate value="2026-11-23 08:00:00 +0100"/>
 <Me HKCharacteristicTypeIdentifierDateOfBirth="1980-01-01"/>
"""


def write_health_export(path: Path, wished_bytes: int) -> int:
    """Write a zip whose export is at least so large unpacked; gives its bytes."""
    noise = random.Random(wished_bytes)
    days = [[_day(kind, noise) for _ in range(VARIANTS)] for kind in KINDS]
    a_day = sum(len(variants[0]) for variants in days)
    count = wished_bytes // a_day + 1
    first = LAST_DAY - timedelta(days=count - 1)
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(MEMBER, "w", force_zip64=True) as export,
    ):
        return sum(export.write(piece) for piece in _pieces(days, first, count, noise))


def _pieces(days: list[list[bytes]], first: date, count: int, noise: random.Random) -> Iterator[bytes]:
    """Kind after kind and day after day, then the workouts, as a phone orders them."""
    yield HEAD.encode()
    for variants in days:
        for number in range(count):
            yield variants[number % VARIANTS].replace(ANY_DAY, _written(first, number))
    for number in range(0, count, 2):
        yield _workout(noise).encode().replace(ANY_DAY, _written(first, number))
    yield b"</HealthData>\n"


def _written(first: date, number: int) -> bytes:
    return (first + timedelta(days=number)).isoformat().encode()


def _day(kind: tuple[str, str, str, int, str | None], noise: random.Random) -> bytes:
    name, unit, source, count, inside = kind
    records = []
    for number in range(count):
        minute = 60 * 6 + number * 60 * 16 // count
        start = f"{ANY_DAY.decode()} {minute // 60:02}:{minute % 60:02}:{noise.randrange(30):02} +0100"
        end = f"{ANY_DAY.decode()} {minute // 60:02}:{minute % 60:02}:{noise.randrange(30, 60):02} +0100"
        record = (
            f' <Record type="HKQuantityTypeIdentifier{name}" {source} unit="{unit}" creationDate="{end}"'
            f' startDate="{start}" endDate="{end}" value="{noise.randrange(5, 120)}"'
        )
        records.append(
            f'{record}>\n  <MetadataEntry key="{inside}" value="{noise.randrange(3)}"/>\n </Record>\n'
            if inside
            else f"{record}/>\n"
        )
    return "".join(records).encode()


def _workout(noise: random.Random) -> str:
    minutes = noise.randrange(25, 58)
    start, end = (f"{ANY_DAY.decode()} 18:{minute:02}:00 +0100" for minute in (0, minutes))
    return (
        f' <Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="{minutes}" durationUnit="min" {WATCH}'
        f' creationDate="{end}" startDate="{start}" endDate="{end}">\n'
        '  <MetadataEntry key="HKIndoorWorkout" value="0"/>\n'
        f'  <WorkoutEvent type="HKWorkoutEventTypeSegment" date="{start}" duration="5" durationUnit="min"/>\n'
        f'  <WorkoutStatistics type="HKQuantityTypeIdentifierDistanceWalkingRunning" startDate="{start}"'
        f' endDate="{end}" sum="{minutes / 6:.3f}" unit="km"/>\n </Workout>\n'
    )
