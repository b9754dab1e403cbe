"""Resource assignments

Revision 0005, after 0004.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "resource_assignment",
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
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("hours", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.id"], name=op.f("fk_resource_assignment_department_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_resource_assignment_person_id")),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_resource_assignment_programme_id")),
        sa.ForeignKeyConstraint(["task_id"], ["task.id"], name=op.f("fk_resource_assignment_task_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resource_assignment")),
        sa.UniqueConstraint("programme_id", "code", name=op.f("uq_resource_assignment_programme_id")),
    )
    for column in ("code", "department_id", "person_id", "programme_id", "task_id"):
        op.create_index(op.f(f"ix_resource_assignment_{column}"), "resource_assignment", [column], unique=False)


def downgrade() -> None:
    for column in ("task_id", "programme_id", "person_id", "department_id", "code"):
        op.drop_index(op.f(f"ix_resource_assignment_{column}"), table_name="resource_assignment")
    op.drop_table("resource_assignment")
