"""Large limits: how much an upload that waits on disk may hold; limits.py says the rest."""

from challenge.imports.limits import MEGABYTE

GIGABYTE = 1024 * MEGABYTE

MAX_LARGE_BYTES = 4 * GIGABYTE
"""Of a file as it arrives."""
MAX_LARGE_UNPACKED_BYTES = 10 * GIGABYTE
"""Of all that is unpacked of one zip, counted while unpacking."""
MAX_LARGE_DIRECTORY_BYTES = 8 * MEGABYTE
"""Of a zip's table of contents, looked at before it is read: 60,000 photos and routes."""
MAX_HEALTH_BYTES = 10 * GIGABYTE
"""Of one Apple Health export, unpacked; it is never whole in memory nor on disk."""
MAX_ELEMENT_BYTES = 16 * MEGABYTE
"""Of one workout with all that stands in it, and of one tag: hundreds of times what a watch writes."""
MAX_PROLOG_BYTES = MEGABYTE // 4
"""Of what stands before an XML's first element: thirty times Apple's own."""
MAX_CANDIDATES = 20
"""Files of a zip whose beginning is looked at to find the one that tells of the others."""
MAX_WORKOUTS = 10_000
"""Inside the dates of an edition."""
MAX_ARCHIVE_ROWS = 100_000
"""Of an archive's list of activities."""
READ_BYTES = MEGABYTE
"""Unpacked at a time, and then told."""
