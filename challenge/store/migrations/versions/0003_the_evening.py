"""The evening: stage, running order, freezes, milestones, sponsors and good news."""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('cues',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.Enum('scene', 'speech', 'freeze', 'reveal', 'celebrate', 'end_freeze', name='cuekind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('scene', sa.Enum('rotation', 'race', 'teams', 'counter', 'projects', 'news', 'sponsors', 'join', 'message', 'holding', 'reveal', 'pattern', name='scene', native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column('board', sa.String(length=10), nullable=False),
    sa.Column('saying', sa.String(length=200), nullable=False),
    sa.Column('minutes', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint('minutes >= 0 AND minutes <= 600', name=op.f('ck_cues_minutes')),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_cues_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cues'))
    )
    with op.batch_alter_table('cues', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_cues_edition_id'), ['edition_id'], unique=False)

    op.create_table('freezes',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('starts_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('taken_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('picture', sa.JSON(), nullable=True),
    sa.Column('result', sa.JSON(), nullable=True),
    sa.Column('revealed', sa.JSON(), nullable=False),
    sa.Column('started_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_freezes_edition_id')),
    sa.ForeignKeyConstraint(['ended_by'], ['accounts.id'], name=op.f('fk_freezes_ended_by'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['started_by'], ['accounts.id'], name=op.f('fk_freezes_started_by'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_freezes'))
    )
    with op.batch_alter_table('freezes', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_freezes_edition_id'), ['edition_id'], unique=False)

    op.create_table('milestones',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('micro_euros', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('title', sa.String(length=80), nullable=False),
    sa.CheckConstraint('micro_euros > 0', name=op.f('ck_milestones_positive')),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_milestones_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_milestones')),
    sa.UniqueConstraint('edition_id', 'micro_euros', name=op.f('uq_milestones_edition_id_micro_euros'))
    )
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_milestones_edition_id'), ['edition_id'], unique=False)

    op.create_table('news_marks',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('revision', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('marks', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_news_marks_edition_id')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_news_marks'))
    )
    op.create_table('sponsors',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('position', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('line', sa.String(length=120), nullable=False),
    sa.Column('logo', sa.LargeBinary(), nullable=True),
    sa.Column('fingerprint', sa.String(length=64), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_sponsors_edition_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sponsors'))
    )
    with op.batch_alter_table('sponsors', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sponsors_edition_id'), ['edition_id'], unique=False)

    op.create_table('stages',
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('scene', sa.Enum('rotation', 'race', 'teams', 'counter', 'projects', 'news', 'sponsors', 'join', 'message', 'holding', 'reveal', 'pattern', name='scene', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('board', sa.String(length=10), nullable=False),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('message', sa.String(length=200), nullable=False),
    sa.Column('countdown_to', sa.DateTime(timezone=True), nullable=True),
    sa.Column('locale', sa.String(length=2), nullable=False),
    sa.Column('celebrations', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('celebrated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cue_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_stages_edition_id')),
    sa.PrimaryKeyConstraint('edition_id', name=op.f('pk_stages'))
    )
    op.create_table('news',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('edition_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kind', sa.Enum('team_climbed', 'company_climbed', 'company_euros', 'total_euros', 'milestone', 'company_joined', name='newskind', native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column('entry_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('team_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('facts', sa.JSON(), nullable=False),
    sa.ForeignKeyConstraint(['edition_id'], ['editions.id'], name=op.f('fk_news_edition_id')),
    sa.ForeignKeyConstraint(['entry_id'], ['entries.id'], name=op.f('fk_news_entry_id')),
    sa.ForeignKeyConstraint(['team_id'], ['teams.id'], name=op.f('fk_news_team_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_news'))
    )
    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.create_index('ix_news_edition_at', ['edition_id', 'at'], unique=False)

    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.add_column(sa.Column('freeze_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table('editions', schema=None) as batch_op:
        batch_op.drop_column('freeze_id')

    with op.batch_alter_table('news', schema=None) as batch_op:
        batch_op.drop_index('ix_news_edition_at')

    op.drop_table('news')
    op.drop_table('stages')
    with op.batch_alter_table('sponsors', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_sponsors_edition_id'))

    op.drop_table('sponsors')
    op.drop_table('news_marks')
    with op.batch_alter_table('milestones', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_milestones_edition_id'))

    op.drop_table('milestones')
    with op.batch_alter_table('freezes', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_freezes_edition_id'))

    op.drop_table('freezes')
    with op.batch_alter_table('cues', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_cues_edition_id'))

    op.drop_table('cues')
