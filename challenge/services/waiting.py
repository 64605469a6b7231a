"""Waiting: what came by a slip issued again stands outside of everything until the organiser knows its person."""

from sqlalchemy import and_, exists

from challenge.store.activity_models import Activity, ActivityFinding, FindingState, Status

IN_DOUBT = exists().where(ActivityFinding.activity_id == Activity.id, ActivityFinding.state == FindingState.OPEN)
"""Somebody has to look at its figures."""

WAITS_FOR_ITS_PERSON = and_(Activity.status == Status.HELD, ~IN_DOUBT)
"""Held for nothing that its figures say: it is compared with nothing, nothing with it, and only the slip decides."""
