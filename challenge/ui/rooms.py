"""The rooms: every page of the app, with who may enter it and who finds it in their navigation."""

from dataclasses import dataclass

from challenge.store.team_models import RoleKind


@dataclass(frozen=True, slots=True)
class Room:
    """A page with who finds it in their navigation."""

    name: str
    icon: str
    roles: frozenset[RoleKind]
    offered_to: frozenset[RoleKind] = frozenset(RoleKind)
    """Of these, who finds it in the navigation; others by a link on a page."""
    without_role: bool = False
    """Also found by whoever registers a company, and by whoever has signed in and holds no role yet."""
    while_waiting: bool = False
    """Found by whoever came by a slip issued again, until the organiser has confirmed the person."""


EVERYBODY = frozenset(RoleKind)
PARTICIPANT = frozenset({RoleKind.PARTICIPANT})
ORGANISER = frozenset({RoleKind.ORGANISER})
HR_MANAGER = frozenset({RoleKind.HR_MANAGER})
NOBODY: frozenset[RoleKind] = frozenset()

ROOMS = (
    Room("waiting", "hourglass", NOBODY, while_waiting=True),
    Room("home", "home", PARTICIPANT),
    Room("log", "add_circle", PARTICIPANT, NOBODY),
    Room("activities", "directions_walk", PARTICIPANT),
    Room("notices", "notifications", PARTICIPANT, NOBODY),
    Room("sources", "sync", PARTICIPANT, NOBODY),
    Room("organiser", "fact_check", ORGANISER),
    Room("review", "gavel", ORGANISER, NOBODY),
    Room("registrations", "domain_add", ORGANISER),
    Room("edition", "event", ORGANISER),
    Room("stage", "cast", ORGANISER),
    Room("new_edition", "add_circle", ORGANISER, NOBODY),
    Room("people", "person_search", ORGANISER, NOBODY),
    Room("employer", "domain", HR_MANAGER),
    Room("company", "handshake", HR_MANAGER),
    Room("board", "leaderboard", EVERYBODY, while_waiting=True),
    Room("team", "groups", PARTICIPANT),
    Room("rules", "calculate", EVERYBODY, EVERYBODY - ORGANISER, while_waiting=True),
    Room("register", "edit_note", NOBODY, without_role=True),
    Room("settings", "tune", EVERYBODY, ORGANISER | HR_MANAGER, without_role=True, while_waiting=True),
)
