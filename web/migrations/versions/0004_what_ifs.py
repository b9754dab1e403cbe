"""What-ifs

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "what_if",
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
        sa.Column("edits", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=True),
        sa.Column("purpose_zh", sa.Text(), nullable=True),
        sa.Column("purpose_en", sa.Text(), nullable=True),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("network_hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_what_if_decision_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_what_if_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_what_if")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_what_if_programme_id")),
    )
    op.create_index(op.f("ix_what_if_code"), "what_if", ["code"], unique=False)
    op.create_index(op.f("ix_what_if_decision_id"), "what_if", ["decision_id"], unique=False)
    op.create_index(op.f("ix_what_if_programme_id"), "what_if", ["programme_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_what_if_programme_id"), table_name="what_if")
    op.drop_index(op.f("ix_what_if_decision_id"), table_name="what_if")
    op.drop_index(op.f("ix_what_if_code"), table_name="what_if")
    op.drop_table("what_if")
