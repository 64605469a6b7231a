"""What is done for Strava in the background: the inbox worked off and everybody looked through in their turn."""

from challenge.services.strava_inbox import work_off_inbox
from challenge.services.strava_sync import sync_due
from challenge.settings import settings
from challenge.store.database import Database

MOST_ROUNDS = 200
"""After so many the next chore has its turn."""


def work_for_strava(database: Database) -> None:
    """Work off every event that is due, then everybody whose daily look is due; nothing without keys."""
    if not settings().strava_on:
        return
    for _ in range(MOST_ROUNDS):
        if not work_off_inbox(database):
            break
    sync_due(database)
