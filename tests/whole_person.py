"""Somebody of whom every table holds something, beside others of whom nothing may be lost or told."""

from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import insert, update

from challenge.domain.disclosure import Visibility
from challenge.services.activities import delete_activity
from challenge.services.appeal_files import Attachment
from challenge.services.appeals import appeal
from challenge.services.audit import log
from challenge.services.outbox import post
from challenge.services.permissions import Actor, Held
from challenge.services.sealing import seal
from challenge.services.sessions import held_by
from challenge.store.account_models import (
    Account,
    Authenticator,
    Consent,
    Mail,
    MailState,
    RecoveryCode,
    Session,
    SignInCode,
    Slip,
)
from challenge.store.activity_models import KeptApart
from challenge.store.company_models import Registration, RegistrationState
from challenge.store.edition_models import EditionChange, HoldPolicy
from challenge.store.ids import new_id
from challenge.store.source_models import (
    InboxState,
    LargeUpload,
    StravaAthlete,
    StravaEvent,
    StravaEventKind,
    UploadKey,
    UploadState,
)
from challenge.store.team_models import Invitation, Role, RoleKind, Team
from tests.factories import (
    AFTER_LOCK,
    NOW,
    add,
    day_steps,
    impossible_ride,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_team,
    outing,
    record,
)
from tests.rulings_given import release_activity

NAME, EMAIL, NICKNAME = "Zoé Quintrec", "zoe.quintrec@example.org", "=Licorne"
REASON = "Zoé Quintrec nous a écrit"
ATHLETE = 4_071_907
TRACES = ("quintrec", "licorne", "zoé", "zoe", "écrit")
"""What no table may hold any more once she is gone."""


def make_whole_person(database):
    """Zoé, captain, HR manager and organiser in one, with something of hers in every table that can hold it."""
    edition_id = make_edition(database, hold_policy=HoldPolicy.ALWAYS)
    entry_id = make_company(database, edition_id)
    team_id = make_team(database, entry_id)
    person = make_person(database, team_id, nickname=NICKNAME, visibility=Visibility.NICKNAME, adapted=True)
    scene = SimpleNamespace(
        edition_id=edition_id,
        entry_id=entry_id,
        team_id=team_id,
        account_id=person.account_id,
        participation_id=person.participation.participation_id,
        organiser=make_organiser(database, edition_id),
        manager=make_hr_manager(database, edition_id, entry_id),
        mate=make_person(database, team_id, nickname="Mate"),
    )
    known = {"name": NAME, "email": EMAIL, "locale": "fr"}
    with database.transaction() as connection:
        connection.execute(update(Account).where(Account.id == scene.account_id).values(known))
        connection.execute(update(Team).where(Team.id == team_id).values(welcome="Bienvenue, dit Zoé"))
    _act(database, scene, person)
    _give_keys(database, scene)
    _give_roles(database, scene)
    _note(database, scene)
    record(database, scene.mate, outing(30))
    with database.reading() as connection:
        scene.actor = Actor(scene.account_id, NAME, "fr", held_by(connection, scene.account_id))
    return scene


def _act(database, scene, person):
    record(database, person, outing(40, distance_m=3_000), key="zoe-quintrec.gpx")
    record(database, person, day_steps(9_000, day=1))
    held = record(database, person, impossible_ride(day=2)).activity_id
    appeal(database, person, held, "Je suis Zoé", Attachment("quintrec.pdf", b"%PDF-1.7\n%%EOF"), now=NOW)
    release_activity(database, scene.organiser, record(database, person, impossible_ride(day=3)).activity_id, now=NOW)
    gone = record(database, person, outing(25, day=4)).activity_id
    delete_activity(database, person, gone, now=NOW)
    kept = record(database, person, outing(26, day=4)).activity_id
    with database.transaction() as connection:
        pair = {"one_id": min(gone, kept), "other_id": max(gone, kept)}
        connection.execute(insert(KeptApart).values(**pair, said_at=NOW, accepted_at=NOW))


