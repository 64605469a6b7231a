"""Who may do what: every service that asks for an actor, tried by every role."""

import importlib
import inspect
import pkgutil
from collections import defaultdict
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from challenge import services
from challenge.domain.disclosure import Visibility
from challenge.domain.money import EURO
from challenge.domain.standings import Ranking
from challenge.errors import (
    AlreadyDecidedError,
    AlreadyJoinedError,
    ConsentMissingError,
    LastOrganiserError,
    NotAllowedError,
    NotAskedError,
    NotFoundError,
    NotFrozenError,
    NotSignedInError,
    NotTheSameOutingError,
    PersonUnknownError,
    RulesInForceError,
    StravaOffError,
    UploadEndedError,
)
from challenge.services import (
    accounts,
    activities,
    appeals,
    appointments,
    approvals,
    asked,
    boards,
    companies,
    company_lists,
    consents,
    day_steps,
    decision_log,
    decisions,
    edition_changes,
    edition_office,
    edition_projects,
    edition_rules,
    edition_steps,
    employer,
    entrance,
    erasure,
    evening_paper,
    explanations,
    freezes,
    home,
    joining,
    large_uploads,
    managers,
    manual_shares,
    milestones,
    my_data,
    notices,
    outing_claims,
    outing_links,
    papers,
    people_desk,
    permissions,
    phone_import,
    preferences,
    registration,
    review_queue,
    rules,
    running_order,
    second_step,
    seeding,
    sessions,
    side_by_side,
    slips,
    sponsors,
    stage,
    stepping,
    strava_connecting,
    strava_leaving,
    strava_state,
    strava_sync,
    teams,
    two_outings,
    upload_keys,
    upload_preview,
    uploads,
)
from challenge.services.activities import Incoming
from challenge.services.arrivals import Arrival
from challenge.services.permissions import GRANTS, Actor, Permission, Place
from challenge.services.rulings import Ruling
from challenge.services.sealing import plain_hash
from challenge.services.seeding import ProjectPlan
from challenge.store.account_models import Account, Session, Slip
from challenge.store.activity_models import Source, Status
from challenge.store.company_models import JoinLink
from challenge.store.edition_models import Edition, EditionState, HoldPolicy
from challenge.store.review_models import Appeal, Verdict
from challenge.store.source_models import LargeUpload, UploadState
from challenge.store.stage_models import Cue, CueKind, Scene, Sponsor
from challenge.store.team_models import Invitation, RoleKind
from tests.company_factories import add_sent_registration, make_contact, make_open_edition, make_registration
from tests.factories import (
    AFTER_LOCK,
    EVENING,
    FIRST,
    LOCK,
    NOW,
    add,
    impossible_ride,
    make_account,
    make_captain,
    make_company,
    make_edition,
    make_hr_manager,
    make_organiser,
    make_person,
    make_somebody,
    make_team,
    outing,
    place_of,
    record,
)

ALLOWED = None
ROLES = ("owner", "teammate", "rival", "captain", "hr_manager", "organiser", "outsider", "other_organiser", "nobody")
OUTSIDE = dict.fromkeys(("outsider", "other_organiser", "nobody"), NotFoundError)


def only(*allowed):
    """These roles are allowed; other insiders are told so, outsiders find nothing."""
    inside = {role: ALLOWED if role in allowed else NotAllowedError for role in ROLES}
    return inside | OUTSIDE


OWNER = only("owner")
ORGANISER = only("organiser")
INSIDERS = dict.fromkeys(ROLES, ALLOWED) | OUTSIDE
NOTHING_FROZEN = only() | {"organiser": NotFrozenError}
OF_THE_TEAM = only("owner", "teammate", "captain", "organiser")
CAPTAIN = only("captain")
OF_THE_RIVAL_TEAM = only("rival", "organiser")
EVERYBODY = dict.fromkeys(ROLES, ALLOWED)
WHOEVER_AGREED = dict.fromkeys(ROLES, ConsentMissingError) | dict.fromkeys(
    ("owner", "teammate", "rival"), AlreadyJoinedError
)
"""No role opens a company's door: only the consent of somebody who is not in yet."""

