"""Change requests, and baselines that are set with one

Revision 0008, after 0007.
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

INDEXED = ("approver_id", "code", "decision_id", "needed_by", "programme_id", "requester_id")


def upgrade() -> None:
    op.create_table(
        "change_request",
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
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("name_zh", sa.String(length=200), nullable=True),
        sa.Column("name_en", sa.String(length=200), nullable=True),
        sa.Column("type", sa.String(length=24), nullable=False),
        sa.Column("reason_zh", sa.Text(), nullable=True),
        sa.Column("reason_en", sa.Text(), nullable=True),
        sa.Column("requester_id", sa.Integer(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("needed_by", sa.Date(), nullable=True),
        sa.Column("options", sa.JSON(), nullable=False),
        sa.Column("cost_change", sa.BigInteger(), nullable=True),
        sa.Column("implications_zh", sa.Text(), nullable=True),
        sa.Column("implications_en", sa.Text(), nullable=True),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("approver_id", sa.Integer(), nullable=True),
        sa.Column("rationale", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["approver_id"], ["person.id"], name=op.f("fk_change_request_approver_id")),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_change_request_decision_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_change_request_programme_id")),
        sa.ForeignKeyConstraint(["requester_id"], ["person.id"], name=op.f("fk_change_request_requester_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_change_request")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_change_request_programme_id")),
    )
    for column in INDEXED:
        op.create_index(op.f(f"ix_change_request_{column}"), "change_request", [column], unique=False)
    with op.batch_alter_table("what_if") as batch:
        batch.add_column(sa.Column("change_request_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_what_if_change_request_id"), "change_request", ["change_request_id"], ["id"])
        batch.create_index(op.f("ix_what_if_change_request_id"), ["change_request_id"], unique=False)
    with op.batch_alter_table("baseline") as batch:
        batch.add_column(sa.Column("name_zh", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("name_en", sa.String(length=200), nullable=True))
        batch.add_column(sa.Column("change_request_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_baseline_change_request_id"), "change_request", ["change_request_id"], ["id"])
        # One request, one baseline.
        batch.create_index(op.f("ix_baseline_change_request_id"), ["change_request_id"], unique=True)


def downgrade() -> None:
    with op.batch_alter_table("baseline") as batch:
        batch.drop_index(op.f("ix_baseline_change_request_id"))
        batch.drop_constraint(op.f("fk_baseline_change_request_id"), type_="foreignkey")
        for column in ("change_request_id", "name_en", "name_zh"):
            batch.drop_column(column)
    with op.batch_alter_table("what_if") as batch:
        batch.drop_index(op.f("ix_what_if_change_request_id"))
        batch.drop_constraint(op.f("fk_what_if_change_request_id"), type_="foreignkey")
        batch.drop_column("change_request_id")
    for column in reversed(INDEXED):
        op.drop_index(op.f(f"ix_change_request_{column}"), table_name="change_request")
    op.drop_table("change_request")
