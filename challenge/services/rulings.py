"""Rulings: what an organiser says of a doubted activity, with a reason ready-made or in their own words."""

from dataclasses import dataclass
from enum import StrEnum

from challenge.errors import ImplausibleFigureError, NothingCorrectedError, ReasonMissingError
from challenge.services.names import one_line
from challenge.store.review_models import Verdict

LONGEST_REASON = 500
MOST_MINUTES, MOST_METRES = 7 * 24 * 60, 2_000_000
"""As for whoever types an activity."""

READY = "reason."
"""What ready-made reasons begin with; the rest is the name of one."""


class Reason(StrEnum):
    """Reasons that are ready; each has a sentence `reason.<name>`."""

    CONVINCING = "convincing"
    """Answer or device make it believable."""
    AS_OTHERS = "as_others"
    """It is like the person's other activities."""
    NOT_SHOWN = "not_shown"
    """Nothing shows more than the plausible limit."""
    MISTYPED = "mistyped"
    """A slip of the keyboard."""
    PARTLY = "partly"
    """Part of the recording is no sport."""
    ENGINE = "engine"
    """A trip by car, bus or train."""
    SOMEBODY_ELSES = "somebody_elses"
    """The recording is somebody else's."""
    COUNTED_BEFORE = "counted_before"
    """The same outing counts already."""
    LOCK = "lock"
    """Nobody had decided when the edition was locked."""
    OWN_WORDS = "own_words"
    """In words that name the person: they are told the person, and kept nowhere else."""


READY_FOR = {
    Verdict.RELEASED: (Reason.CONVINCING, Reason.AS_OTHERS),
    Verdict.LIMITED: (Reason.NOT_SHOWN,),
    Verdict.CORRECTED: (Reason.MISTYPED, Reason.PARTLY),
    Verdict.REFUSED: (Reason.ENGINE, Reason.SOMEBODY_ELSES, Reason.COUNTED_BEFORE),
    Verdict.TWO_OUTINGS: (Reason.CONVINCING,),
    Verdict.ONE_OUTING: (Reason.COUNTED_BEFORE,),
}
"""What is offered with each verdict."""

REASON_NEEDED = frozenset({Verdict.REFUSED, Verdict.CORRECTED, Verdict.ONE_OUTING})
"""Whoever loses something reads why."""


def ready(reason: Reason) -> str:
    """A ready-made reason as it is stored and as the catalogue knows it."""
    return f"{READY}{reason}"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A verdict with its reason, and the figures of a correction."""

    verdict: Verdict
    reason: str = ""
    minutes: int | None = None
    metres: int | None = None


def checked(ruling: Ruling) -> Ruling:
    """A ruling fit to be stored; raises ReasonMissingError, NothingCorrectedError or ImplausibleFigureError."""
    reason = one_line(ruling.reason)[:LONGEST_REASON]
    if ruling.verdict in REASON_NEEDED and not reason:
        raise ReasonMissingError
    if ruling.verdict is not Verdict.CORRECTED:
        return Ruling(ruling.verdict, reason)
    if ruling.minutes is None and ruling.metres is None:
        raise NothingCorrectedError
    if ruling.minutes is not None and not 1 <= ruling.minutes <= MOST_MINUTES:
        raise ImplausibleFigureError(figure="minutes", value=ruling.minutes, lowest=1, highest=MOST_MINUTES)
    if ruling.metres is not None and not 0 <= ruling.metres <= MOST_METRES:
        highest = MOST_METRES // 1000
        raise ImplausibleFigureError(figure="kilometres", value=ruling.metres // 1000, lowest=0, highest=highest)
    return Ruling(ruling.verdict, reason, ruling.minutes, ruling.metres)