OF_THE_SESSION = dict.fromkeys(ROLES, NotFoundError) | {"owner": ALLOWED}
WHOEVER_CAN_BE_SPARED = EVERYBODY | dict.fromkeys(("organiser", "other_organiser"), LastOrganiserError)
"""Everybody erases themselves, but an edition keeps its last organiser."""
WHOEVER_ORGANISES_NOTHING = EVERYBODY | dict.fromkeys(("organiser", "other_organiser"), NotAllowedError)

WALK = (Source.MANUAL, "walk", outing(day=5))
HR_MANAGER = only("hr_manager")
HR_OR_ORGANISER = only("hr_manager", "organiser")
OF_THE_CONTACT = dict.fromkeys(ROLES, NotFoundError) | {"nobody": ALLOWED}
"""Whoever registers a company holds no role yet; a form is its contact's and nobody else's."""
SPEECH = running_order.CueView(CueKind.SPEECH, saying="Hello")
MILESTONE = milestones.MilestoneView(EURO, "A well")
PROJECT = ProjectPlan("Wells", "Water for all", "", 100)
NOTHING_TO_DECIDE = only() | {"organiser": AlreadyDecidedError}
RELEASE, TWO_OUTINGS = Ruling(Verdict.RELEASED), Ruling(Verdict.TWO_OUTINGS)
OF_THE_UPLOAD = OWNER | {"owner": UploadEndedError}
"""Nobody but its owner reaches an upload; this one is over already."""
WAY_BACK = strava_connecting.WayBack("state", "code")
PHONE_MESSAGE = b'{"steps": [{"day": "2025-03-04", "steps": 8000}]}'
CANDIDATE = uploads.Candidate("walk.gpx", Source.FILE, "0:0", outing(day=6), None, Status.COUNTED, 14)

