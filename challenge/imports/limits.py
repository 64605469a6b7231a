"""Limits: how large an upload may be, and which figures can be those of one activity."""

MEGABYTE = 1024 * 1024

MAX_FILE_BYTES = 25 * MEGABYTE
"""Of one file, unpacked."""
MAX_ARCHIVE_BYTES = 50 * MEGABYTE
"""Of a zip as it arrives."""
MAX_UNPACKED_BYTES = 500 * MEGABYTE
"""Of all members of a zip together, counted while unpacking."""
MAX_FILES = 500
"""Of one zip, folders and hidden files left out."""
MAX_DIRECTORY_BYTES = MEGABYTE
"""Of a zip's table of contents, looked at before it is read: 500 names take a tenth of it."""
MAX_POINTS = 300_000
"""Of one file: three and a half days at a point a second."""
MAX_MESSAGES = 2 * MAX_POINTS
"""Of one FIT file: points, and as much again beside them."""
MAX_VALUES = 4_000_000
"""Of one FIT file, all messages together, so that memory stays bounded."""
MAX_PIECES = 20_000
"""Of one XML file: activities, laps, tracks and their segments."""
MAX_MARKUP_BETWEEN = 1_000_000
"""Of one XML file: tags and attributes of waypoints, routes and notes between the points of a track."""
MAX_SHEET_BYTES = 8 * MEGABYTE
"""Of a spreadsheet's cells and words, unpacked: ten thousand rows of our template take half of it."""
MAX_CELLS = 200_000
"""Of a sheet, empty ones included: twenty for each row that is read."""
MAX_COLUMNS = 100
"""Of a spreadsheet; what stands further to the right is passed over."""
MAX_ROWS = 10_000
"""Of one table: a year of 27 activities a day."""

MIN_RECORDING_SECONDS = 30
"""Below this a recording was started by mistake."""
MAX_SECONDS = 31 * 24 * 3600
"""Of one activity; a stated time beyond it is not believed."""
MAX_DISTANCE_M = 5_000_000
"""Of one activity; a stated distance beyond it is not believed."""
MAX_ASCENT_M = 100_000
"""Of one activity; a stated ascent beyond it is not believed."""
MAX_STEPS = 1_000_000
"""Of one activity or day; a stated number beyond it is not believed."""
