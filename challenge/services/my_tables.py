"""My tables: what of each table a person takes along; why the rest stays is in left_out.py.

A test walks every column there is.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select

from challenge.services.belongings import Mine
from challenge.store.account_models import (
    Account,
    Authenticator,
    Consent,
    Mail,
    RecoveryCode,
    Session,
    SignInCode,
    Slip,
)
from challenge.store.activity_models import (
    Activity,
    ActivityFinding,
    ActivityMeasure,
    AuditEntry,
    DayTotal,
    KeptApart,
    LedgerEntry,
)
from challenge.store.base import Base
from challenge.store.company_models import Company, Entry, Registration
from challenge.store.edition_models import Edition, EditionChange
from challenge.store.review_models import Appeal, Decision, Notice
from challenge.store.source_models import LargeUpload, StravaAthlete, StravaEvent, UploadKey
from challenge.store.team_models import Invitation, Membership, Participation, Role, Team


@dataclass(frozen=True, slots=True)
class Subject:
    """One file of the export; its sentence is `my_data.file.<name>`."""

    name: str
    statement: Callable[[Mine], Select[*tuple[Any, ...]]]


def _own(model: type[Base], columns: str, mine: ColumnElement[bool], *more: Any) -> Select[*tuple[Any, ...]]:
    """Some columns of the rows that are mine."""
    table = model.__table__
    statement = select(*(table.c[name] for name in columns.split()), *more).where(mine)
    return statement.order_by(*(column for column in table.columns if column.primary_key))


def _activities(mine: Mine) -> Select[*tuple[Any, ...]]:
    return select(Activity.id).where(Activity.participation_id.in_(mine.participation_ids))


def _participations(mine: Mine) -> Select[*tuple[Any, ...]]:
    columns = (
        "id account_id edition_id entry_id team_id nickname visibility adapted points active_days joined_at erased_at"
    )
    names = (Edition.name.label("edition"), Company.name.label("company"), Team.name.label("team"))
    return (
        _own(Participation, columns, Participation.account_id == mine.account_id, *names)
        .join(Edition, Edition.id == Participation.edition_id)
        .join(Entry, Entry.id == Participation.entry_id)
        .join(Company, Company.id == Entry.company_id)
        .join(Team, Team.id == Participation.team_id)
    )


def _audit(mine: Mine) -> Select[*tuple[Any, ...]]:
    """Lines about me or by me; the facts of what I did name others, and only those about me are mine."""
    about, by = AuditEntry.subject_id == mine.account_id, AuditEntry.actor_id == mine.account_id
    more = (
        case((about, AuditEntry.facts)).label("facts"),
        case((about, 1), else_=0).label("about_me"),
        case((by, 1), else_=0).label("by_me"),
    )
    return _own(AuditEntry, "id at edition_id action", or_(about, by), *more)


SUBJECTS = (
    Subject(
        "account",
        lambda mine: _own(
            Account,
            "id name email locale notified is_demo created_at erased_at",
            Account.id == mine.account_id,
        ),
    ),
    Subject(
        "sessions",
        lambda mine: _own(
            Session,
            "id account_id browser slip_id idle_seconds second_step_at created_at seen_at expires_at revoked_at",
            Session.account_id == mine.account_id,
        ),
    ),
    Subject(
        "sign_in_codes",
        lambda mine: _own(
            SignInCode,
            "id email next_path locale edition_id consent_version tries created_at expires_at used_at",
            SignInCode.email == mine.email,
        ),
    ),
    Subject(
        "slips",
        lambda mine: _own(
            Slip,
            "id entry_id number issued_at account_id activated_at replaces_id confirmed_at failures locked_until"
            " revoked_at",
            Slip.account_id == mine.account_id,
        ),
    ),
    Subject(
        "authenticator",
        lambda mine: _own(
            Authenticator,
            "account_id confirmed_at last_step failures locked_until created_at",
            Authenticator.account_id == mine.account_id,
        ),
    ),
    Subject(
        "recovery_codes",
        lambda mine: _own(RecoveryCode, "id account_id used_at", RecoveryCode.account_id == mine.account_id),
    ),
    Subject(
        "consents",
        lambda mine: _own(Consent, "id account_id edition_id version given_at", Consent.account_id == mine.account_id),
    ),
    Subject(
        "upload_keys",
        lambda mine: _own(
            UploadKey, "id account_id created_at used_at revoked_at", UploadKey.account_id == mine.account_id
        ),
    ),
    Subject(
        "large_uploads",
        lambda mine: _own(
            LargeUpload,
            "id account_id edition_id name whole_bytes arrived_bytes read_percent reads state refusal dropped"
            " created_at touched_at",
            LargeUpload.account_id == mine.account_id,
        ),
    ),
    Subject(
        "strava",
        lambda mine: _own(
            StravaAthlete,
            "account_id athlete_id expires_at scopes connected_at seen_to synced_at sync_due_at trouble heard_at",
            StravaAthlete.account_id == mine.account_id,
        ),
    ),
    Subject(
        "strava_events",
        lambda mine: _own(
            StravaEvent,
            "id athlete_id object_id kind event_time received_at state attempts next_try_at",
            StravaEvent.athlete_id.in_(
                select(StravaAthlete.athlete_id).where(StravaAthlete.account_id == mine.account_id)
            ),
        ),
    ),
    Subject("participations", _participations),
    Subject(
        "memberships",
        lambda mine: _own(
            Membership,
            "participation_id team_id points joined_at",
            Membership.participation_id.in_(mine.participation_ids),
        ),
    ),
    Subject(
        "roles",
        lambda mine: _own(Role, "id account_id kind team_id entry_id edition_id", Role.account_id == mine.account_id),
    ),
    Subject(
        "invitations",
        lambda mine: _own(
            Invitation,
            "id email kind entry_id edition_id invited_at accepted_at revoked_at",
            Invitation.email == mine.email,
        ),
    ),
    Subject(
        "registrations",
        lambda mine: _own(
            Registration,
            "id edition_id contact_id state form terms_version terms_name terms_at reason decided_at entry_id"
            " created_at updated_at",
            Registration.contact_id == mine.account_id,
        ),
    ),
    Subject(
        "activities",
        lambda mine: _own(
            Activity,
            "id edition_id participation_id source external_id sport started_at day status points adapted rule_set_id"
            " version booked_sequence recorded_at same_as likeness left_active left_taken left_over",
            Activity.participation_id.in_(mine.participation_ids),
        ),
    ),
    Subject(
        "measures",
        lambda mine: _own(
            ActivityMeasure,
            "activity_id kind moving_seconds elapsed_seconds distance_m ascent_m steps best_minute_m recording device"
            " service_number indoor altered leaps best_five_minutes_m steadiness stops day_only surges at_assist_speed"
            " stalled rhythm erase_at",
            ActivityMeasure.activity_id.in_(_activities(mine)),
        ),
    ),
    Subject(
        "kept_apart",
        lambda mine: _own(KeptApart, "one_id other_id said_at accepted_at", KeptApart.one_id.in_(_activities(mine))),
    ),
    Subject(
        "findings",
        lambda mine: _own(
            ActivityFinding,
            "id activity_id doubt value limit_value state reason decided_at created_at",
            ActivityFinding.activity_id.in_(_activities(mine)),
        ),
    ),
    Subject(
        "decisions",
        lambda mine: _own(
            Decision,
            "id edition_id activity_id version verdict reason points_before points_after appealed decided_at",
            Decision.activity_id.in_(_activities(mine)),
        ),
    ),
    Subject(
        "appeals",
        lambda mine: _own(
            Appeal,
            "id activity_id words file_name file_type sent_at answered_at",
            Appeal.activity_id.in_(_activities(mine)),
        ),
    ),
    Subject(
        "notices",
        lambda mine: _own(
            Notice,
            "id participation_id activity_id kind decider doubt reason points created_at read_at",
            Notice.participation_id.in_(mine.participation_ids),
        ),
    ),
    Subject(
        "days",
        lambda mine: _own(
            DayTotal,
            "participation_id day team_id points micro_euros adjustment active version booked_sequence",
            DayTotal.participation_id.in_(mine.participation_ids),
        ),
    ),
    Subject(
        "ledger",
        lambda mine: _own(
            LedgerEntry,
            "edition_id sequence kind cause entry_id participation_id activity_id day points micro_euros reverses"
            " rule_set_id recorded_at",
            LedgerEntry.participation_id.in_(mine.participation_ids),
        ),
    ),
    Subject(
        "mails",
        lambda mine: _own(
            Mail,
            "id template locale state attempts next_try_at problem created_at finished_at",
            Mail.id.in_(mine.mail_ids),
        ),
    ),
    Subject("audit", _audit),
    Subject(
        "edition_changes",
        lambda mine: _own(
            EditionChange,
            "id edition_id version reason changed_by changed_at",
            EditionChange.changed_by == mine.account_id,
        ),
    ),
)
"""What is exported, in the order in which the README lists it."""