TABLE = [
    (accounts.choose_locale, lambda _, by: (by, "en"), EVERYBODY),
    (accounts.choose_notified, lambda _, by: (by,), EVERYBODY),
    (sessions.list_sessions, lambda _, by: (by,), EVERYBODY),
    (sessions.end_session, lambda s, by: (by, s.session), OF_THE_SESSION),
    (sessions.end_all_sessions, lambda _, by: (by,), EVERYBODY),
    (my_data.read_my_account, lambda _, by: (by,), EVERYBODY),
    (my_data.export_my_data, lambda _, by: (by,), EVERYBODY),
    (erasure.erase_me, lambda _, by: (by,), WHOEVER_CAN_BE_SPARED),
    (rules.own_rate, lambda _, by: (by,), EVERYBODY),
    (activities.record_activities, lambda s, by: (by, s.place, [WALK]), OWNER),
    (day_steps.record_steps, lambda s, by: (by, s.place), OWNER),
    (day_steps.record_measured, lambda s, by: (by, s.place, [Incoming(*WALK)]), OWNER),
    (activities.edit_activity, lambda s, by: (by, s.counted, outing(50)), OWNER),
    (activities.delete_activity, lambda s, by: (by, s.counted), OWNER),
    (activities.restore_activity, lambda s, by: (by, s.deleted), OWNER),
    (uploads.preview_upload, lambda s, by: (by, s.place, [], {}), OWNER),
    (uploads.confirm_upload, lambda s, by: (by, s.place, [CANDIDATE]), OWNER),
    (large_uploads.begin_upload, lambda s, by: (by, s.place), OWNER),
    (large_uploads.own_upload, lambda s, by: (by, s.place), OWNER),
    (large_uploads.find_upload, lambda s, by: (by, s.place, s.upload), OWNER),
    (large_uploads.cancel_upload, lambda s, by: (by, s.place, s.upload), OWNER),
    (large_uploads.arriving_piece, lambda s, by: (by, s.place, s.upload, 0), OF_THE_UPLOAD),
    (upload_preview.preview_large_upload, lambda s, by: (by, s.place, s.upload, {}), OF_THE_UPLOAD),
    (upload_preview.confirm_large_upload, lambda s, by: (by, s.place, s.upload, {}), OF_THE_UPLOAD),
    (upload_keys.make_upload_key, lambda s, by: (by, s.place), OWNER),
    (upload_keys.read_upload_key, lambda _, by: (by,), EVERYBODY),
    (upload_keys.revoke_upload_key, lambda _, by: (by,), EVERYBODY),
    (phone_import.import_file, lambda s, by: (by, s.place, "a.gpx", b"none"), OWNER),
    (phone_import.import_message, lambda s, by: (by, s.place, PHONE_MESSAGE), OWNER),
    (strava_connecting.begin_connecting, lambda s, by: (by, s.place, s.session), OWNER | {"owner": StravaOffError}),
    (
        strava_connecting.finish_connecting,
        lambda s, by: (by, s.session, WAY_BACK),
        dict.fromkeys(ROLES, StravaOffError),
    ),
    (strava_leaving.disconnect_strava, lambda _, by: (by,), EVERYBODY),
    (strava_state.read_strava, lambda _, by: (by,), EVERYBODY),
    (strava_sync.look_now, lambda _, by: (by,), EVERYBODY),
    (outing_links.read_links, lambda s, by: (by, s.place, [s.counted]), OWNER),
    (two_outings.keep_apart, lambda s, by: (by, s.counted), OWNER | {"owner": NotTheSameOutingError}),
    (two_outings.put_together, lambda s, by: (by, s.counted), OWNER),
    (asked.answer_asked, lambda s, by: (by, s.counted), OWNER | {"owner": NotAskedError}),
    (employer.read_employer_view, lambda s, by: (by, s.place.entry_id), only("hr_manager")),
    (explanations.explain_days, lambda s, by: (by, s.place), OWNER),
    (explanations.explain_newest_day, lambda s, by: (by, s.place), OWNER),
    (home.read_home, lambda s, by: (by, s.place), OWNER),
    (home.read_blank_home, lambda s, by: (by, s.place), OWNER),
    (preferences.read_preferences, lambda s, by: (by, s.place), OWNER),
    (preferences.choose_visibility, lambda s, by: (by, s.place, Visibility.NAME, "Zoé"), OWNER),
    (preferences.choose_adapted, lambda s, by: (by, s.place), OWNER),
    (review_queue.open_cases, lambda s, by: (by, s.edition_id), ORGANISER),
    (review_queue.open_pairs, lambda s, by: (by, s.edition_id), ORGANISER),
    (review_queue.count_open_cases, lambda s, by: (by, s.edition_id), ORGANISER),
    (decisions.decide, lambda s, by: (by, s.held, RELEASE), ORGANISER),
    (decisions.decide_many, lambda s, by: (by, {s.held: 1}, RELEASE), ORGANISER),
    (decisions.confirm_proposal, lambda s, by: (by, s.held), NOTHING_TO_DECIDE),
    (outing_claims.settle_pair, lambda s, by: (by, (s.counted, s.held), TWO_OUTINGS), NOTHING_TO_DECIDE),
    (decision_log.read_decisions, lambda s, by: (by, s.edition_id), ORGANISER),
    (manual_shares.manual_shares, lambda s, by: (by, s.edition_id), ORGANISER),
    (appeals.appeal, lambda s, by: (by, s.held, "It was downhill"), OWNER),
    (appeals.read_contested, lambda s, by: (by, s.place), OWNER),
    (appeals.read_appeal_file, lambda s, by: (by, s.appeal), only("owner", "organiser")),
    (notices.read_notices, lambda s, by: (by, s.place), OWNER),
    (notices.count_new_notices, lambda s, by: (by, s.place), OWNER),
    (notices.mark_notices_read, lambda s, by: (by, s.place), OWNER),
    (
        seeding.invented_person,
        lambda s, by: (by, s.edition_id, s.place.participation_id),
        only() | {"organiser": NotFoundError},
    ),
    (seeding.record_for_many, lambda s, by: (by, s.edition_id, [Arrival(s.place.participation_id, *WALK)]), ORGANISER),
    (boards.read_company_boards, lambda s, by: (by, s.edition_id, Ranking.POINTS), INSIDERS),
    (boards.read_team_board, lambda s, by: (by, s.edition_id, Ranking.POINTS), INSIDERS),
    (boards.read_people, lambda s, by: (by, s.edition_id), INSIDERS),
    (boards.team_name, lambda s, by: (by, s.edition_id, s.place.team_id), OF_THE_TEAM),
    (boards.team_name, lambda s, by: (by, s.edition_id, s.rival_team), OF_THE_RIVAL_TEAM),
    (consents.give_consent, lambda s, by: (by, s.edition_id), EVERYBODY),
    (entrance.read_join, lambda s, by: (by, s.token), EVERYBODY),
    (entrance.takes_part, lambda s, by: (by, s.token), EVERYBODY),
    (joining.join_team, lambda s, by: (by, s.token, joining.PlaceMe(), "Zoé"), WHOEVER_AGREED),
    (joining.other_teams, lambda s, by: (by, s.place), OWNER),
    (joining.change_team, lambda s, by: (by, s.place, s.second_team), OWNER),
    (teams.read_team_desk, lambda s, by: (by, s.place.team_id), CAPTAIN),
    (teams.read_welcome, lambda s, by: (by, s.place.team_id), OF_THE_TEAM),
    (teams.rename_team, lambda s, by: (by, s.place.team_id, "Lions"), CAPTAIN),
    (teams.set_welcome, lambda s, by: (by, s.place.team_id, "Hello"), CAPTAIN),
    (teams.hand_over, lambda s, by: (by, s.place.team_id, s.place.participation_id), CAPTAIN),
    (teams.team_link, lambda s, by: (by, s.place.team_id), CAPTAIN),
    (teams.renew_team_link, lambda s, by: (by, s.place.team_id), CAPTAIN),
    (edition_office.list_own_editions, lambda _, by: (by,), EVERYBODY),
    (
        edition_office.create_edition,
        lambda _, by: (by,),
        ORGANISER | {"other_organiser": ALLOWED, "outsider": NotAllowedError},
    ),
    (edition_office.change_edition, lambda s, by: (by, s.edition_id), ORGANISER),
    (edition_changes.read_history, lambda s, by: (by, s.edition_id), ORGANISER),
    (edition_projects.set_projects, lambda s, by: (by, s.edition_id, [PROJECT]), ORGANISER),
    (edition_rules.read_rules, lambda s, by: (by, s.edition_id), ORGANISER),
    (edition_rules.choose_rules, lambda s, by: (by, s.edition_id), only() | {"organiser": RulesInForceError}),
    (edition_steps.read_checklist, lambda s, by: (by, s.edition_id), ORGANISER),
    (edition_steps.move_on, lambda s, by: (by, s.edition_id, EditionState.RUNNING), ORGANISER),
    (appointments.list_organisers, lambda s, by: (by, s.edition_id), ORGANISER),
    (appointments.invite_organiser, lambda s, by: (by, s.edition_id, "new@exemple.fr"), ORGANISER),
    (appointments.revoke_invitation, lambda s, by: (by, s.edition_id, s.invitation), ORGANISER),
    (
        appointments.remove_organiser,
        lambda s, by: (by, s.edition_id, s.organiser.account_id),
        only() | {"organiser": LastOrganiserError},
    ),
    (
        people_desk.find_person,
        lambda s, by: (by, s.edition_id, "nobody@exemple.fr", "Lost slip"),
        only() | {"organiser": PersonUnknownError},
    ),
    (people_desk.reads_of_me, lambda _, by: (by,), EVERYBODY),
    (registration.begin_registration, lambda s, by: (by, s.open_edition), EVERYBODY),
    (registration.has_registration, lambda _, by: (by,), EVERYBODY),
    (registration.own_registrations, lambda _, by: (by,), EVERYBODY),
    (registration.read_registration, lambda s, by: (by, s.draft), OF_THE_CONTACT),
    (registration.save_field, lambda s, by: (by, s.draft, {"sites": "Lyon"}), OF_THE_CONTACT),
    (registration.save_logo, lambda s, by: (by, s.draft, None), OF_THE_CONTACT),
    (registration.submit_registration, lambda s, by: (by, s.draft), OF_THE_CONTACT),
    (approvals.list_registrations, lambda s, by: (by, s.edition_id), ORGANISER),
    (approvals.approve_registration, lambda s, by: (by, s.sent), ORGANISER),
    (approvals.ask_back_registration, lambda s, by: (by, s.sent, "Sites?"), ORGANISER),
    (approvals.refuse_registration, lambda s, by: (by, s.sent, "no"), ORGANISER),
    (companies.read_company, lambda s, by: (by, s.place.entry_id), HR_MANAGER),
    (companies.raise_cap, lambda s, by: (by, s.place.entry_id, 9_000_000_000), HR_MANAGER),
    (companies.set_email_domains, lambda s, by: (by, s.place.entry_id, ["exemple.fr"]), HR_MANAGER),
    (companies.renew_join_link, lambda s, by: (by, s.place.entry_id), HR_MANAGER),
    (companies.withdraw_company, lambda s, by: (by, s.place.entry_id, "sold"), HR_OR_ORGANISER),
    (managers.invite_hr_manager, lambda s, by: (by, s.place.entry_id, "hr@exemple.fr"), HR_OR_ORGANISER),
    (managers.revoke_invitation, lambda s, by: (by, s.hr_invitation[by.name]), HR_OR_ORGANISER),
    (managers.remove_hr_manager, lambda s, by: (by, s.place.entry_id, s.second_manager.account_id), HR_MANAGER),
    (managers.hand_over, lambda s, by: (by, s.place.entry_id, "hr@exemple.fr"), HR_MANAGER),
    (company_lists.list_companies, lambda _, by: (by, "test"), ORGANISER),
    (company_lists.companies_as_csv, lambda _, by: (by, "test", "fr"), ORGANISER),
    (company_lists.companies_as_xlsx, lambda _, by: (by, "test", "fr"), ORGANISER),
    (slips.issue_slips, lambda s, by: (by, s.place.entry_id, 2), HR_MANAGER),
    (slips.issue_again, lambda s, by: (by, s.place.entry_id, s.slip.number), HR_MANAGER),
    (slips.list_slips, lambda s, by: (by, s.place.entry_id), HR_MANAGER),
    (slips.unconfirmed_slips, lambda s, by: (by, s.edition_id), ORGANISER),
    (slips.confirm_slip, lambda s, by: (by, s.waiting_slip), ORGANISER),
    (slips.refuse_slip, lambda s, by: (by, s.waiting_slip), ORGANISER),
    (stage.read_stage, lambda s, by: (by, s.edition_id), ORGANISER),
    (stage.show_scene, lambda s, by: (by, s.edition_id, Scene.COUNTER), ORGANISER),
    (stage.say_from_stage, lambda s, by: (by, s.edition_id, "Hello"), ORGANISER),
    (stage.count_down_to, lambda s, by: (by, s.edition_id, EVENING), ORGANISER),
    (stage.celebrate, lambda s, by: (by, s.edition_id), ORGANISER),
    (stage.choose_hall_language, lambda s, by: (by, s.edition_id, "en"), ORGANISER),
    (running_order.set_order, lambda s, by: (by, s.edition_id, [SPEECH]), ORGANISER),
    (running_order.propose_order, lambda s, by: (by, s.edition_id), ORGANISER),
    (stepping.read_evening, lambda s, by: (by, s.edition_id), ORGANISER),
    (stepping.step, lambda s, by: (by, s.edition_id), ORGANISER),
    (stepping.step_back, lambda s, by: (by, s.edition_id), ORGANISER),
    (stepping.jump_to, lambda s, by: (by, s.edition_id, s.cue), ORGANISER),
    (side_by_side.compare_board, lambda s, by: (by, s.edition_id, "small"), ORGANISER),
    (milestones.set_milestones, lambda s, by: (by, s.edition_id, [MILESTONE]), ORGANISER),
    (papers.company_poster, lambda s, by: (by, s.place.entry_id, "fr"), HR_MANAGER),
    (papers.company_slips, lambda s, by: (by, s.place.entry_id, [s.slip], "fr"), HR_MANAGER),
    (freezes.read_freeze, lambda s, by: (by, s.edition_id), ORGANISER),
    (freezes.plan_freeze, lambda s, by: (by, s.edition_id, LOCK), ORGANISER),
    (freezes.call_off_freeze, lambda s, by: (by, s.edition_id), ORGANISER),
    (freezes.freeze_now, lambda s, by: (by, s.edition_id), ORGANISER),
    (freezes.reveal_next, lambda s, by: (by, s.edition_id, "teams"), NOTHING_FROZEN),
    (freezes.cover_last, lambda s, by: (by, s.edition_id, "teams"), NOTHING_FROZEN),
    (freezes.end_freeze, lambda s, by: (by, s.edition_id), NOTHING_FROZEN),
    (sponsors.list_sponsors, lambda s, by: (by, s.edition_id), ORGANISER),
    (sponsors.add_sponsor, lambda s, by: (by, s.edition_id, "Grand Air"), ORGANISER),
    (sponsors.change_sponsor, lambda s, by: (by, s.edition_id, s.sponsor, "Grand Large"), ORGANISER),
    (sponsors.move_sponsor_up, lambda s, by: (by, s.edition_id, s.sponsor), ORGANISER),
    (sponsors.remove_sponsor_logo, lambda s, by: (by, s.edition_id, s.sponsor), ORGANISER),
    (sponsors.remove_sponsor, lambda s, by: (by, s.edition_id, s.sponsor), ORGANISER),
    (evening_paper.evening_paper, lambda _, by: (by, "test"), ORGANISER),
    (second_step.has_authenticator, lambda _, by: (by,), EVERYBODY),
    (second_step.begin_authenticator, lambda _, by: (by,), EVERYBODY),
    (second_step.confirm_authenticator, lambda _, by: (by, "cookie", "000000"), dict.fromkeys(ROLES, NotFoundError)),
    (second_step.remove_authenticator, lambda _, by: (by,), WHOEVER_ORGANISES_NOTHING),
]
LISTED = [row[0] for row in TABLE]
KEYWORDS = {"now": NOW, "day": FIRST, "steps": 8_000, "adapted": True}
KEYWORDS |= {"changes": edition_office.EditionChanges(team_most=9), "seen_version": 1, "reason": "vote"}
KEYWORDS |= {"whole_bytes": 3, "same": True, "since": FIRST}
KEYWORDS |= {"notified": True, "seen_cue": stepping.Spot(None)}
KEYWORDS |= {"accept_terms": True, "terms_name": "Zoé"}
KEYWORDS |= {"template": "steps", "figures": {}, "name": "New", "starts_on": FIRST, "zone": "Europe/Paris"}
"""What a service is told by name, where it asks for it."""


