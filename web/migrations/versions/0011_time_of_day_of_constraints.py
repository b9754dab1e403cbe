"""Time of day of constraints and deadlines

Revision 0011, after 0010.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("task") as table:
        table.add_column(sa.Column("constraint_min", sa.Integer(), nullable=True))
        table.add_column(sa.Column("deadline_min", sa.Integer(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("task") as table:
        table.drop_column("deadline_min")
        table.drop_column("constraint_min")
