"""A fresh process for one piece of work: how long it takes there, and how much memory it needs at most."""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

KILOBYTES_IN_MEGABYTE = 1024
OWN_STATUS = Path("/proc/self/status")


def in_fresh_process(work: Callable[..., Any], *what: Any) -> tuple[Any, float, float]:
    """What the work gives, its seconds, and the peak of the whole process in megabytes."""
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        given, seconds, busy, before, peak = processes.submit(_watched, work, *what).result()
    spent = f"{seconds:.1f} s, {busy:.1f} s of a core, {before:.0f} MB before, {peak:.0f} MB at most"
    print(f"{work.__name__}: {spent}", file=sys.stderr)
    return given, seconds, peak


def _watched(work: Callable[..., Any], *what: Any) -> tuple[Any, float, float, float, float]:
    before = _peak_mb()
    started, busy = time.perf_counter(), time.process_time()
    given = work(*what)
    return given, time.perf_counter() - started, time.process_time() - busy, before, _peak_mb()


def _peak_mb() -> float:
    """Of this process alone; `getrusage` counts what its parent held as well."""
    (line,) = (line for line in OWN_STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / KILOBYTES_IN_MEGABYTE
