"""The app as it is served, or, where BENCH_WITHOUT_GUARD is set, without the guard: for a comparison, nothing else."""

import os

from app import app

if os.environ.get("BENCH_WITHOUT_GUARD"):
    app._user_middleware.clear()  # noqa: SLF001  before the first request nothing is built of it

__all__ = ["app"]
