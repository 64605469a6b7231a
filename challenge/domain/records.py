"""Records: how far anybody has ever gone in a time; nobody is believed beyond (records.csv, with dates and sources)."""

import csv
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

HUNDREDTHS = 100


@dataclass(frozen=True, slots=True)
class Record:
    """The fastest anybody was over a distance."""

    metres: int
    hundredths: int
    """Of a second."""
    set_on: date
    source: str

    def metres_in(self, seconds: int) -> int:
        """Whole metres at the record's speed."""
        return self.metres * HUNDREDTHS * seconds // self.hundredths


@cache
def records_of(sport: str) -> tuple[Record, ...]:
    """Records of a sport, the shortest distance first; empty where none is listed."""
    with (Path(__file__).parent / "records.csv").open(encoding="utf-8", newline="") as rows:
        found = [_record(row) for row in csv.DictReader(rows) if sport in row["sports"].split("|")]
    return tuple(sorted(found, key=lambda record: record.metres))


def _record(row: dict[str, str]) -> Record:
    hundredths = int(Decimal(row["seconds"]) * HUNDREDTHS)
    return Record(int(row["distance_m"]), hundredths, date.fromisoformat(row["date"]), row["source"])


def beaten_record(sport: str, metres: int, seconds: int) -> Record | None:
    """The record an activity would have to hold: of the longest distance it covers at a higher speed."""
    beaten = [record for record in records_of(sport) if record.metres <= metres and metres > record.metres_in(seconds)]
    return beaten[-1] if beaten else None


def record_over(sport: str, metres: int) -> Record | None:
    """The record of the longest listed distance that is no longer than a way."""
    covered = [record for record in records_of(sport) if record.metres <= metres]
    return covered[-1] if covered else None


def farthest_by_records(sport: str, seconds: int) -> int | None:
    """The most metres in a time that beat no record; None where no record is listed."""
    farthest: int | None = None
    for record in records_of(sport):
        if farthest is not None and farthest < record.metres:
            return farthest
        reached = record.metres_in(seconds)
        if reached < record.metres:
            return record.metres - 1 if farthest is None else min(farthest, record.metres - 1)
        farthest = reached if farthest is None else min(farthest, reached)
    return farthest
