"""What an export leaves out: columns and whole tables, each with the reason its README gives."""

from enum import StrEnum


class LeftOut(StrEnum):
    """Why something is not in the export; each has a sentence in its README."""

    SECRET = "secret"  # noqa: S105  a reason, not a secret
    """Opens a door, or proves that nobody altered the ledger: it says nothing of the person."""
    SOMEBODY_ELSE = "somebody_else"
    """Stands for another person."""
    NOBODY = "nobody"
    """Says nothing of any person: companies, dates, rules, sums."""
    AGAIN = "again"
    """Says once more what stands in another file: points as they were at a moment, and in the log who did what."""
    SENT = "sent"
    """Words of a mail: they are in the person's mailbox, and go here once it is sent."""
    FILE = "file"
    """A file that the person sent and still has; here it goes when the review ends."""


NOT_EXPORTED = {
    "sessions.token_hash": LeftOut.SECRET,
    "sign_in_codes.browser_hash": LeftOut.SECRET,
    "sign_in_codes.code_hash": LeftOut.SECRET,
    "slips.code_hash": LeftOut.SECRET,
    "slips.pin_hash": LeftOut.SECRET,
    "slips.issued_by": LeftOut.SOMEBODY_ELSE,
    "authenticators.sealed_secret": LeftOut.SECRET,
    "recovery_codes.code_hash": LeftOut.SECRET,
    "upload_keys.key_hash": LeftOut.SECRET,
    "strava_athletes.sealed_tokens": LeftOut.SECRET,
    "strava_requests": LeftOut.SECRET,
    "strava_budgets": LeftOut.NOBODY,
    "invitations.invited_by": LeftOut.SOMEBODY_ELSE,
    "registrations.logo": LeftOut.NOBODY,
    "registrations.decided_by": LeftOut.SOMEBODY_ELSE,
    "activities.commitment": LeftOut.SECRET,
    "participations.salt": LeftOut.SECRET,
    "findings.figures": LeftOut.SECRET,
    "kept_apart.accepted_by": LeftOut.SOMEBODY_ELSE,
    "findings.decided_by": LeftOut.SOMEBODY_ELSE,
    "decisions.decided_by": LeftOut.SOMEBODY_ELSE,
    "decisions.proposed_by": LeftOut.SOMEBODY_ELSE,
    "appeals.file": LeftOut.FILE,
    "proposals": LeftOut.SOMEBODY_ELSE,
    "ledger_entries.actor_id": LeftOut.SOMEBODY_ELSE,
    "ledger_entries.previous_hash": LeftOut.SECRET,
    "ledger_entries.hash": LeftOut.SECRET,
    "mails.cause": LeftOut.SOMEBODY_ELSE,
    "mails.sealed": LeftOut.SENT,
    "audit_log.actor_id": LeftOut.SOMEBODY_ELSE,
    "audit_log.subject_id": LeftOut.SOMEBODY_ELSE,
    "edition_changes.before": LeftOut.NOBODY,
    "edition_changes.after": LeftOut.NOBODY,
    "companies": LeftOut.NOBODY,
    "logos": LeftOut.NOBODY,
    "entries": LeftOut.NOBODY,
    "pledges": LeftOut.NOBODY,
    "join_links": LeftOut.SECRET,
    "published_weeks": LeftOut.NOBODY,
    "editions": LeftOut.NOBODY,
    "rule_sets": LeftOut.NOBODY,
    "projects": LeftOut.NOBODY,
    "teams": LeftOut.NOBODY,
    "freezes": LeftOut.AGAIN,
    "stages": LeftOut.NOBODY,
    "cues": LeftOut.NOBODY,
    "milestones": LeftOut.NOBODY,
    "sponsors": LeftOut.NOBODY,
    "news": LeftOut.NOBODY,
    "news_marks": LeftOut.NOBODY,
}
"""Columns and whole tables that stay, with the reason."""
