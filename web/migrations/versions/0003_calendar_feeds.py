"""Calendar feeds

Revision 0003, after 0002.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "calendar_feed",
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
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_calendar_feed_account_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_calendar_feed_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("code", name=op.f("uq_calendar_feed_code")),
    )
    op.create_index(op.f("ix_calendar_feed_account_id"), "calendar_feed", ["account_id"], unique=False)
    op.create_index(op.f("ix_calendar_feed_code"), "calendar_feed", ["code"], unique=False)
    op.create_index(op.f("ix_calendar_feed_programme_id"), "calendar_feed", ["programme_id"], unique=False)
    op.create_table(
        "feed_key",
        sa.Column("feed_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["feed_id"], ["calendar_feed.id"], name=op.f("fk_feed_key_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_feed_key")),
        sa.UniqueConstraint("digest", name=op.f("uq_feed_key_digest")),
    )


def downgrade() -> None:
    op.drop_table("feed_key")
    op.drop_index(op.f("ix_calendar_feed_programme_id"), table_name="calendar_feed")
    op.drop_index(op.f("ix_calendar_feed_code"), table_name="calendar_feed")
    op.drop_index(op.f("ix_calendar_feed_account_id"), table_name="calendar_feed")
    op.drop_table("calendar_feed")
