"""What a company promised, and what its cap leaves of what its people earned."""

from dataclasses import dataclass

from challenge.domain.money import MicroEuros, Points, euros_for, share


@dataclass(frozen=True, slots=True)
class Pledge:
    """A promise of money: so much a point, so much a participant, never more than the cap."""

    rate: MicroEuros
    """Per point."""
    fee: MicroEuros
    """Per participant."""
    cap: MicroEuros
    """The most the company pays, fees included."""


@dataclass(frozen=True, slots=True)
class PledgeEuros:
    """One company's money so far: earned, what the cap leaves of it, and what has been paid."""

    fees: MicroEuros
    """Fees the cap leaves; they come first."""
    earned: MicroEuros
    """Points times rate, before the cap."""
    counted: MicroEuros
    """What the cap leaves of the earned."""
    paid: MicroEuros
    """The part of the payments that belongs to points."""

    @property
    def total(self) -> MicroEuros:
        """All that counts for the projects: fees and counted euros."""
        return MicroEuros(self.fees + self.counted)


def euros_of(pledge: Pledge, *, points: Points, participants: int, payments: MicroEuros) -> PledgeEuros:
    """Apply a pledge to a company's sums; fees fill the cap first, then points do."""
    fees = min(pledge.fee * participants, pledge.cap)
    earned = euros_for(points, pledge.rate)
    counted = min(earned, pledge.cap - fees)
    _, paid = share(payments, [fees, counted])
    return PledgeEuros(MicroEuros(fees), earned, MicroEuros(counted), MicroEuros(paid))
