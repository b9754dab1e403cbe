"""Absences, freeze windows, reviews

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("programme_id", sa.Integer(), nullable=False),
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
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_absence_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_absence_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_absence_programme_id")),
    )
    op.create_index(op.f("ix_absence_code"), "absence", ["code"], unique=False)
    op.create_index(op.f("ix_absence_person_id"), "absence", ["person_id"], unique=False)
    op.create_index(op.f("ix_absence_programme_id"), "absence", ["programme_id"], unique=False)
    op.create_table(
        "freeze_window",
        sa.Column("programme_id", sa.Integer(), nullable=False),
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
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("departments", sa.JSON(), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=True),
        sa.Column("reason_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_freeze_window_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freeze_window")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_freeze_window_programme_id")),
    )
    op.create_index(op.f("ix_freeze_window_code"), "freeze_window", ["code"], unique=False)
    op.create_index(op.f("ix_freeze_window_programme_id"), "freeze_window", ["programme_id"], unique=False)
    op.create_table(
        "review",
        sa.Column("programme_id", sa.Integer(), nullable=False),
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
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("rhythm", sa.String(length=24), nullable=False),
        sa.Column("weekday", sa.String(length=24), nullable=False),
        sa.Column("week_of_month", sa.String(length=24), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("chair_id", sa.Integer(), nullable=True),
        sa.Column("agenda_zh", sa.Text(), nullable=True),
        sa.Column("agenda_en", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["chair_id"], ["person.id"], name=op.f("fk_review_chair_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_review_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_review_programme_id")),
    )
    op.create_index(op.f("ix_review_chair_id"), "review", ["chair_id"], unique=False)
    op.create_index(op.f("ix_review_code"), "review", ["code"], unique=False)
    op.create_index(op.f("ix_review_programme_id"), "review", ["programme_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_review_programme_id"), table_name="review")
    op.drop_index(op.f("ix_review_code"), table_name="review")
    op.drop_index(op.f("ix_review_chair_id"), table_name="review")
    op.drop_table("review")
    op.drop_index(op.f("ix_freeze_window_programme_id"), table_name="freeze_window")
    op.drop_index(op.f("ix_freeze_window_code"), table_name="freeze_window")
    op.drop_table("freeze_window")
    op.drop_index(op.f("ix_absence_programme_id"), table_name="absence")
    op.drop_index(op.f("ix_absence_person_id"), table_name="absence")
    op.drop_index(op.f("ix_absence_code"), table_name="absence")
    op.drop_table("absence")
