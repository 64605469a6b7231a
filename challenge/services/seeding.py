"""Seeding: a whole edition laid down at once, for the demo and for rehearsals."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, exists, insert, select

from challenge.domain.disclosure import Visibility
from challenge.domain.money import MicroEuros
from challenge.domain.pledges import Pledge
from challenge.domain.rules import RuleSet, validate
from challenge.errors import NotFoundError
from challenge.services.arrivals import Admitted, Arrival
from challenge.services.door import admit, close
from challenge.services.editions import figures_of, lock_edition, utc_now
from challenge.services.ledger import GENESIS, Page, write_page
from challenge.services.people import read_participants
from challenge.services.permissions import Actor, Permission, Place, require
from challenge.services.sealing import short_token
from challenge.services.sessions import held_by
from challenge.store.account_models import Account
from challenge.store.activity_models import EntryKind
from challenge.store.company_models import Company, Entry, JoinLink, PledgeVersion
from challenge.store.database import Database
from challenge.store.edition_models import Edition, EditionState, HoldPolicy, Project, RuleSetVersion
from challenge.store.ids import new_id
from challenge.store.team_models import Membership, Participation, Role, RoleKind, Team

FEWEST_SEATS, MOST_SEATS = 5, 8
LAID_DOWN = (Account, Company, Entry, PledgeVersion, JoinLink, Team, Participation, Membership, Role, Project)
"""Tables in the order in which their rows refer to each other."""


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """A project to be laid down, with its percent of the default split."""

    name: str
    association: str
    purpose: str
    share_percent: int


@dataclass(frozen=True, slots=True)
class PersonPlan:
    """Somebody to be laid down."""

    name: str
    nickname: str
    visibility: Visibility
    adapted: bool = False
    captain: bool = False


@dataclass(frozen=True, slots=True)
class TeamPlan:
    """A team to be laid down."""

    name: str
    seats: int
    people: Sequence[PersonPlan]


@dataclass(frozen=True, slots=True)
class CompanyPlan:
    """A company to be laid down, with its promise and its HR manager."""

    name: str
    sector: str
    initials: str
    colour: str
    headcount: int
    pledge: Pledge
    hr_manager: str
    teams: Sequence[TeamPlan]


@dataclass(frozen=True, slots=True)
class EditionPlan:
    """An edition to be laid down."""

    slug: str
    name: str
    starts_on: date
    ends_on: date
    locks_at: datetime
    review_ends_at: datetime
    evening_at: datetime
    zone: str
    goal: MicroEuros
    template: str
    rules: RuleSet
    hold_policy: HoldPolicy
    organiser: str
    companies: Sequence[CompanyPlan]
    projects: Sequence[ProjectPlan] = ()


@dataclass(frozen=True, slots=True)
class Seeded:
    """What was laid down: the edition, its organiser, and the participations in the order of the plan."""

    edition_id: int
    organiser_id: int
    participations: list[int]


def is_empty(database: Database) -> bool:
    """Whether no edition exists yet."""
    with database.reading() as connection:
        return not connection.scalar(select(exists().where(Edition.id > 0)))


def seed_edition(database: Database, plan: EditionPlan, *, is_demo: bool, now: datetime | None = None) -> Seeded:
    """Lay an edition down with its companies, teams and people, and book their fees; one transaction."""
    moment = now or utc_now()
    joined_at = min(moment, datetime.combine(plan.starts_on, time(), tzinfo=ZoneInfo(plan.zone)))
    rows: dict[type, list[dict[str, Any]]] = {
        kind: []
        for kind in (Account, Company, Entry, PledgeVersion, JoinLink, Team, Participation, Membership, Role, Project)
    }

    def account(name: str) -> int:
        rows[Account].append({"id": new_id(), "name": name, "is_demo": is_demo, "created_at": moment})
        return int(rows[Account][-1]["id"])

    with database.transaction() as connection:
        edition_id = _edition(connection, plan, moment)
        organiser_id = account(plan.organiser)
        rows[Role].append(_role(organiser_id, RoleKind.ORGANISER, edition_id=edition_id))
        for company in plan.companies:
            entry_id = _company(rows, edition_id, company, moment)
            rows[Role].append(_role(account(company.hr_manager), RoleKind.HR_MANAGER, entry_id=entry_id))
            for team in company.teams:
                team_id = _team(rows, entry_id, team)
                for person in team.people:
                    account_id = account(person.name)
                    rows[Participation].append(
                        _participation(account_id, edition_id, entry_id, team_id, person) | {"joined_at": joined_at}
                    )
                    if person.captain:
                        rows[Role].append(_role(account_id, RoleKind.CAPTAIN, team_id=team_id))
        rows[Membership] = [
            {"participation_id": row["id"], "team_id": row["team_id"], "joined_at": joined_at}
            for row in rows[Participation]
        ]
        rows[Project] = [
            {"id": new_id(), "edition_id": edition_id, "position": number, **asdict(project)}
            for number, project in enumerate(plan.projects)
        ]
        for kind, listed in ((kind, listed) for kind, listed in rows.items() if listed):
            connection.execute(insert(kind), listed)
        _book_fees(connection, edition_id, organiser_id, rows, moment)
    return Seeded(edition_id, organiser_id, [row["id"] for row in rows[Participation]])


def record_for_many(
    database: Database, actor: Actor, edition_id: int, arrivals: Sequence[Arrival], *, now: datetime | None = None
) -> list[Admitted]:
    """Record invented activities of many people through the same door, all or none."""
    require(actor, Permission.RECORD_FOR_MANY, Place(edition_id))
    with database.transaction() as connection:
        page = Page(lock_edition(connection, edition_id), actor.account_id, now or utc_now())
        people = read_participants(connection, {arrival.participation_id for arrival in arrivals})
        admitted = admit(connection, page, people, arrivals)
        close(connection, page, people)
    return admitted


def invented_person(database: Database, actor: Actor, edition_id: int, participation_id: int) -> Actor:
    """Somebody invented, to act as they would; raises NotFoundError for whoever is real."""
    require(actor, Permission.RECORD_FOR_MANY, Place(edition_id))
    with database.reading() as connection:
        account = connection.execute(
            select(Account.id, Account.name)
            .join(Participation, Participation.account_id == Account.id)
            .where(Participation.id == participation_id, Participation.edition_id == edition_id, Account.is_demo)
        ).one_or_none()
        if account is None:
            raise NotFoundError
        return Actor(account.id, account.name, None, held_by(connection, account.id))


def _edition(connection: Connection, plan: EditionPlan, moment: datetime) -> int:
    edition_id, rule_set_id = new_id(), new_id()
    connection.execute(
        insert(Edition).values(
            id=edition_id,
            slug=plan.slug,
            name=plan.name,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            locks_at=plan.locks_at,
            review_ends_at=plan.review_ends_at,
            evening_at=plan.evening_at,
            registration_closes_at=plan.locks_at,
            state=EditionState.RUNNING,
            team_least=FEWEST_SEATS,
            team_most=MOST_SEATS,
            zone=plan.zone,
            goal_micro_euros=plan.goal,
            hold_policy=plan.hold_policy,
            rule_set_id=rule_set_id,
            ledger_head=GENESIS,
        )
    )
    connection.execute(
        insert(RuleSetVersion).values(
            id=rule_set_id,
            edition_id=edition_id,
            version=1,
            template=plan.template,
            figures=figures_of(validate(plan.rules)),
            created_at=moment,
        )
    )
    return edition_id


def _company(rows: dict[type, list[dict[str, Any]]], edition_id: int, plan: CompanyPlan, moment: datetime) -> int:
    company_id, entry_id = new_id(), new_id()
    named = {"name": plan.name, "sector": plan.sector, "initials": plan.initials, "colour": plan.colour}
    rows[Company].append({"id": company_id, **named})
    rows[JoinLink].append({"id": new_id(), "token": short_token(), "entry_id": entry_id, "created_at": moment})
    rows[Entry].append(
        {
            "id": entry_id,
            "edition_id": edition_id,
            "company_id": company_id,
            "headcount": plan.headcount,
            "participants": sum(len(team.people) for team in plan.teams),
        }
    )
    rows[PledgeVersion].append(
        {
            "id": new_id(),
            "entry_id": entry_id,
            "version": 1,
            "rate_micro_euros": plan.pledge.rate,
            "fee_micro_euros": plan.pledge.fee,
            "cap_micro_euros": plan.pledge.cap,
            "created_at": moment,
        }
    )
    return entry_id


def _team(rows: dict[type, list[dict[str, Any]]], entry_id: int, plan: TeamPlan) -> int:
    rows[Team].append(
        {
            "id": new_id(),
            "entry_id": entry_id,
            "name": plan.name,
            "seats": plan.seats,
            "participants": len(plan.people),
        }
    )
    return int(rows[Team][-1]["id"])


def _participation(account_id: int, edition_id: int, entry_id: int, team_id: int, plan: PersonPlan) -> dict[str, Any]:
    return {
        "id": new_id(),
        "account_id": account_id,
        "edition_id": edition_id,
        "entry_id": entry_id,
        "team_id": team_id,
        "nickname": plan.nickname,
        "visibility": plan.visibility,
        "adapted": plan.adapted,
    }


def _role(account_id: int, kind: RoleKind, **held_in: int) -> dict[str, Any]:
    nowhere = {"team_id": None, "entry_id": None, "edition_id": None}
    return {"id": new_id(), "account_id": account_id, "kind": kind} | nowhere | held_in


def _book_fees(
    connection: Connection,
    edition_id: int,
    organiser_id: int,
    rows: dict[type, list[dict[str, Any]]],
    moment: datetime,
) -> None:
    fee_of = {row["entry_id"]: row["fee_micro_euros"] for row in rows[PledgeVersion]}
    page = Page(lock_edition(connection, edition_id), organiser_id, moment)
    for row in rows[Participation]:
        page.book(
            EntryKind.FEE,
            f"fee:{row['id']}",
            entry_id=row["entry_id"],
            participation_id=row["id"],
            micro_euros=MicroEuros(fee_of[row["entry_id"]]),
        )
    write_page(connection, page)
