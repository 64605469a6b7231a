"""Large files on their way: sent whole, handed to a reader, read in this process."""

from challenge.services.large_uploads import arriving_piece, begin_upload
from challenge.services.upload_reading import read_upload_now
from challenge.services.upload_workers import start_readers
from tests.factories import NOW, place_of


def begin(database, person, data, *, name="export.zip", now=NOW):
    """Announce a file."""
    return begin_upload(database, person, place_of(person), name=name, whole_bytes=len(data), now=now).id


def send(database, person, upload_id, data, *, offset=0, now=NOW):
    """One piece of it."""
    with arriving_piece(database, person, place_of(person), upload_id, offset, now=now) as piece:
        piece.write(data)


def send_whole(database, person, data, **named):
    """A file that has arrived and waits."""
    upload_id = begin(database, person, data, **named)
    send(database, person, upload_id, data)
    return upload_id


def read_whole(database, person, data, **named):
    """A file that has arrived and was read."""
    upload_id = send_whole(database, person, data, **named)
    assert start_readers(database, begin=lambda _: None, now=NOW) == [upload_id]
    read_upload_now(database, upload_id, now=NOW)
    return upload_id
