"""FIT messages: the bytes of a file as messages of names and values, up to the damage where there is one."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import fitdecode
import fitdecode.utils
import numpy as np
import pyfitparsernative

from challenge.errors import DamagedFileError
from challenge.imports.columns import moments_alike
from challenge.imports.fit_structure import CHECKSUM_BYTES, count_values, is_whole
from challenge.imports.points import UNKNOWN, Floats

Message = dict[str, Any]
MAX_REPAIR_VALUES = 500_000
"""Of a damaged file: what reads it up to its damage takes 7 microseconds for each."""
MAX_SUMMED_BYTES = 5_000_000
"""Of a file whose checksum is made again: adding up takes a second for each three million bytes."""


def messages_of(data: bytes) -> tuple[list[Message], bool]:
    """All messages, and whether the file is damaged; raises DamagedFileError and TooManyPointsError."""
    values = count_values(data)
    try:
        return pyfitparsernative.parse_fit_bytes(data), False
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as error:
        # A panic of the Rust parser is no Exception.
        if values > MAX_REPAIR_VALUES:
            raise DamagedFileError from error
    return list(_repaired(data)), True


def is_altered(data: bytes) -> bool:
    """Whether a file that ends as it should does not sum up to its checksum: it was changed, not cut short.

    Tools that write no checksum leave it zero, and nothing is said of them.
    """
    if len(data) > MAX_SUMMED_BYTES or not is_whole(data):
        return False
    stored = int.from_bytes(data[-CHECKSUM_BYTES:], "little")
    return bool(stored) and stored != fitdecode.utils.compute_crc(data[:-CHECKSUM_BYTES])


def _repaired(data: bytes) -> Iterator[Message]:
    """What stands before the damage."""
    reader = fitdecode.FitReader(
        data,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
    )
    try:
        for frame in reader:
            if isinstance(frame, fitdecode.FitDataMessage):
                yield {"message_type": frame.name} | {field.name: field.value for field in frame.fields}
    except Exception:  # noqa: BLE001 whatever the parser stumbles on is the damage
        return


def seconds_of(value: object) -> float:
    """Seconds since 1970 of a message's time, which is UTC; NaN where it is none."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return UNKNOWN
    if not isinstance(value, datetime):
        return UNKNOWN
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).timestamp()


def times_of(records: list[Message]) -> Floats:
    """Seconds since 1970 of every record."""
    values = [record.get("timestamp") for record in records]
    alike = moments_alike(values)
    if alike is not None:
        return alike
    try:
        # All at once is ten times as fast; other kinds of time, and odd ones, take the slow way.
        times: Floats = (
            np.array(["NaT" if value is None else value for value in values], dtype="U19")
            .astype("datetime64[s]")
            .astype(np.float64)
        )
    except (ValueError, TypeError):
        return np.array([seconds_of(value) for value in values], dtype=np.float64)
    return np.where(times > 0, times, UNKNOWN)


def column(records: list[Message], name: str, instead: str = "") -> Floats:
    """One figure of every record, NaN where it is missing; under its other name where the first is unknown."""
    values = [record.get(name) for record in records]
    if instead and all(value is None for value in values):
        values = [record.get(instead) for record in records]
    try:
        figures: Floats = np.array(values, dtype=np.float64)
    except (ValueError, TypeError):
        figures = np.empty((0, 0))
    if figures.ndim == 1:
        return figures
    return np.array([value if isinstance(value, int | float) else UNKNOWN for value in values], dtype=np.float64)
