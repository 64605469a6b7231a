"""The audit log: who decided what, and who came in."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert

from challenge.store.activity_models import AuditEntry
from challenge.store.ids import new_id


def log(
    connection: Connection,
    action: str,
    at: datetime,
    *,
    actor_id: int | None,
    edition_id: int | None,
    subject_id: int | None = None,
    **facts: Any,
) -> None:
    """Add a line; facts are ids and codes, never figures or addresses of a person; the subject may read it."""
    connection.execute(
        insert(AuditEntry),
        [
            {
                "id": new_id(),
                "at": at,
                "actor_id": actor_id,
                "edition_id": edition_id,
                "subject_id": subject_id,
                "action": action,
                "facts": facts,
            }
        ],
    )
