"""Measure everything, or the figures named: prints `name value unit limit`, each bench in a fresh process."""

import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from benchmarks.apple_health import apple_health_1gb
from benchmarks.boards import board_figures
from benchmarks.figures import Line, quietly, written
from benchmarks.guard import guard_figures
from benchmarks.imports import fit_1mb, zip_100
from benchmarks.ingest_bulk import ingest_bulk
from benchmarks.ingest_one import ingest_one
from benchmarks.joining import join_figures
from benchmarks.live import live_figures, live_latency_2proc
from benchmarks.live_json import live_json_figures
from benchmarks.mails import mails_per_minute
from benchmarks.matching import matching_growth
from benchmarks.outing_pairs import outing_pairs
from benchmarks.pages import page_figures
from benchmarks.plausible import plausibility_figures
from benchmarks.screen_frame import screen_frame
from benchmarks.sign_in import code_guess, signin_rps
from benchmarks.snapshot import snapshot_5000
from benchmarks.strava import strava_requests, webhook_ack_p95
from benchmarks.zip_500 import zip_500

BENCHES: tuple[tuple[Callable[[], Line | list[Line]], tuple[str, ...]], ...] = (
    (ingest_one, ("ingest_one",)),
    (ingest_bulk, ("ingest_bulk",)),
    (matching_growth, ("matching_growth",)),
    (outing_pairs, ("outing_pairs",)),
    (plausibility_figures, ("plausibility_caught", "plausibility_false")),
    (board_figures, ("board_growth", "board_vs_scan")),
    (page_figures, ("start", "page_first", "page_p95_100", "rss_idle", "rss_per_session")),
    (fit_1mb, ("fit_1mb",)),
    (zip_100, ("zip_100",)),
    (zip_500, ("zip_500_s", "zip_500_mb")),
    (apple_health_1gb, ("apple_health_1gb_s", "apple_health_1gb_mb")),
    (webhook_ack_p95, ("webhook_ack_p95",)),
    (strava_requests, ("strava_requests", "strava_first_sync")),
    (join_figures, ("join_taps", "join_seconds")),
    (code_guess, ("code_guess",)),
    (signin_rps, ("signin_rps",)),
    (mails_per_minute, ("mails_per_minute",)),
    (guard_figures, ("revoke_ms", "guard_cost")),
    (live_figures, ("live_latency_p95", "live_cpu", "live_rss_per_1000", "burst")),
    (live_latency_2proc, ("live_latency_2proc",)),
    (live_json_figures, ("live_json_rps", "live_json_p95")),
    (snapshot_5000, ("snapshot_5000",)),
    (screen_frame, ("screen_frame",)),
)
"""Each with the figures it gives."""


def main(wished: list[str]) -> None:
    """Run what is needed for the figures wished, all when none is."""
    every = [name for _, names in BENCHES for name in names]
    unknown = set(wished) - set(every)
    if unknown:
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; known: {', '.join(every)}")
    wanted = set(wished or every)
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as processes:
        for bench, names in BENCHES:
            if wanted.intersection(names):
                for line in processes.submit(quietly, bench).result():
                    if line[0] in wanted:
                        print(written(line), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
