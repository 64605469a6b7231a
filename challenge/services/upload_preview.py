"""The preview of a large upload, and its confirming: all that is ready or nothing, as for a small file."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import update

from challenge.errors import UploadEndedError
from challenge.services.editions import utc_now
from challenge.services.large_uploads import find_upload
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.upload_folder import forget_files
from challenge.services.upload_readings import kept_readings
from challenge.services.uploads import Candidate, confirm_upload, preview_upload
from challenge.store.database import Database
from challenge.store.source_models import LargeUpload, UploadState


def preview_large_upload(
    database: Database,
    actor: Actor,
    place: Place,
    upload_id: int,
    sports: Mapping[str, str],
    *,
    now: datetime | None = None,
) -> list[Candidate]:
    """What confirming an upload that was read would record; raises UploadEndedError once that is over."""
    upload = find_upload(database, actor, place, upload_id)
    readings = kept_readings(upload_id) if upload.state is UploadState.READ else []
    if not readings:
        raise UploadEndedError
    return preview_upload(database, actor, place, readings, sports, now=now)


def confirm_large_upload(
    database: Database,
    actor: Actor,
    place: Place,
    upload_id: int,
    sports: Mapping[str, str],
    *,
    now: datetime | None = None,
) -> list[Candidate]:
    """Record all of an upload that is ready, in one transaction, and forget the rest; returns what was ready.

    A process that dies in between leaves the preview, in which everything is known already.
    """
    require(actor, Permission.RECORD_OWN, place)
    candidates = preview_large_upload(database, actor, place, upload_id, sports, now=now)
    ready = [candidate for candidate in candidates if candidate.ready]
    confirm_upload(database, actor, place, ready, now=now)
    with database.transaction() as connection:
        connection.execute(
            update(LargeUpload)
            .where(LargeUpload.id == upload_id, LargeUpload.state == UploadState.READ)
            .values(state=UploadState.RECORDED, touched_at=now or utc_now())
        )
    forget_files(upload_id)
    return ready
