"""Many at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

THREADS = 8


def together(task):
    """Run a task in eight threads that start at the same moment; returns what each returned."""
    start = Barrier(THREADS)

    def run(number):
        start.wait()
        return task(number)

    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(run, range(THREADS)))
