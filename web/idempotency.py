"""A create that is sent twice is done once: whoever sends `Idempotency-Key` gets the record of the first time again."""

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import UniqueConstraint, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from governance.authority import Actor
from governance.columns import instant
from governance.errors import Invalid, Problem

KEPT = timedelta(days=7)


class CreatedOnce(SQLModel, table=True):
    """Which record an actor's key has made. Not a record itself: it says nothing about the programme."""

    __tablename__: ClassVar[Any] = "created_once"
    __table_args__: ClassVar[Any] = (UniqueConstraint("actor", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    actor: str = Field(max_length=220)
    key: str = Field(max_length=200)
    request: str = Field(max_length=64)
    code: str = Field(default="", max_length=14)
    at: datetime | None = instant()


def claim(session: Session, actor: Actor, key: str, path: str, body: Mapping[str, Any]) -> str | None:
    """Take a key for this create, or learn the code of the record that it has made already.

    Two at once wait for each other: the unique key makes the second see what the first has done.

    Raises:
        Invalid: the key is not one, or was used for something else.
    """
    if not 1 <= len(key) <= 200 or not key.isprintable():
        raise Invalid([Problem("IDEMPOTENCY_KEY_FORM", "Idempotency-Key", key[:40], {"max": 200})])
    now, who = datetime.now(UTC), f"{actor.account_id or ''}:{actor.name}"[:220]
    digest = hashlib.sha256(json.dumps([path, body], sort_keys=True, default=str).encode()).hexdigest()
    session.execute(delete(CreatedOnce).where(col(CreatedOnce.at) < now - KEPT))
    row = {"actor": who, "key": key, "request": digest, "code": "", "at": now}
    made = session.execute(
        _insert(session)(CreatedOnce).values(row).on_conflict_do_nothing().returning(col(CreatedOnce.id))
    )
    if made.first() is not None:
        return None
    known = session.exec(select(CreatedOnce).where(CreatedOnce.actor == who, CreatedOnce.key == key)).one()
    if known.request != digest:
        raise Invalid([Problem("IDEMPOTENCY_KEY_REUSED", "Idempotency-Key", key[:40], {})])
    return known.code


def _insert(session: Session) -> Any:
    """The database's own insert, which may yield to a row that is there. Only the one in use is loaded."""
    if session.get_bind().dialect.name == "postgresql":
        from sqlalchemy.dialects.postgresql import insert
    else:
        from sqlalchemy.dialects.sqlite import insert
    return insert


def fulfil(session: Session, actor: Actor, key: str, code: str) -> None:
    """The claimed key has made the record of that code."""
    who = f"{actor.account_id or ''}:{actor.name}"[:220]
    session.execute(
        update(CreatedOnce).where(col(CreatedOnce.actor) == who, col(CreatedOnce.key) == key).values(code=code)
    )
