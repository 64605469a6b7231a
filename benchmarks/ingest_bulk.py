"""Recording in bulk: the people of the demo, in batches, through the same door as everybody."""

from typing import Any
from unittest.mock import patch

from benchmarks.figures import Line, empty, seconds
from challenge import demo
from challenge.services.seeding import record_for_many


def ingest_bulk() -> Line:
    """Activities a second into a fresh edition; inventing them is not counted."""
    recorded, spent = 0, 0.0

    def timed(*arguments: Any, **named: Any) -> None:
        nonlocal recorded, spent
        admitted = []
        spent += seconds(lambda: admitted.extend(record_for_many(*arguments, **named)))
        recorded += len(admitted)

    with empty() as (database, _), patch.object(demo, "record_for_many", timed):
        demo.fill_demo(database)
    return "ingest_bulk", recorded / spent, "activities/s", 3_000
