"""What tests let an organiser say most: believe it, or not."""

from challenge.services.decisions import decide
from challenge.services.rulings import Ruling
from challenge.store.review_models import Verdict


def release_activity(database, actor, activity_id, **how):
    """Believe a doubted activity."""
    return decide(database, actor, activity_id, Ruling(Verdict.RELEASED), **how)


def refuse_activity(database, actor, activity_id, reason, **how):
    """Do not believe it, and say why."""
    return decide(database, actor, activity_id, Ruling(Verdict.REFUSED, reason), **how)