@pytest.fixture
def scene(database):
    """Two companies in an edition, one person with a counted, a held and a deleted activity, and every role."""
    edition_id = make_edition(database, hold_policy=HoldPolicy.ALWAYS)
    entry_id, rival_entry = make_company(database, edition_id), make_company(database, edition_id)
    team_id, rival_team = make_team(database, entry_id), make_team(database, rival_entry)
    owner, elsewhere = make_person(database, team_id), make_somebody(database, slug="elsewhere")
    counted, held, deleted = (
        record(database, owner, measure).activity_id for measure in (outing(), impossible_ride(day=1), outing(day=2))
    )
    activities.delete_activity(database, owner, deleted, now=NOW)
    add(database, JoinLink, token="door", entry_id=entry_id, created_at=NOW)
    hr_manager = make_hr_manager(database, edition_id, entry_id)
    (slip,) = slips.issue_slips(database, hr_manager, entry_id, 1, now=NOW)
    open_edition, contact = make_open_edition(database, slug="open"), make_contact(database, name="Nobody", locale=None)
    return SimpleNamespace(
        edition_id=edition_id,
        place=place_of(owner),
        rival_team=rival_team,
        second_team=make_team(database, entry_id),
        token="door",
        invitation=add(
            database,
            Invitation,
            email="invited@exemple.fr",
            kind=RoleKind.ORGANISER,
            edition_id=edition_id,
            invited_at=NOW,
        ),
        counted=counted,
        appeal=add(database, Appeal, activity_id=counted, words="", file=b"x", file_type="image/png", sent_at=NOW),
        held=held,
        deleted=deleted,
        owner=owner,
        upload=add(
            database,
            LargeUpload,
            account_id=owner.account_id,
            edition_id=edition_id,
            name="export.zip",
            whole_bytes=3,
            state=UploadState.CANCELLED,
            created_at=NOW,
            touched_at=NOW,
        ),
        session=make_session(database, owner),
        teammate=make_person(database, team_id),
        rival=make_person(database, rival_team),
        captain=make_captain(database, team_id),
        hr_manager=hr_manager,
        slip=slip,
        waiting_slip=wait_with_slip(database, entry_id, slip),
        organiser=make_organiser(database, edition_id),
        outsider=elsewhere,
        other_organiser=make_organiser(database, place_of(elsewhere).edition_id),
        nobody=contact,
        open_edition=open_edition,
        draft=make_registration(database, open_edition, contact),
        sent=add_sent_registration(database, edition_id, make_contact(database, locale=None)),
        sponsor=add(database, Sponsor, edition_id=edition_id, position=0, name="Marée Haute", line=""),
        second_manager=make_hr_manager(database, edition_id, entry_id),
        cue=add(database, Cue, edition_id=edition_id, position=0, kind=CueKind.SPEECH, scene=None, saying="Hello"),
        hr_invitation=defaultdict(lambda: invite_to(database, entry_id)),
    )


