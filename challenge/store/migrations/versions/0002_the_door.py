"""The door: sign-in, slips, mails, registrations, join links, memberships, and dates of an edition."""

import sqlalchemy as sa
from alembic import op


revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mails",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("template", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("sealed", sa.Text(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "sending",
                "sent",
                "failed",
                "unknown",
                name="mailstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("attempts", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("problem", sa.String(length=200), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_mails_attempts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("cause", name=op.f("uq_mails_cause")),
    )
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.create_index("ix_mails_state_next_try_at", ["state", "next_try_at"], unique=False)

    op.create_table(
        "sign_in_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("next_path", sa.String(length=200), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("consent_version", sa.String(length=20), nullable=True),
        sa.Column("tries", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_sign_in_codes_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_codes")),
    )
    with op.batch_alter_table("sign_in_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_codes_browser_hash"), ["browser_hash"], unique=False)
        batch_op.create_index("ix_sign_in_codes_email_created_at", ["email", "created_at"], unique=False)

    op.create_table(
        "authenticators",
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sealed_secret", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_step", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_authenticators_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_authenticators")),
    )
    op.create_table(
        "consents",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.String(length=20), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_consents_account_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_consents_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
        sa.UniqueConstraint(
            "account_id", "edition_id", "version", name=op.f("uq_consents_account_id_edition_id_version")
        ),
    )
    op.create_table(
        "edition_changes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("changed_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["changed_by"], ["accounts.id"], name=op.f("fk_edition_changes_changed_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_changes_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_changes")),
        sa.UniqueConstraint("edition_id", "version", name=op.f("uq_edition_changes_edition_id_version")),
    )
    op.create_table(
        "logos",
        sa.Column("company_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("png", sa.LargeBinary(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["company_id"], ["companies.id"], name=op.f("fk_logos_company_id")),
        sa.PrimaryKeyConstraint("company_id", name=op.f("pk_logos")),
    )
    op.create_table(
        "projects",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("position", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("association", sa.String(length=120), nullable=False),
        sa.Column("purpose", sa.String(length=500), nullable=False),
        sa.Column("share_percent", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.CheckConstraint("share_percent >= 0 AND share_percent <= 100", name=op.f("ck_projects_share")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_projects_edition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("edition_id", "name", name=op.f("uq_projects_edition_id_name")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_recovery_codes_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_codes")),
    )
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recovery_codes_account_id"), ["account_id"], unique=False)

    op.create_table(
        "invitations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "participant",
                "captain",
                "hr_manager",
                "organiser",
                name="rolekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invited_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(kind = 'hr_manager' AND entry_id IS NOT NULL AND edition_id IS NULL) OR (kind = 'organiser' AND entry_id IS NULL AND edition_id IS NOT NULL)",
            name=op.f("ck_invitations_held_in"),
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_invitations_edition_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_invitations_entry_id")),
        sa.ForeignKeyConstraint(
            ["invited_by"], ["accounts.id"], name=op.f("fk_invitations_invited_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitations")),
    )
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_invitations_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_email"), ["email"], unique=False)
        batch_op.create_index(batch_op.f("ix_invitations_entry_id"), ["entry_id"], unique=False)

    op.create_table(
        "published_weeks",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("week_starts_on", sa.Date(), nullable=False),
        sa.Column("participants", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("active_people", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("active_days", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("participants >= 0", name=op.f("ck_published_weeks_participants")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_published_weeks_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", "week_starts_on", name=op.f("pk_published_weeks")),
    )
    op.create_table(
        "registrations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("edition_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("contact_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "submitted",
                "asked_back",
                "approved",
                "refused",
                name="registrationstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("logo", sa.LargeBinary(), nullable=True),
        sa.Column("terms_version", sa.String(length=20), nullable=True),
        sa.Column("terms_name", sa.String(length=120), nullable=True),
        sa.Column("terms_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=True),
        sa.Column("decided_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contact_id"], ["accounts.id"], name=op.f("fk_registrations_contact_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["accounts.id"], name=op.f("fk_registrations_decided_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_registrations_edition_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_registrations_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registrations")),
    )
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_registrations_contact_id"), ["contact_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_registrations_edition_id"), ["edition_id"], unique=False)

    op.create_table(
        "slips",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replaces_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failures", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("fk_slips_account_id")),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_slips_entry_id")),
        sa.ForeignKeyConstraint(["issued_by"], ["accounts.id"], name=op.f("fk_slips_issued_by"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["replaces_id"], ["slips.id"], name=op.f("fk_slips_replaces_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_slips")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_slips_code_hash")),
    )
    with op.batch_alter_table("slips", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_slips_account_id"), ["account_id"], unique=False)
        batch_op.create_index("ix_slips_entry_id_number", ["entry_id", "number"], unique=False)

    op.create_table(
        "join_links",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("token", sa.String(length=43), nullable=False),
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["entry_id"], ["entries.id"], name=op.f("fk_join_links_entry_id")),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_join_links_team_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_links")),
        sa.UniqueConstraint("token", name=op.f("uq_join_links_token")),
    )
    with op.batch_alter_table("join_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_links_entry_id"), ["entry_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_join_links_team_id"), ["team_id"], unique=False)

    op.create_table(
        "memberships",
        sa.Column("participation_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("team_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("points", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_memberships_points")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participations.id"], name=op.f("fk_memberships_participation_id")
        ),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name=op.f("fk_memberships_team_id")),
        sa.PrimaryKeyConstraint("participation_id", "team_id", name=op.f("pk_memberships")),
    )
    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memberships_team_id"), ["team_id"], unique=False)

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.add_column(sa.Column("email", sa.String(length=254), nullable=True))
        batch_op.add_column(sa.Column("notified", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_unique_constraint(batch_op.f("uq_accounts_email"), ["email"])

    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("subject_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_audit_log_subject_id"), ["subject_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_audit_log_subject_id"), "accounts", ["subject_id"], ["id"], ondelete="SET NULL"
        )

    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.add_column(sa.Column("siren", sa.String(length=9), nullable=True))
        batch_op.add_column(sa.Column("colour", sa.String(length=7), nullable=False, server_default="#3f7fbf"))
        batch_op.create_unique_constraint(batch_op.f("uq_companies_siren"), ["siren"])

    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "state",
                sa.Enum(
                    "draft",
                    "registration",
                    "running",
                    "locked",
                    name="editionstate",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                nullable=False,
                server_default="running",
            )
        )
        batch_op.add_column(sa.Column("review_ends_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("evening_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("registration_closes_at", sa.DateTime(timezone=True), nullable=True)
        )
        batch_op.add_column(
            sa.Column("team_least", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="5")
        )
        batch_op.add_column(
            sa.Column("team_most", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="8")
        )
        batch_op.add_column(sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False, server_default="1"))
    op.execute("UPDATE editions SET review_ends_at = locks_at, evening_at = locks_at, registration_closes_at = locks_at")
    with op.batch_alter_table("editions", schema=None) as batch_op:
        for moment in ("review_ends_at", "evening_at", "registration_closes_at"):
            batch_op.alter_column(moment, nullable=False)
        batch_op.create_check_constraint(
            batch_op.f("ck_editions_team_sizes"), "team_least >= 5 AND team_most >= team_least"
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_editions_evening"), "review_ends_at >= locks_at AND evening_at >= review_ends_at"
        )

    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sites", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("email_domains", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("joined_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))

    op.execute(
        "UPDATE participations SET joined_at ="
        " (SELECT created_at FROM accounts WHERE accounts.id = participations.account_id)"
    )
    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.alter_column("joined_at", nullable=False)

    op.execute("DELETE FROM sessions")  # whoever was signed in signs in again
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("browser", sa.String(length=60), nullable=False))
        batch_op.add_column(sa.Column("slip_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
        batch_op.add_column(
            sa.Column("idle_seconds", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False)
        )
        batch_op.add_column(sa.Column("second_step_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False))
        batch_op.create_index(batch_op.f("ix_sessions_revoked_at"), ["revoked_at"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_sessions_slip_id"), "slips", ["slip_id"], ["id"])

    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.add_column(sa.Column("welcome", sa.String(length=280), nullable=False, server_default=""))

    fill_memberships()


def fill_memberships() -> None:
    """What each participant earned in each team so far, and their seat in the one they are in."""
    op.execute(
        "INSERT INTO memberships (participation_id, team_id, points, joined_at)"
        " SELECT day_totals.participation_id, day_totals.team_id, sum(day_totals.points), participations.joined_at"
        " FROM day_totals JOIN participations ON participations.id = day_totals.participation_id"
        " GROUP BY day_totals.participation_id, day_totals.team_id, participations.joined_at"
    )
    op.execute(
        "INSERT INTO memberships (participation_id, team_id, points, joined_at)"
        " SELECT id, team_id, 0, joined_at FROM participations WHERE NOT EXISTS (SELECT 1 FROM memberships"
        " WHERE memberships.participation_id = participations.id AND memberships.team_id = participations.team_id)"
    )



def downgrade() -> None:
    with op.batch_alter_table("teams", schema=None) as batch_op:
        batch_op.drop_column("welcome")

    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_sessions_slip_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_sessions_revoked_at"))
        batch_op.drop_column("seen_at")
        batch_op.drop_column("second_step_at")
        batch_op.drop_column("idle_seconds")
        batch_op.drop_column("slip_id")
        batch_op.drop_column("browser")

    with op.batch_alter_table("participations", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
        batch_op.drop_column("joined_at")

    with op.batch_alter_table("entries", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("email_domains")
        batch_op.drop_column("sites")

    with op.batch_alter_table("editions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_editions_team_sizes"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_editions_evening"), type_="check")
        batch_op.drop_constraint(batch_op.f("ck_editions_editionstate"), type_="check")
        batch_op.drop_column("version")
        batch_op.drop_column("team_most")
        batch_op.drop_column("team_least")
        batch_op.drop_column("registration_closes_at")
        batch_op.drop_column("evening_at")
        batch_op.drop_column("review_ends_at")
        batch_op.drop_column("state")

    with op.batch_alter_table("companies", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_companies_siren"), type_="unique")
        batch_op.drop_column("colour")
        batch_op.drop_column("siren")

    with op.batch_alter_table("audit_log", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_log_subject_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_audit_log_subject_id"))
        batch_op.drop_column("subject_id")

    with op.batch_alter_table("accounts", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_accounts_email"), type_="unique")
        batch_op.drop_column("erased_at")
        batch_op.drop_column("notified")
        batch_op.drop_column("email")

    with op.batch_alter_table("memberships", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memberships_team_id"))

    op.drop_table("memberships")
    with op.batch_alter_table("join_links", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_join_links_team_id"))
        batch_op.drop_index(batch_op.f("ix_join_links_entry_id"))

    op.drop_table("join_links")
    with op.batch_alter_table("slips", schema=None) as batch_op:
        batch_op.drop_index("ix_slips_entry_id_number")
        batch_op.drop_index(batch_op.f("ix_slips_account_id"))

    op.drop_table("slips")
    with op.batch_alter_table("registrations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_registrations_edition_id"))
        batch_op.drop_index(batch_op.f("ix_registrations_contact_id"))

    op.drop_table("registrations")
    op.drop_table("published_weeks")
    with op.batch_alter_table("invitations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_invitations_entry_id"))
        batch_op.drop_index(batch_op.f("ix_invitations_email"))
        batch_op.drop_index(batch_op.f("ix_invitations_edition_id"))

    op.drop_table("invitations")
    with op.batch_alter_table("recovery_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recovery_codes_account_id"))

    op.drop_table("recovery_codes")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_edition_id"))

    op.drop_table("projects")
    op.drop_table("logos")
    op.drop_table("edition_changes")
    op.drop_table("consents")
    op.drop_table("authenticators")
    with op.batch_alter_table("sign_in_codes", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_codes_email_created_at")
        batch_op.drop_index(batch_op.f("ix_sign_in_codes_browser_hash"))

    op.drop_table("sign_in_codes")
    with op.batch_alter_table("mails", schema=None) as batch_op:
        batch_op.drop_index("ix_mails_state_next_try_at")

    op.drop_table("mails")
