"""Time of day of actual dates

Revision 0010, after 0009.
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("progress_update") as table:
        table.add_column(sa.Column("started_min", sa.Integer(), nullable=True))
        table.add_column(sa.Column("finished_min", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("progress_update") as table:
        table.drop_column("finished_min")
        table.drop_column("started_min")