def _give_keys(database, scene):
    mine = {"account_id": scene.account_id}
    times = {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK}
    slip = {"entry_id": scene.entry_id, "number": 1, "code_hash": "c" * 64, "pin_hash": "p" * 40, "issued_at": NOW}
    slip_id = add(database, Slip, **mine, **slip, issued_by=scene.manager.account_id, activated_at=NOW)
    browser = {"browser": "Firefox de Zoé", "token_hash": "t" * 64, "idle_seconds": 60, "slip_id": slip_id}
    add(database, Session, **mine, **browser, **times)
    code = {"browser_hash": "b" * 64, "code_hash": "k" * 64, "next_path": "/", "locale": "fr", "email": EMAIL}
    add(database, SignInCode, **code, created_at=NOW, expires_at=NOW)
    with database.transaction() as connection:
        connection.execute(insert(Authenticator).values(**mine, sealed_secret="sealed", created_at=NOW))
    add(database, RecoveryCode, **mine, code_hash="r" * 64)
    add(database, UploadKey, **mine, key_hash="u" * 64, created_at=NOW)
    sent = {"name": "export de Zoé.zip", "whole_bytes": 9, "state": UploadState.RECORDED, "touched_at": NOW}
    add(database, LargeUpload, **mine, edition_id=scene.edition_id, created_at=NOW, **sent)
    connected = {"athlete_id": ATHLETE, "sealed_tokens": seal({"access": "a", "refresh": "r"}), "scopes": "read"}
    with database.transaction() as connection:
        connection.execute(insert(StravaAthlete).values(**mine, **connected, expires_at=NOW, connected_at=NOW))
    told = {"athlete_id": ATHLETE, "object_id": 5, "kind": StravaEventKind.CREATE, "state": InboxState.WAITING}
    add(database, StravaEvent, **told, event_time=NOW, received_at=NOW, next_try_at=NOW)
    add(database, Consent, **mine, edition_id=scene.edition_id, version="1", given_at=NOW)


def _give_roles(database, scene):
    mine = {"account_id": scene.account_id}
    add(database, Role, **mine, kind=RoleKind.CAPTAIN, team_id=scene.team_id)
    add(database, Role, **mine, kind=RoleKind.HR_MANAGER, entry_id=scene.entry_id)
    add(database, Role, **mine, kind=RoleKind.ORGANISER, edition_id=scene.edition_id)
    invited = {"kind": RoleKind.HR_MANAGER, "entry_id": scene.entry_id, "invited_by": scene.manager.account_id}
    add(database, Invitation, email=EMAIL, invited_at=NOW, **invited)
    times = {"created_at": NOW, "updated_at": NOW}
    where = {"edition_id": scene.edition_id, "contact_id": scene.account_id, **times}
    form = {"name": "Company", "contact": NAME, "sites": f"Lyon\nchez {NAME}"}
    add(database, Registration, **where, state=RegistrationState.DRAFT, form=form)
    approved = {"state": RegistrationState.APPROVED, "entry_id": scene.entry_id, "terms_name": NAME, "reason": REASON}
    decided = {"terms_version": "1", "terms_at": NOW, "decided_by": scene.organiser.account_id, "decided_at": NOW}
    scene.approved = add(database, Registration, **where, form=form, **approved, **decided)


def _note(database, scene):
    edition = {"edition_id": scene.edition_id}
    told = {"to": EMAIL, "template": "activity_released", "locale": "fr", "facts": {"day": "lundi"}}
    with database.transaction() as connection:
        post(connection, cause=f"code:{new_id()}", now=NOW, **told)
        looked = {"actor_id": scene.organiser.account_id, "subject_id": scene.account_id, "reason": REASON}
        log(connection, "person_read", NOW, **edition, **looked)
        log(connection, "signed_in", NOW, actor_id=scene.account_id, edition_id=None, way="email")
        seen = {"actor_id": scene.account_id, "subject_id": scene.mate.account_id, "reason": "C'est Zoé qui demande"}
        log(connection, "person_read", NOW, **edition, **seen)
        unknown = {"actor_id": scene.organiser.account_id, "reason": f"écrit par {EMAIL}"}
        log(connection, "person_read", NOW, **edition, **unknown)
    sent = {"template": "activity_released", "locale": "fr", "state": MailState.SENT, "next_try_at": NOW}
    later = NOW + timedelta(minutes=1)
    add(database, Mail, cause=f"released:{scene.participation_id}", created_at=NOW, finished_at=later, **sent)
    change = {"version": 2, "before": {"goal": 1}, "after": {"goal": 2}, "reason": "Plus haut", "changed_at": NOW}
    add(database, EditionChange, **edition, **change, changed_by=scene.account_id)


def actor_of(database, account_id):
    """An account with the roles it holds now."""
    with database.reading() as connection:
        return Actor(account_id, "", None, held_by(connection, account_id))


def unconfirmed(actor):
    """The same person as a slip issued again knows them."""
    held = actor.participation
    place = (held.edition_id, held.entry_id, held.team_id, held.participation_id)
    return Actor(actor.account_id, "", None, (Held(RoleKind.PARTICIPANT, *place),), unconfirmed=True)