def make_session(database, actor):
    """A session of somebody, open until the lock date."""
    times = {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK}
    return add(database, Session, account_id=actor.account_id, token_hash=plain_hash("other"), idle_seconds=9, **times)


def wait_with_slip(database, entry_id, old):
    """A slip issued again and opened, whose holder nobody has confirmed."""
    with database.reading() as connection:
        replaced = connection.scalar(select(Slip.id).where(Slip.entry_id == entry_id, Slip.number == old.number))
    row = {"entry_id": entry_id, "number": 7, "code_hash": "waits", "issued_at": NOW, "activated_at": NOW}
    return add(database, Slip, replaces_id=replaced, account_id=make_account(database), **row)


def invite_to(database, entry_id):
    """An invitation that waits, to run a company."""
    kind = RoleKind.HR_MANAGER
    return add(database, Invitation, email="hr2@exemple.fr", kind=kind, entry_id=entry_id, invited_at=NOW)


def call(database, service, arguments):
    wanted = inspect.signature(service).parameters
    by_name = list(wanted)[1 + len(arguments) :]
    named = {name: value for name, value in KEYWORDS.items() if name in by_name}
    return service(database, *arguments, **named)


def revision(database, edition_id):
    with database.reading() as connection:
        return connection.execute(select(Edition.revision, Edition.ledger_head).where(Edition.id == edition_id)).one()


