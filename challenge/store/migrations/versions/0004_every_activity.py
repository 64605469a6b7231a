"""Every activity: outings, evidence, due process, Strava, upload keys and large uploads."""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

NEW_WORDS = (
    ("activities", "source", "source", ("manual", "steps", "file", "apple_health", "strava", "phone")),
    (
        "activities",
        "status",
        "status",
        ("counted", "limited", "held", "refused", "withdrawn", "duplicate", "asked"),
    ),
    ("findings", "state", "findingstate", ("open", "released", "refused", "limited", "corrected", "cleared")),
    ("findings", "doubt", "doubt", ('no_sport', 'over_24_hours', 'too_long', 'too_fast', 'too_fast_minute', 'too_fast_five_minutes', 'faster_than_record', 'too_slow', 'too_much_ascent', 'too_many_steps', 'too_many_steps_a_minute', 'steps_of_a_walk', 'stride_too_long', 'many_leaps', 'engine_starts', 'engine_stops', 'engine_pace', 'assisted_pace', 'altered_file', 'times_stand_still', 'too_steady', 'no_faster_minute', 'in_future', 'outside_edition', 'overlapping', 'steps_twice', 'repeated', 'copied', 'somebody_elses', 'faster_than_before', 'like_a_champion', 'longer_than_before', 'more_steps_than_before', 'steps_day_after_day', 'late_entries')),
)
OLD_WORDS = (
    ("activities", "source", "source", ("manual", "steps", "file")),
    ("activities", "status", "status", ("counted", "limited", "held", "refused", "withdrawn")),
    ("findings", "state", "findingstate", ("open", "released", "refused", "cleared")),
    ("findings", "doubt", "doubt", ("no_sport", "over_24_hours", "too_fast", "too_fast_minute", "too_many_steps")),
)


def check_words(lists: tuple[tuple[str, str, str, tuple[str, ...]], ...]) -> None:
    """Put lists of allowed words in the place of those that were."""
    for table, column, name, words in lists:
        listed = ", ".join(f"'{word}'" for word in words)
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"ck_{table}_{name}"), type_="check")
            batch_op.create_check_constraint(op.f(f"ck_{table}_{name}"), f"{column} IN ({listed})")


