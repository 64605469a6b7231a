"""Permission as data: who may do what, and where it is asked."""

from dataclasses import dataclass
from enum import StrEnum

from challenge.errors import NotAllowedError, NotFoundError
from challenge.store.team_models import RoleKind


class Permission(StrEnum):
    """One right, always asked for a place."""

    RECORD_OWN = "record_own"
    """Record activities of one's own participation."""
    CHANGE_OWN = "change_own"
    """Edit, delete and score again the activities of one's own participation, and change its team."""
    SEE_OWN = "see_own"
    """See the activities, explanations and settings of one's own participation."""
    SEE_BOARDS = "see_boards"
    """See the boards of an edition as a signed-in participant."""
    SEE_TEAM = "see_team"
    """See a team's page: names as shown on boards, sums, gap."""
    REVIEW = "review"
    """Release or refuse doubted activities, with the figures that raised the doubt."""
    SEE_TOTALS = "see_totals"
    """See the sums of a whole edition, money included."""
    RECORD_FOR_MANY = "record_for_many"
    """Bring in invented activities for the people of a demo edition."""
    LEAD_TEAM = "lead_team"
    """Rename a team, greet who joins, renew its link, hand it over."""
    RUN_COMPANY = "run_company"
    """Invite a company's people, print its slips, raise its cap, name its HR managers, withdraw it."""
    SEE_AS_EMPLOYER = "see_as_employer"
    """See a company's figures as its employer may: of groups and closed weeks."""
    PREPARE_EDITION = "prepare_edition"
    """Set the dates, rules, sizes, goal and projects of an edition, and move it on."""
    APPROVE_COMPANIES = "approve_companies"
    """Approve, ask back or refuse companies."""
    FIND_PEOPLE = "find_people"
    """Find a person by address, with a reason that the person sees, and confirm who a slip belongs to."""
    STEER_STAGE = "steer_stage"
    """Steer what the hall sees, freeze and reveal boards, and see the real standing behind them."""
    APPOINT = "appoint"
    """Give and take the role of organiser."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a right is asked: an edition, and what inside it where that matters."""

    edition_id: int
    entry_id: int | None = None
    team_id: int | None = None
    participation_id: int | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A role as somebody holds it; the narrowest place it is held in."""

    kind: RoleKind
    edition_id: int
    entry_id: int | None = None
    team_id: int | None = None
    participation_id: int | None = None

    @property
    def rights(self) -> frozenset[Permission]:
        """What the role allows in its place to whoever is known to hold it."""
        return GRANTS[self.kind]

    def covers(self, place: Place) -> bool:
        """Whether the place asked for lies in what the role is held in."""
        if self.edition_id != place.edition_id:
            return False
        if self.kind is RoleKind.PARTICIPANT:
            own_team = place.participation_id is None and place.team_id in {None, self.team_id}
            return own_team or place.participation_id == self.participation_id
        if self.kind is RoleKind.CAPTAIN:
            return place.participation_id is None and place.team_id in {None, self.team_id}
        if self.kind is RoleKind.HR_MANAGER:
            return place.participation_id is None and place.entry_id in {None, self.entry_id}
        return True


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks: an account with the roles it holds at this moment."""

    account_id: int
    name: str
    locale: str | None
    held: tuple[Held, ...]
    second_step_due: bool = False
    """Is an organiser, but not in this session: the authenticator was not asked."""
    unconfirmed: bool = False
    """Came by a slip issued again, and nobody has confirmed yet that it is the same person."""

    @property
    def participation(self) -> Held | None:
        """The participation the person acts in, if any."""
        return next((role for role in self.held if role.kind is RoleKind.PARTICIPANT), None)

    def holds(self, kind: RoleKind) -> bool:
        """Whether a role of that kind is held anywhere."""
        return any(role.kind is kind for role in self.held)


GRANTS: dict[RoleKind, frozenset[Permission]] = {
    RoleKind.PARTICIPANT: frozenset(
        {
            Permission.RECORD_OWN,
            Permission.CHANGE_OWN,
            Permission.SEE_OWN,
            Permission.SEE_BOARDS,
            Permission.SEE_TEAM,
        }
    ),
    RoleKind.CAPTAIN: frozenset({Permission.SEE_BOARDS, Permission.SEE_TEAM, Permission.LEAD_TEAM}),
    RoleKind.HR_MANAGER: frozenset({Permission.SEE_BOARDS, Permission.RUN_COMPANY, Permission.SEE_AS_EMPLOYER}),
    RoleKind.ORGANISER: frozenset(
        {
            Permission.SEE_BOARDS,
            Permission.SEE_TEAM,
            Permission.REVIEW,
            Permission.SEE_TOTALS,
            Permission.RECORD_FOR_MANY,
            Permission.PREPARE_EDITION,
            Permission.APPROVE_COMPANIES,
            Permission.FIND_PEOPLE,
            Permission.STEER_STAGE,
            Permission.APPOINT,
        }
    ),
}

UNCONFIRMED = frozenset({Permission.RECORD_OWN, Permission.SEE_BOARDS})
"""What a participant may do whose slip was issued again: log, but neither see nor change what was before."""


OF_ONE_PERSON = frozenset({Permission.RECORD_OWN, Permission.CHANGE_OWN, Permission.SEE_OWN})
"""Rights that are asked for one participation, never for a place without one."""

OF_ONE_COMPANY = frozenset({Permission.RUN_COMPANY, Permission.SEE_AS_EMPLOYER})
"""Rights that are asked for one company."""

OF_ONE_TEAM = frozenset({Permission.LEAD_TEAM})
"""Rights that are asked for one team."""


def may(actor: Actor, permission: Permission, place: Place) -> bool:
    """Whether some role of the actor grants a right in a place."""
    narrow = ((OF_ONE_PERSON, place.participation_id), (OF_ONE_COMPANY, place.entry_id), (OF_ONE_TEAM, place.team_id))
    if any(permission in rights and key is None for rights, key in narrow):
        return False
    return any(permission in _rights(actor, role) and role.covers(place) for role in actor.held)


def _rights(actor: Actor, role: Held) -> frozenset[Permission]:
    return UNCONFIRMED if actor.unconfirmed else role.rights


def require(actor: Actor, permission: Permission, place: Place) -> None:
    """Let pass whoever holds the right; an outsider to the edition does not even learn that the place exists."""
    if may(actor, permission, place):
        return
    if any(role.edition_id == place.edition_id for role in actor.held):
        raise NotAllowedError
    raise NotFoundError


def require_confirmed(actor: Actor) -> None:
    """Let nobody touch an account by a slip issued again before the organiser's word; raises NotAllowedError."""
    if actor.unconfirmed:
        raise NotAllowedError