@pytest.mark.parametrize(("service", "arguments", "expected"), TABLE, ids=[service.__name__ for service in LISTED])
def test_each_service_is_open_to_the_roles_of_the_table_and_to_no_other(database, scene, service, arguments, expected):
    before = revision(database, scene.edition_id)
    for role in [role for role in ROLES if expected[role]]:
        with pytest.raises(expected[role]):
            call(database, service, arguments(scene, getattr(scene, role)))
        assert revision(database, scene.edition_id) == before, f"{role} changed something"
    for role in [role for role in ROLES if not expected[role]]:
        call(database, service, arguments(scene, getattr(scene, role)))


def services_with_an_actor():
    """Every public function of a service that takes the database and an actor."""
    for module in pkgutil.iter_modules(services.__path__, "challenge.services."):
        functions = inspect.getmembers(importlib.import_module(module.name), inspect.isfunction)
        own = [function for name, function in functions if function.__module__ == module.name and name[0] != "_"]
        yield from (each for each in own if {"database", "actor"} <= inspect.signature(each).parameters.keys())


def test_every_service_that_takes_an_actor_stands_in_the_table():
    missing = {f"{each.__module__}.{each.__name__}" for each in services_with_an_actor() if each not in LISTED}
    assert missing == set()


def test_every_role_has_its_permissions_and_every_permission_belongs_to_a_role():
    assert GRANTS.keys() == set(RoleKind)
    assert frozenset().union(*GRANTS.values()) == set(Permission)


