"""The tables of the first version

Revision 0001, the first.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("email", sa.String(length=200), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("password_changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("code", name=op.f("uq_account_code")),
        sa.UniqueConstraint("email", name=op.f("uq_account_email")),
    )
    op.create_index(op.f("ix_account_code"), "account", ["code"], unique=False)
    op.create_table(
        "audit_entry",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.String(length=32), nullable=False),
        sa.Column("actor", sa.String(length=200), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("command", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("action", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_audit_entry")),
    )
    op.create_index(op.f("ix_audit_entry_programme_id"), "audit_entry", ["programme_id"], unique=False)
    op.create_index(op.f("ix_audit_entry_record_id"), "audit_entry", ["record_id"], unique=False)
    op.create_table(
        "created_once",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("actor", sa.String(length=220), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("request", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_created_once")),
        sa.UniqueConstraint("actor", "key", name=op.f("uq_created_once_actor")),
    )
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("purpose_zh", sa.Text(), nullable=True),
        sa.Column("purpose_en", sa.Text(), nullable=True),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("target_finish", sa.Date(), nullable=False),
        sa.Column("committed_finish", sa.Date(), nullable=False),
        sa.Column("status_date", sa.Date(), nullable=False),
        sa.Column("benefits_until", sa.Date(), nullable=True),
        sa.Column("sponsor_id", sa.Integer(), nullable=True),
        sa.Column("pm_id", sa.Integer(), nullable=True),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("licensed_users", sa.Integer(), nullable=True),
        sa.Column("scope_in", sa.JSON(), nullable=False),
        sa.Column("scope_out", sa.JSON(), nullable=False),
        sa.Column("report_cadence", sa.String(length=24), nullable=False),
        sa.Column("report_weekday", sa.String(length=24), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
    )
    op.create_index(op.f("ix_programme_calendar_id"), "programme", ["calendar_id"], unique=False)
    op.create_index(op.f("ix_programme_code"), "programme", ["code"], unique=False)
    op.create_index(op.f("ix_programme_pm_id"), "programme", ["pm_id"], unique=False)
    op.create_index(op.f("ix_programme_sponsor_id"), "programme", ["sponsor_id"], unique=False)
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    op.create_index(op.f("ix_sign_in_attempt_subject"), "sign_in_attempt", ["subject"], unique=False)
    op.create_table(
        "api_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("scope", sa.String(length=24), nullable=False),
        sa.Column("begins", sa.String(length=12), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_api_token_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("code", name=op.f("uq_api_token_code")),
    )
    op.create_index(op.f("ix_api_token_account_id"), "api_token", ["account_id"], unique=False)
    op.create_index(op.f("ix_api_token_code"), "api_token", ["code"], unique=False)
    op.create_table(
        "baseline",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status_date", sa.Date(), nullable=False),
        sa.Column("start", sa.Date(), nullable=False),
        sa.Column("finish", sa.Date(), nullable=False),
        sa.Column("task_count", sa.Integer(), nullable=False),
        sa.Column("network_hash", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("rows", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_baseline_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_baseline")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_baseline_programme_id")),
    )
    op.create_index(op.f("ix_baseline_code"), "baseline", ["code"], unique=False)
    op.create_index(op.f("ix_baseline_programme_id"), "baseline", ["programme_id"], unique=False)
    op.create_table(
        "calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("week", sa.JSON(), nullable=False),
        sa.Column("exceptions", sa.JSON(), nullable=False),
        sa.Column("covered_until", sa.Date(), nullable=True),
        sa.Column("holidays", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_calendar_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_calendar_programme_id")),
    )
    op.create_index(op.f("ix_calendar_code"), "calendar", ["code"], unique=False)
    op.create_index(op.f("ix_calendar_programme_id"), "calendar", ["programme_id"], unique=False)
    op.create_table(
        "credential",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_credential_account_id")),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_credential")),
    )
    op.create_table(
        "deliverable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("phase", sa.String(length=14), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_deliverable_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliverable")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_deliverable_programme_id")),
    )
    op.create_index(op.f("ix_deliverable_code"), "deliverable", ["code"], unique=False)
    op.create_index(op.f("ix_deliverable_programme_id"), "deliverable", ["programme_id"], unique=False)
    op.create_table(
        "department",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("head_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("licences", sa.Integer(), nullable=True),
        sa.Column("duties_zh", sa.Text(), nullable=True),
        sa.Column("duties_en", sa.Text(), nullable=True),
        sa.Column("benefit_zh", sa.Text(), nullable=True),
        sa.Column("benefit_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["parent_id"], ["department.id"], name=op.f("fk_department_parent_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_department_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_department")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_department_programme_id")),
    )
    op.create_index(op.f("ix_department_code"), "department", ["code"], unique=False)
    op.create_index(op.f("ix_department_head_id"), "department", ["head_id"], unique=False)
    op.create_index(op.f("ix_department_parent_id"), "department", ["parent_id"], unique=False)
    op.create_index(op.f("ix_department_programme_id"), "department", ["programme_id"], unique=False)
    op.create_table(
        "phase",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("gate_id", sa.Integer(), nullable=True),
        sa.Column("overlap_reason_zh", sa.Text(), nullable=True),
        sa.Column("overlap_reason_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_phase_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_phase_programme_id")),
    )
    op.create_index(op.f("ix_phase_code"), "phase", ["code"], unique=False)
    op.create_index(op.f("ix_phase_gate_id"), "phase", ["gate_id"], unique=False)
    op.create_index(op.f("ix_phase_programme_id"), "phase", ["programme_id"], unique=False)
    op.create_table(
        "report_issue",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("status_date", sa.Date(), nullable=False),
        sa.Column("author", sa.String(length=200), nullable=False),
        sa.Column("narrative_zh", sa.Text(), nullable=True),
        sa.Column("narrative_en", sa.Text(), nullable=True),
        sa.Column("headline_rag", sa.String(length=24), nullable=False),
        sa.Column("settings_version", sa.Integer(), nullable=False),
        sa.Column("forecasts", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_report_issue_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_issue")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_report_issue_programme_id")),
    )
    op.create_index(op.f("ix_report_issue_code"), "report_issue", ["code"], unique=False)
    op.create_index(op.f("ix_report_issue_number"), "report_issue", ["number"], unique=False)
    op.create_index(op.f("ix_report_issue_programme_id"), "report_issue", ["programme_id"], unique=False)
    op.create_index(op.f("ix_report_issue_status_date"), "report_issue", ["status_date"], unique=False)
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("users", sa.Integer(), nullable=True),
        sa.Column("go_live_id", sa.Integer(), nullable=True),
        sa.Column("cutover_from", sa.Date(), nullable=True),
        sa.Column("cutover_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_wave_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_wave_programme_id")),
    )
    op.create_index(op.f("ix_wave_code"), "wave", ["code"], unique=False)
    op.create_index(op.f("ix_wave_go_live_id"), "wave", ["go_live_id"], unique=False)
    op.create_index(op.f("ix_wave_programme_id"), "wave", ["programme_id"], unique=False)
    op.create_table(
        "web_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("device", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_web_session_account_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_web_session")),
        sa.UniqueConstraint("digest", name=op.f("uq_web_session_digest")),
    )
    op.create_index(op.f("ix_web_session_account_id"), "web_session", ["account_id"], unique=False)
    op.create_table(
        "assignment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("deliverable_id", sa.Integer(), nullable=False),
        sa.Column("party_kind", sa.String(length=24), nullable=False),
        sa.Column("party", sa.String(length=14), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["deliverable_id"], ["deliverable.id"], name=op.f("fk_assignment_deliverable_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_assignment_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_assignment_programme_id")),
    )
    op.create_index(op.f("ix_assignment_code"), "assignment", ["code"], unique=False)
    op.create_index(op.f("ix_assignment_deliverable_id"), "assignment", ["deliverable_id"], unique=False)
    op.create_index(op.f("ix_assignment_party"), "assignment", ["party"], unique=False)
    op.create_index(op.f("ix_assignment_programme_id"), "assignment", ["programme_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("title_zh", sa.String(length=200), nullable=True),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=200), nullable=True),
        sa.Column("capacity_hours", sa.BigInteger(), nullable=True),
        sa.Column("active_from", sa.Date(), nullable=True),
        sa.Column("active_to", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_person_department_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_person_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_person_programme_id")),
    )
    op.create_index(op.f("ix_person_code"), "person", ["code"], unique=False)
    op.create_index(op.f("ix_person_department_id"), "person", ["department_id"], unique=False)
    op.create_index(op.f("ix_person_programme_id"), "person", ["programme_id"], unique=False)
    op.create_table(
        "report_content",
        sa.Column("issue_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["issue_id"], ["report_issue.id"], name=op.f("fk_report_content_issue_id")),
        sa.PrimaryKeyConstraint("issue_id", name=op.f("pk_report_content")),
    )
    op.create_table(
        "token_key",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_token_key_token_id")),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_token_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_token_key_digest")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("question_zh", sa.Text(), nullable=True),
        sa.Column("question_en", sa.Text(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("forum_zh", sa.String(length=200), nullable=True),
        sa.Column("forum_en", sa.String(length=200), nullable=True),
        sa.Column("consequence_zh", sa.Text(), nullable=True),
        sa.Column("consequence_en", sa.Text(), nullable=True),
        sa.Column("cost_of_waiting_wd", sa.Integer(), nullable=True),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("chosen", sa.Text(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_decision_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_decision_programme_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["decision.id"], name=op.f("fk_decision_supersedes_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_decision_programme_id")),
    )
    op.create_index(op.f("ix_decision_code"), "decision", ["code"], unique=False)
    op.create_index(op.f("ix_decision_needed_by"), "decision", ["needed_by"], unique=False)
    op.create_index(op.f("ix_decision_owner_id"), "decision", ["owner_id"], unique=False)
    op.create_index(op.f("ix_decision_programme_id"), "decision", ["programme_id"], unique=False)
    op.create_index(op.f("ix_decision_supersedes_id"), "decision", ["supersedes_id"], unique=False)
    op.create_table(
        "goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("statement_zh", sa.Text(), nullable=True),
        sa.Column("statement_en", sa.Text(), nullable=True),
        sa.Column("strategic_objective_zh", sa.Text(), nullable=True),
        sa.Column("strategic_objective_en", sa.Text(), nullable=True),
        sa.Column("factor", sa.String(length=24), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("family", sa.String(length=24), nullable=True),
        sa.Column("kpi_zh", sa.String(length=200), nullable=True),
        sa.Column("kpi_en", sa.String(length=200), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=True),
        sa.Column("direction", sa.String(length=24), nullable=False),
        sa.Column("baseline", sa.BigInteger(), nullable=True),
        sa.Column("baseline_on", sa.Date(), nullable=True),
        sa.Column("baseline_source", sa.Text(), nullable=True),
        sa.Column("target", sa.BigInteger(), nullable=True),
        sa.Column("tolerance", sa.BigInteger(), nullable=True),
        sa.Column("allow_over_100", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("frequency", sa.String(length=24), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("participants", sa.JSON(), nullable=False),
        sa.Column("milestones", sa.JSON(), nullable=False),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_goal_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_goal_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_goal_programme_id")),
    )
    op.create_index(op.f("ix_goal_code"), "goal", ["code"], unique=False)
    op.create_index(op.f("ix_goal_owner_id"), "goal", ["owner_id"], unique=False)
    op.create_index(op.f("ix_goal_programme_id"), "goal", ["programme_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=24), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_membership_account_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_membership_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_membership_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("code", name=op.f("uq_membership_code")),
    )
    op.create_index(op.f("ix_membership_account_id"), "membership", ["account_id"], unique=False)
    op.create_index(op.f("ix_membership_code"), "membership", ["code"], unique=False)
    op.create_index(op.f("ix_membership_person_id"), "membership", ["person_id"], unique=False)
    op.create_index(op.f("ix_membership_programme_id"), "membership", ["programme_id"], unique=False)
    op.create_table(
        "risk",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("title_zh", sa.String(length=200), nullable=True),
        sa.Column("title_en", sa.String(length=200), nullable=True),
        sa.Column("cause_zh", sa.Text(), nullable=True),
        sa.Column("cause_en", sa.Text(), nullable=True),
        sa.Column("event_zh", sa.Text(), nullable=True),
        sa.Column("event_en", sa.Text(), nullable=True),
        sa.Column("effect_zh", sa.Text(), nullable=True),
        sa.Column("effect_en", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("category", sa.String(length=24), nullable=False),
        sa.Column("factor", sa.String(length=24), nullable=True),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("impact_schedule", sa.Integer(), nullable=True),
        sa.Column("impact_cost", sa.Integer(), nullable=True),
        sa.Column("impact_adoption", sa.Integer(), nullable=True),
        sa.Column("impact_compliance", sa.Integer(), nullable=True),
        sa.Column("strategy", sa.String(length=24), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("residual_probability", sa.Integer(), nullable=True),
        sa.Column("residual_impact", sa.Integer(), nullable=True),
        sa.Column("tasks", sa.JSON(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_risk_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_risk_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_risk_programme_id")),
    )
    op.create_index(op.f("ix_risk_code"), "risk", ["code"], unique=False)
    op.create_index(op.f("ix_risk_owner_id"), "risk", ["owner_id"], unique=False)
    op.create_index(op.f("ix_risk_programme_id"), "risk", ["programme_id"], unique=False)
    op.create_table(
        "sponsor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=24), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_sponsor_department_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_sponsor_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_sponsor_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sponsor")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_sponsor_programme_id")),
    )
    op.create_index(op.f("ix_sponsor_code"), "sponsor", ["code"], unique=False)
    op.create_index(op.f("ix_sponsor_department_id"), "sponsor", ["department_id"], unique=False)
    op.create_index(op.f("ix_sponsor_person_id"), "sponsor", ["person_id"], unique=False)
    op.create_index(op.f("ix_sponsor_programme_id"), "sponsor", ["programme_id"], unique=False)
    op.create_table(
        "stakeholder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("is_group", sa.Boolean(), nullable=False),
        sa.Column("influence", sa.Integer(), nullable=False),
        sa.Column("interest", sa.Integer(), nullable=False),
        sa.Column("impact_of_change", sa.Integer(), nullable=True),
        sa.Column("current", sa.String(length=24), nullable=False),
        sa.Column("desired", sa.String(length=24), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("assessed_by_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("strategy_zh", sa.Text(), nullable=True),
        sa.Column("strategy_en", sa.Text(), nullable=True),
        sa.Column("last_contact", sa.Date(), nullable=True),
        sa.Column("next_contact", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["assessed_by_id"], ["person.id"], name=op.f("fk_stakeholder_assessed_by_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_stakeholder_department_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_stakeholder_owner_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_stakeholder_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_stakeholder_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stakeholder")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_stakeholder_programme_id")),
    )
    op.create_index(op.f("ix_stakeholder_assessed_by_id"), "stakeholder", ["assessed_by_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_code"), "stakeholder", ["code"], unique=False)
    op.create_index(op.f("ix_stakeholder_department_id"), "stakeholder", ["department_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_owner_id"), "stakeholder", ["owner_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_person_id"), "stakeholder", ["person_id"], unique=False)
    op.create_index(op.f("ix_stakeholder_programme_id"), "stakeholder", ["programme_id"], unique=False)
    op.create_table(
        "task",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("duration_min", sa.Integer(), nullable=False),
        sa.Column("predecessors", sa.Text(), nullable=True),
        sa.Column("phase_id", sa.Integer(), nullable=True),
        sa.Column("wave_id", sa.Integer(), nullable=True),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("calendar_id", sa.Integer(), nullable=True),
        sa.Column("constraint_type", sa.String(length=24), nullable=False),
        sa.Column("constraint_on", sa.Date(), nullable=True),
        sa.Column("deadline", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["calendar_id"], ["calendar.id"], name=op.f("fk_task_calendar_id")),
        sa.ForeignKeyConstraint(["department_id"], ["department.id"], name=op.f("fk_task_department_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_task_owner_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["task.id"], name=op.f("fk_task_parent_id")),
        sa.ForeignKeyConstraint(["phase_id"], ["phase.id"], name=op.f("fk_task_phase_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_task_programme_id")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_task_wave_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_task")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_task_programme_id")),
    )
    op.create_index(op.f("ix_task_calendar_id"), "task", ["calendar_id"], unique=False)
    op.create_index(op.f("ix_task_code"), "task", ["code"], unique=False)
    op.create_index(op.f("ix_task_department_id"), "task", ["department_id"], unique=False)
    op.create_index(op.f("ix_task_owner_id"), "task", ["owner_id"], unique=False)
    op.create_index(op.f("ix_task_parent_id"), "task", ["parent_id"], unique=False)
    op.create_index(op.f("ix_task_phase_id"), "task", ["phase_id"], unique=False)
    op.create_index(op.f("ix_task_position"), "task", ["position"], unique=False)
    op.create_index(op.f("ix_task_programme_id"), "task", ["programme_id"], unique=False)
    op.create_index(op.f("ix_task_wave_id"), "task", ["wave_id"], unique=False)
    op.create_table(
        "commitment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("sponsor_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("text_zh", sa.Text(), nullable=True),
        sa.Column("text_en", sa.Text(), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_commitment_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_commitment_programme_id")),
        sa.ForeignKeyConstraint(["sponsor_id"], ["sponsor.id"], name=op.f("fk_commitment_sponsor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_commitment_programme_id")),
    )
    op.create_index(op.f("ix_commitment_code"), "commitment", ["code"], unique=False)
    op.create_index(op.f("ix_commitment_owner_id"), "commitment", ["owner_id"], unique=False)
    op.create_index(op.f("ix_commitment_programme_id"), "commitment", ["programme_id"], unique=False)
    op.create_index(op.f("ix_commitment_sponsor_id"), "commitment", ["sponsor_id"], unique=False)
    op.create_table(
        "dependency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("predecessor_id", sa.Integer(), nullable=False),
        sa.Column("successor_id", sa.Integer(), nullable=False),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("lag_min", sa.Integer(), nullable=False),
        sa.Column("lag_calendar", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["predecessor_id"], ["task.id"], name=op.f("fk_dependency_predecessor_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_dependency_programme_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["task.id"], name=op.f("fk_dependency_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dependency")),
        sa.UniqueConstraint("predecessor_id", "successor_id", "type", name=op.f("uq_dependency_predecessor_id")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_dependency_programme_id")),
    )
    op.create_index(op.f("ix_dependency_code"), "dependency", ["code"], unique=False)
    op.create_index(op.f("ix_dependency_predecessor_id"), "dependency", ["predecessor_id"], unique=False)
    op.create_index(op.f("ix_dependency_programme_id"), "dependency", ["programme_id"], unique=False)
    op.create_index(op.f("ix_dependency_successor_id"), "dependency", ["successor_id"], unique=False)
    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("goal_id", sa.Integer(), nullable=False),
        sa.Column("period_end", sa.Date(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("sample_size", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("corrects_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["corrects_id"], ["measurement.id"], name=op.f("fk_measurement_corrects_id")),
        sa.ForeignKeyConstraint(["goal_id"], ["goal.id"], name=op.f("fk_measurement_goal_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_measurement_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_measurement_programme_id")),
    )
    op.create_index(op.f("ix_measurement_code"), "measurement", ["code"], unique=False)
    op.create_index(op.f("ix_measurement_corrects_id"), "measurement", ["corrects_id"], unique=False)
    op.create_index(op.f("ix_measurement_goal_id"), "measurement", ["goal_id"], unique=False)
    op.create_index(op.f("ix_measurement_period_end"), "measurement", ["period_end"], unique=False)
    op.create_index(op.f("ix_measurement_programme_id"), "measurement", ["programme_id"], unique=False)
    op.create_table(
        "milestone",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("gate", sa.String(length=24), nullable=True),
        sa.Column("goals", sa.JSON(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("contractual", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_milestone_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_milestone_programme_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_milestone_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_milestone")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_milestone_programme_id")),
        sa.UniqueConstraint("task_id", name=op.f("uq_milestone_task_id")),
    )
    op.create_index(op.f("ix_milestone_code"), "milestone", ["code"], unique=False)
    op.create_index(op.f("ix_milestone_owner_id"), "milestone", ["owner_id"], unique=False)
    op.create_index(op.f("ix_milestone_programme_id"), "milestone", ["programme_id"], unique=False)
    op.create_index(op.f("ix_milestone_task_id"), "milestone", ["task_id"], unique=False)
    op.create_table(
        "progress_update",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("status_date", sa.Date(), nullable=False),
        sa.Column("actual_start", sa.Date(), nullable=True),
        sa.Column("actual_finish", sa.Date(), nullable=True),
        sa.Column("remaining_min", sa.Integer(), nullable=True),
        sa.Column("percent", sa.BigInteger(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_progress_update_programme_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_progress_update_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_update")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_progress_update_programme_id")),
    )
    op.create_index(op.f("ix_progress_update_code"), "progress_update", ["code"], unique=False)
    op.create_index(op.f("ix_progress_update_programme_id"), "progress_update", ["programme_id"], unique=False)
    op.create_index(op.f("ix_progress_update_task_id"), "progress_update", ["task_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=14), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by", sa.String(length=200), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("updated_by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("notes", sa.Text(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("risk_id", sa.Integer(), nullable=False),
        sa.Column("action_zh", sa.Text(), nullable=True),
        sa.Column("action_en", sa.Text(), nullable=True),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["owner_id"], ["person.id"], name=op.f("fk_response_owner_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_response_programme_id")),
        sa.ForeignKeyConstraint(["risk_id"], ["risk.id"], name=op.f("fk_response_risk_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_response")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_response_programme_id")),
    )
    op.create_index(op.f("ix_response_code"), "response", ["code"], unique=False)
    op.create_index(op.f("ix_response_owner_id"), "response", ["owner_id"], unique=False)
    op.create_index(op.f("ix_response_programme_id"), "response", ["programme_id"], unique=False)
    op.create_index(op.f("ix_response_risk_id"), "response", ["risk_id"], unique=False)
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "create trigger audit_entry_no_update before update on audit_entry begin select raise(abort, 'the trail only grows'); end"
        )
        op.execute(
            "create trigger audit_entry_no_delete before delete on audit_entry begin select raise(abort, 'the trail only grows'); end"
        )
        op.execute(
            "create trigger report_issue_no_update before update on report_issue begin select raise(abort, 'a published report never changes'); end"
        )
        op.execute(
            "create trigger report_issue_no_delete before delete on report_issue begin select raise(abort, 'a published report never changes'); end"
        )
        op.execute(
            "create trigger report_content_no_update before update on report_content begin select raise(abort, 'a published report never changes'); end"
        )
        op.execute(
            "create trigger report_content_no_delete before delete on report_content begin select raise(abort, 'a published report never changes'); end"
        )
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function audit_entry_guard() returns trigger language plpgsql as $$ begin raise exception 'the trail only grows'; end $$"
        )
        op.execute(
            "create trigger audit_entry_guard before update or delete or truncate on audit_entry for each statement execute function audit_entry_guard()"
        )
        op.execute(
            "create or replace function report_guard() returns trigger language plpgsql as $$ begin raise exception 'a published report never changes'; end $$"
        )
        op.execute(
            "create trigger report_issue_guard before update or delete or truncate on report_issue for each statement execute function report_guard()"
        )
        op.execute(
            "create trigger report_content_guard before update or delete or truncate on report_content for each statement execute function report_guard()"
        )


def downgrade() -> None:
    op.drop_index(op.f("ix_response_risk_id"), table_name="response")
    op.drop_index(op.f("ix_response_programme_id"), table_name="response")
    op.drop_index(op.f("ix_response_owner_id"), table_name="response")
    op.drop_index(op.f("ix_response_code"), table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_progress_update_task_id"), table_name="progress_update")
    op.drop_index(op.f("ix_progress_update_programme_id"), table_name="progress_update")
    op.drop_index(op.f("ix_progress_update_code"), table_name="progress_update")
    op.drop_table("progress_update")
    op.drop_index(op.f("ix_milestone_task_id"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_programme_id"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_owner_id"), table_name="milestone")
    op.drop_index(op.f("ix_milestone_code"), table_name="milestone")
    op.drop_table("milestone")
    op.drop_index(op.f("ix_measurement_programme_id"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_period_end"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_goal_id"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_corrects_id"), table_name="measurement")
    op.drop_index(op.f("ix_measurement_code"), table_name="measurement")
    op.drop_table("measurement")
    op.drop_index(op.f("ix_dependency_successor_id"), table_name="dependency")
    op.drop_index(op.f("ix_dependency_programme_id"), table_name="dependency")
    op.drop_index(op.f("ix_dependency_predecessor_id"), table_name="dependency")
    op.drop_index(op.f("ix_dependency_code"), table_name="dependency")
    op.drop_table("dependency")
    op.drop_index(op.f("ix_commitment_sponsor_id"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_programme_id"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_owner_id"), table_name="commitment")
    op.drop_index(op.f("ix_commitment_code"), table_name="commitment")
    op.drop_table("commitment")
    op.drop_index(op.f("ix_task_wave_id"), table_name="task")
    op.drop_index(op.f("ix_task_programme_id"), table_name="task")
    op.drop_index(op.f("ix_task_position"), table_name="task")
    op.drop_index(op.f("ix_task_phase_id"), table_name="task")
    op.drop_index(op.f("ix_task_parent_id"), table_name="task")
    op.drop_index(op.f("ix_task_owner_id"), table_name="task")
    op.drop_index(op.f("ix_task_department_id"), table_name="task")
    op.drop_index(op.f("ix_task_code"), table_name="task")
    op.drop_index(op.f("ix_task_calendar_id"), table_name="task")
    op.drop_table("task")
    op.drop_index(op.f("ix_stakeholder_programme_id"), table_name="stakeholder")
    op.drop_index(op.f("ix_stakeholder_person_id"), table_name="stakeholder")
    op.drop_index(op.f("ix_stakeholder_owner_id"), table_name="stakeholder")
    op.drop_index(op.f("ix_stakeholder_department_id"), table_name="stakeholder")
    op.drop_index(op.f("ix_stakeholder_code"), table_name="stakeholder")
    op.drop_index(op.f("ix_stakeholder_assessed_by_id"), table_name="stakeholder")
    op.drop_table("stakeholder")
    op.drop_index(op.f("ix_sponsor_programme_id"), table_name="sponsor")
    op.drop_index(op.f("ix_sponsor_person_id"), table_name="sponsor")
    op.drop_index(op.f("ix_sponsor_department_id"), table_name="sponsor")
    op.drop_index(op.f("ix_sponsor_code"), table_name="sponsor")
    op.drop_table("sponsor")
    op.drop_index(op.f("ix_risk_programme_id"), table_name="risk")
    op.drop_index(op.f("ix_risk_owner_id"), table_name="risk")
    op.drop_index(op.f("ix_risk_code"), table_name="risk")
    op.drop_table("risk")
    op.drop_index(op.f("ix_membership_programme_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_person_id"), table_name="membership")
    op.drop_index(op.f("ix_membership_code"), table_name="membership")
    op.drop_index(op.f("ix_membership_account_id"), table_name="membership")
    op.drop_table("membership")
    op.drop_index(op.f("ix_goal_programme_id"), table_name="goal")
    op.drop_index(op.f("ix_goal_owner_id"), table_name="goal")
    op.drop_index(op.f("ix_goal_code"), table_name="goal")
    op.drop_table("goal")
    op.drop_index(op.f("ix_decision_supersedes_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_programme_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_owner_id"), table_name="decision")
    op.drop_index(op.f("ix_decision_needed_by"), table_name="decision")
    op.drop_index(op.f("ix_decision_code"), table_name="decision")
    op.drop_table("decision")
    op.drop_table("token_key")
    op.drop_table("report_content")
    op.drop_index(op.f("ix_person_programme_id"), table_name="person")
    op.drop_index(op.f("ix_person_department_id"), table_name="person")
    op.drop_index(op.f("ix_person_code"), table_name="person")
    op.drop_table("person")
    op.drop_index(op.f("ix_assignment_programme_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_party"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_deliverable_id"), table_name="assignment")
    op.drop_index(op.f("ix_assignment_code"), table_name="assignment")
    op.drop_table("assignment")
    op.drop_index(op.f("ix_web_session_account_id"), table_name="web_session")
    op.drop_table("web_session")
    op.drop_index(op.f("ix_wave_programme_id"), table_name="wave")
    op.drop_index(op.f("ix_wave_go_live_id"), table_name="wave")
    op.drop_index(op.f("ix_wave_code"), table_name="wave")
    op.drop_table("wave")
    op.drop_index(op.f("ix_report_issue_status_date"), table_name="report_issue")
    op.drop_index(op.f("ix_report_issue_programme_id"), table_name="report_issue")
    op.drop_index(op.f("ix_report_issue_number"), table_name="report_issue")
    op.drop_index(op.f("ix_report_issue_code"), table_name="report_issue")
    op.drop_table("report_issue")
    op.drop_index(op.f("ix_phase_programme_id"), table_name="phase")
    op.drop_index(op.f("ix_phase_gate_id"), table_name="phase")
    op.drop_index(op.f("ix_phase_code"), table_name="phase")
    op.drop_table("phase")
    op.drop_index(op.f("ix_department_programme_id"), table_name="department")
    op.drop_index(op.f("ix_department_parent_id"), table_name="department")
    op.drop_index(op.f("ix_department_head_id"), table_name="department")
    op.drop_index(op.f("ix_department_code"), table_name="department")
    op.drop_table("department")
    op.drop_index(op.f("ix_deliverable_programme_id"), table_name="deliverable")
    op.drop_index(op.f("ix_deliverable_code"), table_name="deliverable")
    op.drop_table("deliverable")
    op.drop_table("credential")
    op.drop_index(op.f("ix_calendar_programme_id"), table_name="calendar")
    op.drop_index(op.f("ix_calendar_code"), table_name="calendar")
    op.drop_table("calendar")
    op.drop_index(op.f("ix_baseline_programme_id"), table_name="baseline")
    op.drop_index(op.f("ix_baseline_code"), table_name="baseline")
    op.drop_table("baseline")
    op.drop_index(op.f("ix_api_token_code"), table_name="api_token")
    op.drop_index(op.f("ix_api_token_account_id"), table_name="api_token")
    op.drop_table("api_token")
    op.drop_index(op.f("ix_sign_in_attempt_subject"), table_name="sign_in_attempt")
    op.drop_table("sign_in_attempt")
    op.drop_index(op.f("ix_programme_sponsor_id"), table_name="programme")
    op.drop_index(op.f("ix_programme_pm_id"), table_name="programme")
    op.drop_index(op.f("ix_programme_code"), table_name="programme")
    op.drop_index(op.f("ix_programme_calendar_id"), table_name="programme")
    op.drop_table("programme")
    op.drop_table("created_once")
    op.drop_index(op.f("ix_audit_entry_record_id"), table_name="audit_entry")
    op.drop_index(op.f("ix_audit_entry_programme_id"), table_name="audit_entry")
    op.drop_table("audit_entry")
    op.drop_index(op.f("ix_account_code"), table_name="account")
    op.drop_table("account")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function if exists audit_entry_guard()")
        op.execute("drop function if exists report_guard()")
