"""Readings put down between reading and confirming: sealed words of measures and refusals, never the file."""

from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter

from challenge import errors
from challenge.domain.recorded import Recorded
from challenge.imports.large_reading import LargeReading
from challenge.imports.reading import FileReading
from challenge.services.sealing import seal, unseal
from challenge.services.upload_folder import keep, read_kept

_activities = TypeAdapter(tuple[Recorded, ...])
_moment: TypeAdapter[date | datetime] = TypeAdapter(date | datetime)


def keep_readings(upload_id: int, readings: list[LargeReading]) -> None:
    """Put the readings of an upload down, sealed."""
    keep(upload_id, seal({"readings": [_as_words(reading) for reading in readings]}))


def kept_readings(upload_id: int) -> list[FileReading]:
    """The readings that were put down; none once they are gone."""
    sealed = read_kept(upload_id)
    return [_as_reading(words) for words in unseal(sealed)["readings"]] if sealed else []


def _as_words(reading: LargeReading) -> dict[str, Any]:
    return {
        "name": reading.name,
        "activities": _activities.dump_python(reading.activities, mode="json"),
        "refused": reading.refused and _refusal_as_words(reading.refused),
        "content_hash": reading.content_hash,
        "damaged": reading.damaged,
        "refused_rows": [_refusal_as_words(refusal) for refusal in reading.refused_rows],
        "sources": list(reading.sources),
        "numbers": list(reading.numbers),
    }


def _as_reading(words: dict[str, Any]) -> LargeReading:
    return LargeReading(
        name=words["name"],
        activities=_activities.validate_python(words["activities"]),
        refused=words["refused"] and _as_refusal(words["refused"]),
        content_hash=words["content_hash"],
        damaged=words["damaged"],
        refused_rows=tuple(_as_row_refusal(refusal) for refusal in words["refused_rows"]),
        sources=tuple(words["sources"]),
        numbers=tuple(words["numbers"]),
    )


def _refusal_as_words(refusal: errors.FileRefusedError) -> dict[str, Any]:
    facts = {
        name: {"moment": fact.isoformat()} if isinstance(fact, date) else fact for name, fact in refusal.facts.items()
    }
    return {"kind": type(refusal).__name__, "facts": facts}


def _as_refusal(words: dict[str, Any]) -> errors.FileRefusedError:
    kind = getattr(errors, words["kind"], None)
    if not (isinstance(kind, type) and issubclass(kind, errors.FileRefusedError)):
        kind = errors.DamagedFileError
    facts = {
        name: _moment.validate_python(fact["moment"]) if isinstance(fact, dict) else fact
        for name, fact in words["facts"].items()
    }
    return kind(**facts)


def _as_row_refusal(words: dict[str, Any]) -> errors.RowRefusedError:
    refusal = _as_refusal(words)
    return refusal if isinstance(refusal, errors.RowRefusedError) else errors.RowRefusedError(**refusal.facts)