@pytest.mark.parametrize("role", [role for role in ROLES if role != "nobody"])
def test_whoever_signs_in_holds_the_roles_that_are_written_down_for_them(database, scene, role):
    actor = getattr(scene, role)
    session = {"token_hash": plain_hash("cookie"), "idle_seconds": 9, "second_step_at": NOW}
    session |= {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK}
    add(database, Session, account_id=actor.account_id, **session)
    signed_in = sessions.read_session(database, "cookie", now=NOW).actor
    assert (signed_in.account_id, signed_in.held) == (actor.account_id, actor.held)


def test_a_session_ends_with_its_date_or_by_signing_out(database, scene):
    session = {"token_hash": plain_hash("cookie"), "idle_seconds": 9, "second_step_at": NOW}
    session |= {"created_at": NOW, "seen_at": NOW, "expires_at": AFTER_LOCK}
    add(database, Session, account_id=scene.owner.account_id, **session)
    with pytest.raises(NotSignedInError):
        sessions.read_session(database, "cookie", now=AFTER_LOCK)
    sessions.sign_out(database, "cookie", now=NOW)
    with pytest.raises(NotSignedInError):
        sessions.read_session(database, "cookie", now=NOW)


def test_a_language_is_chosen_for_oneself_only(database, scene):
    accounts.choose_locale(database, scene.owner, "en")
    with database.reading() as connection:
        chosen = connection.scalars(select(Account.id).where(Account.locale == "en")).all()
    assert chosen == [scene.owner.account_id]


