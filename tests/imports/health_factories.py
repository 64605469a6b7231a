"""Small Apple Health exports the tests write themselves."""

import re
import zipfile
from datetime import date
from io import BytesIO
from zoneinfo import ZoneInfo

from challenge.imports.large import read_large
from challenge.imports.large_reading import Window

PARIS = ZoneInfo("Europe/Paris")
EDITION = Window(date(2026, 5, 1), date(2026, 5, 31), PARIS)
DOCUMENT_TYPE = "<!DOCTYPE HealthData [\n<!ELEMENT HealthData (ExportDate,Record*)>\n<!-- ]> in a remark -->\n]>\n"
WATCH = "&lt;&lt;HKDevice: 0x301a5c0f0&gt;, name:Apple Watch, hardware:Watch7,3, software:12.1&gt;"


def export(*elements, prolog=DOCUMENT_TYPE, end="</HealthData>\n"):
    """An export of these elements."""
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{prolog}<HealthData locale="fr_FR">\n{"".join(elements)}{end}'


def steps(count, start, end=None, source="iPhone", inside="", kind="StepCount"):
    """One record of steps between two times of one May day in Paris, or of whole stamps."""
    since, until = stamp(start), stamp(end or start)
    record = (
        f'<Record type="HKQuantityTypeIdentifier{kind}" sourceName="{source}" unit="count" creationDate="{until}"'
        f' startDate="{since}" endDate="{until}" value="{count}"'
    )
    return f"{record}>{inside}</Record>\n" if inside else f"{record}/>\n"


def stamp(moment, offset="+0200"):
    """A time as the export writes it; the day is 4 May unless it is said."""
    full = moment if len(moment) > len("07:00:00") else f"2026-05-04 {moment}"
    return full if re.search(r"[+-]\d{4}$", full) else f"{full} {offset}"


def workout(
    kind="Running",
    start="07:00:00",
    end="07:50:00",
    *inside,
    source="Apple Watch",
    device=WATCH,
    **more,
):
    """One workout with what stands in it; more are its attributes."""
    attributes = {"duration": "48", "durationUnit": "min", "totalDistance": "9.5", "totalDistanceUnit": "km"} | more
    written = "".join(f' {name}="{value}"' for name, value in attributes.items() if value is not None)
    return (
        f'<Workout workoutActivityType="HKWorkoutActivityType{kind}" sourceName="{source}" device="{device}"{written}'
        f' startDate="{stamp(start)}" endDate="{stamp(end)}">{"".join(inside)}</Workout>\n'
    )


def metadata(key, value):
    """One entry of what a workout or record says of itself."""
    return f'<MetadataEntry key="{key}" value="{value}"/>'


def statistics(kind, total, unit):
    """One total of a workout."""
    return f'<WorkoutStatistics type="HKQuantityTypeIdentifier{kind}" sum="{total}" unit="{unit}"/>'


def zipped(content, name="apple_health_export/export.xml", beside=()):
    """An export in its zip, with other files beside it."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
        for other, data in beside:
            archive.writestr(other, data)
    return stream.getvalue()


def read(folder, content, window=EDITION, tell=lambda _: None, name="upload"):
    """All readings of an upload that waits on disk."""
    path = folder / "upload"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return list(read_large(path, name, window, tell))


def activities(readings):
    """Everything kept of an upload."""
    return [one for reading in readings for one in reading.activities]


def refusals(readings):
    """The names of what was refused."""
    return [type(reading.refused).__name__ for reading in readings if reading.refused]


def dropped(readings):
    """How many activities and days lay outside."""
    return sum(reading.dropped for reading in readings)
