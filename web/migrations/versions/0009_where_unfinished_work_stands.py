"""Where unfinished work stands

Revision 0009, after 0008.
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.add_column(
            sa.Column("unfinished_work", sa.String(length=24), server_default="after_status", nullable=False)
        )
    with op.batch_alter_table("programme") as table:
        table.alter_column(
            "unfinished_work", existing_type=sa.String(length=24), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    with op.batch_alter_table("programme") as table:
        table.drop_column("unfinished_work")