def test_a_participant_of_two_editions_acts_in_each_with_its_own_participation(database, scene):
    both = Actor(scene.owner.account_id, "", None, (*scene.owner.held, *scene.outsider.held))
    mixed = Place(scene.edition_id, participation_id=place_of(scene.outsider).participation_id)
    with pytest.raises(NotAllowedError):
        activities.record_activities(database, both, mixed, [WALK], now=NOW)


def test_naming_ones_own_participation_opens_nobody_elses_activity(database, scene):
    mine = record(database, scene.teammate, outing(day=7)).activity_id
    with pytest.raises(NotAllowedError):
        activities.edit_activity(database, scene.owner, mine, outing(300), now=NOW)


def test_an_organiser_does_not_read_the_name_of_a_team_of_another_edition(database, scene):
    own_edition = place_of(scene.outsider).edition_id
    with pytest.raises(NotFoundError):
        boards.team_name(database, scene.other_organiser, own_edition, scene.place.team_id)


def test_recording_for_no_participation_is_refused(database, scene):
    with pytest.raises((NotAllowedError, NotFoundError)):
        activities.record_activities(database, scene.owner, Place(scene.edition_id), [WALK], now=NOW)


def test_whoever_holds_no_role_may_do_nothing():
    nobody = Actor(1, "", None, ())
    assert not any(permissions.may(nobody, permission, Place(1)) for permission in Permission)