def guard_decisions() -> None:
    """The log of decisions only grows, as the ledger does."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER decisions_no_{verb.lower()} BEFORE {verb} ON decisions "
                "BEGIN SELECT RAISE(ABORT, 'the log of decisions only grows'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION decisions_only_grow() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'the log of decisions only grows'; END $$"
    )
    op.execute(
        "CREATE TRIGGER decisions_only_grow BEFORE UPDATE OR DELETE OR TRUNCATE ON decisions "
        "FOR EACH STATEMENT EXECUTE FUNCTION decisions_only_grow()"
    )


def upgrade() -> None:
    check_words(NEW_WORDS)
    op.create_table('strava_budgets',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('limit_15', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('used_15', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('limit_day', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('used_day', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('closed_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('full_at', sa.DateTime(timezone=True), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_strava_budgets'))
    )
    op.create_table('strava_events',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('athlete_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('object_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('create', 'update', 'delete', 'deauthorise', name='stravaeventkind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('event_time', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'done', 'given_up', name='inboxstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('attempts', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('next_try_at', sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_strava_events')),
    sa.UniqueConstraint('athlete_id', 'object_id', 'kind', 'event_time', name=op.f('uq_strava_events_athlete_id_object_id_kind_event_time'))
    )
    with op.batch_alter_table('strava_events', schema=None) as batch_op:
        batch_op.create_index('ix_strava_events_state_next_try_at', ['state', 'next_try_at'], unique=False)

    op.create_table('decisions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('verdict', sa.Enum('released', 'limited', 'corrected', 'refused', 'two_outings', 'one_outing', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('points_before', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('points_after', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('decided_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('proposed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('appealed', sa.Boolean(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_decisions_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_decisions'))
    )
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.create_index('ix_decisions_edition_id_id', ['edition_id', 'id'], unique=False)

    op.create_table('large_uploads',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('whole_bytes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('arrived_bytes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('read_percent', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reads', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('state', sa.Enum('arriving', 'waiting', 'reading', 'read', 'refused', 'cancelled', 'recorded', name='uploadstate', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('refusal', sa.String(length=60), nullable=True),
    sa.Column('dropped', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('touched_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_large_uploads_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_large_uploads_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_large_uploads'))
    )
    with op.batch_alter_table('large_uploads', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_large_uploads_account_id'), ['account_id'], unique=False)

    op.create_table('strava_athletes',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('athlete_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sealed_tokens', sa.Text(), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('scopes', sa.String(length=200), nullable=False),
    sa.Column('connected_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('seen_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('synced_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('sync_due_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=60), nullable=True),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_strava_athletes_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_strava_athletes')),
    sa.UniqueConstraint('athlete_id', name=op.f('uq_strava_athletes_athlete_id'))
    )
    with op.batch_alter_table('strava_athletes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_strava_athletes_sync_due_at'), ['sync_due_at'], unique=False)

    op.create_table('upload_keys',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('key_hash', sa.String(length=64), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_upload_keys_account_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_upload_keys')),
    sa.UniqueConstraint('key_hash', name=op.f('uq_upload_keys_key_hash'))
    )
    with op.batch_alter_table('upload_keys', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_upload_keys_account_id'), ['account_id'], unique=False)

    op.create_table('strava_requests',
    sa.Column('state_hash', sa.String(length=64), nullable=False),
    sa.Column('session_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_strava_requests_account_id'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['session_id'], ['sessions.id'], name=op.f('fk_strava_requests_session_id'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('state_hash', name=op.f('pk_strava_requests'))
    )
    op.create_table('appeals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('words', sa.String(length=2000), nullable=False),
    sa.Column('file_name', sa.String(length=120), nullable=True),
    sa.Column('file_type', sa.String(length=40), nullable=True),
    sa.Column('file', sa.LargeBinary(), nullable=True),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_appeals_activity_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_appeals')),
    sa.UniqueConstraint('activity_id', name=op.f('uq_appeals_activity_id'))
    )
    op.create_table('kept_apart',
    sa.Column('one_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('other_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('said_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('accepted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('accepted_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint('one_id < other_id', name=op.f('ck_kept_apart_order')),
    sa.ForeignKeyConstraint(['accepted_by'], ['accounts.id'], name=op.f('fk_kept_apart_accepted_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['one_id'], ['activities.id'], name=op.f('fk_kept_apart_one_id')),
    sa.ForeignKeyConstraint(['other_id'], ['activities.id'], name=op.f('fk_kept_apart_other_id')),
    sa.PrimaryKeyConstraint('one_id', 'other_id', name=op.f('pk_kept_apart'))
    )
    with op.batch_alter_table('kept_apart', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_kept_apart_other_id'), ['other_id'], unique=False)

    op.create_table('notices',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('participation_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.Enum('changed', 'deleted', 'scale', 'same_outing', 'two_outings', 'doubted', 'released', 'limited', 'corrected', 'refused', 'day_rule', 'strava_changed', 'strava_deleted', 'asked', name='noticekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('decider', sa.Enum('owner', 'rule', 'organiser', 'strava', name='decider', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('doubt', sa.Enum('no_sport', 'over_24_hours', 'too_long', 'too_fast', 'too_fast_minute', 'too_fast_five_minutes', 'faster_than_record', 'too_slow', 'too_much_ascent', 'too_many_steps', 'too_many_steps_a_minute', 'steps_of_a_walk', 'stride_too_long', 'many_leaps', 'engine_starts', 'engine_stops', 'engine_pace', 'assisted_pace', 'altered_file', 'times_stand_still', 'too_steady', 'no_faster_minute', 'in_future', 'outside_edition', 'overlapping', 'steps_twice', 'repeated', 'copied', 'somebody_elses', 'faster_than_before', 'like_a_champion', 'longer_than_before', 'more_steps_than_before', 'steps_day_after_day', 'late_entries', name='doubt', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('reason', sa.String(length=500), nullable=True),
    sa.Column('points', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('created_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_notices_activity_id')),
    sa.ForeignKeyConstraint(['participation_id'], ['participations.id'], name=op.f('fk_notices_participation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices'))
    )
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_participation_id_id', ['participation_id', 'id'], unique=False)

    op.create_table('proposals',
    sa.Column('activity_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('version', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('verdict', sa.Enum('released', 'limited', 'corrected', 'refused', 'two_outings', 'one_outing', name='verdict', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('reason', sa.String(length=500), nullable=False),
    sa.Column('minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('metres', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('proposed_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('proposed_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['activity_id'], ['activities.id'], name=op.f('fk_proposals_activity_id')),
    sa.ForeignKeyConstraint(['proposed_by'], ['accounts.id'], name=op.f('fk_proposals_proposed_by'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('activity_id', name=op.f('pk_proposals'))
    )
    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.add_column(sa.Column('same_as', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('likeness', sa.Enum('same_number', 'same_day', 'same_time', 'piece', 'other_clock', name='likeness', native_enum=False, create_constraint=True, length=40), nullable=True))
        batch_op.add_column(sa.Column('commitment', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('left_active', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('left_taken', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('left_over', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        batch_op.create_index('ix_activities_participation_started_at', ['participation_id', 'started_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_activities_same_as'), ['same_as'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_activities_same_as'), 'activities', ['same_as'], ['id'])

    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('looked_back_to', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))

    with op.batch_alter_table('measures', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recording', sa.Enum('track', 'sensor', 'summary', 'typed', name='recording', native_enum=False, create_constraint=True, length=40), nullable=False, server_default='typed'))
        batch_op.add_column(sa.Column('device', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('service_number', sa.String(length=80), nullable=True))
        batch_op.add_column(sa.Column('indoor', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('altered', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('leaps', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('best_five_minutes_m', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('steadiness', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('stops', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('day_only', sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column('surges', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('at_assist_speed', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))
        batch_op.add_column(sa.Column('stalled', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False, server_default='0'))
        batch_op.add_column(sa.Column('rhythm', sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column('erase_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index('ix_measures_erase_at', ['erase_at'], unique=False)
        batch_op.create_index('ix_measures_rhythm', ['rhythm'], unique=False)

    with op.batch_alter_table('participations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('salt', sa.String(length=64), nullable=True))
    guard_decisions()


def downgrade() -> None:
    with op.batch_alter_table('participations', schema=None) as batch_op:
        batch_op.drop_column('salt')

    with op.batch_alter_table('measures', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_measures_recording"), type_="check")
        batch_op.drop_index("ix_measures_rhythm")
        batch_op.drop_index('ix_measures_erase_at')
        batch_op.drop_column('erase_at')
        batch_op.drop_column('rhythm')
        batch_op.drop_column('stalled')
        batch_op.drop_column('at_assist_speed')
        batch_op.drop_column('surges')
        batch_op.drop_column('day_only')
        batch_op.drop_column('stops')
        batch_op.drop_column('steadiness')
        batch_op.drop_column('best_five_minutes_m')
        batch_op.drop_column('leaps')
        batch_op.drop_column('altered')
        batch_op.drop_column('indoor')
        batch_op.drop_column('service_number')
        batch_op.drop_column('device')
        batch_op.drop_column('recording')

    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.drop_column('looked_back_to')

    with op.batch_alter_table('activities', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_activities_likeness"), type_="check")
        batch_op.drop_constraint(batch_op.f('fk_activities_same_as'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_activities_same_as'))
        batch_op.drop_index('ix_activities_participation_started_at')
        batch_op.drop_column('left_over')
        batch_op.drop_column('left_taken')
        batch_op.drop_column('left_active')
        batch_op.drop_column('commitment')
        batch_op.drop_column('likeness')
        batch_op.drop_column('same_as')

    op.drop_table('proposals')
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_participation_id_id')

    op.drop_table('notices')
    with op.batch_alter_table('kept_apart', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_kept_apart_other_id'))

    op.drop_table('kept_apart')
    op.drop_table('appeals')
    op.drop_table('strava_requests')
    with op.batch_alter_table('upload_keys', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_upload_keys_account_id'))

    op.drop_table('upload_keys')
    with op.batch_alter_table('strava_athletes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_strava_athletes_sync_due_at'))

    op.drop_table('strava_athletes')
    with op.batch_alter_table('large_uploads', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_large_uploads_account_id'))

    op.drop_table('large_uploads')
    with op.batch_alter_table('decisions', schema=None) as batch_op:
        batch_op.drop_index('ix_decisions_edition_id_id')

    op.drop_table('decisions')
    with op.batch_alter_table('strava_events', schema=None) as batch_op:
        batch_op.drop_index('ix_strava_events_state_next_try_at')

    op.drop_table('strava_events')
    op.drop_table('strava_budgets')
    check_words(OLD_WORDS)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION decisions_only_grow()")
