"""Where migrations run: on the connection that `web.migrating` hands over, inside the transaction that it has begun."""

from alembic import context
from sqlmodel import SQLModel

from web.migrating import plain_type

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=context.config.attributes.get("batch", True),
    render_item=plain_type,
    compare_type=True,
)
context.run_migrations()
