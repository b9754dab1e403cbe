"""Recording: a session in which every change of a record enters the trail, or is refused."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, event, insert
from sqlalchemy import select as sql
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Session

from governance.audit import GENESIS, TRAIL, AuditEntry, canonical, seal
from governance.authority import Actor
from governance.codes import one_writer
from governance.errors import ChangedOutsideCommand
from governance.records import BOOKKEEPING, Record, record_kinds


@dataclass(slots=True)
class Recording:
    """The command under way in a session: who, what, and why."""

    actor: Actor
    command: str
    reason: str | None = None


def _before_flush(session: OrmSession, _context: UOWTransaction, _instances: Any) -> None:
    fresh = session.new  # made anew at each asking
    touched = [o for o in fresh if isinstance(o, Record)]
    touched += [o for o in session.dirty if isinstance(o, Record) and session.is_modified(o)]
    deleted = [o for o in session.deleted if isinstance(o, Record)]
    if deleted:
        raise ChangedOutsideCommand(f"records are withdrawn, never deleted: {deleted[0].KIND} {deleted[0].code}")
    if not touched:
        return
    recording: Recording | None = session.info.get("recording")
    if recording is None:
        raise ChangedOutsideCommand(f"{touched[0].KIND} {touched[0].code} changed outside a command")
    now = _now(session)
    pending = session.info.setdefault("audit_pending", [])
    for record in touched:
        new = record in fresh
        changes = dict(_changes(record, new))
        if not changes:
            continue
        record.updated_at, record.updated_by = now, recording.actor.name
        if new:
            record.created_at, record.created_by = now, recording.actor.name
        action = "create" if new else "withdraw" if changes.get("withdrawn_on", (1, None))[1] else "change"
        pending.append((record, action, changes, recording))


def _changes(record: Record, new: bool) -> Iterator[tuple[str, tuple[Any, Any]]]:
    from sqlalchemy import inspect

    table: Any = type(record)
    if new:  # nothing of it is in the database yet: what it holds is at hand
        held = record.__dict__
        yield from ((n, (None, held[n])) for n in _fields(table) if n in held and held[n] not in (None, [], ""))
        return
    state = inspect(record)
    for name in _fields(table):
        if (history := state.attrs[name].history).has_changes():
            old = history.deleted[0] if history.deleted else None
            value = getattr(record, name)
            if old != value:
                yield name, (old, value)


@cache
def _fields(table: Any) -> tuple[str, ...]:
    """What the trail tells of a kind of record."""
    return tuple(x.key for x in table.__mapper__.column_attrs if x.key not in BOOKKEEPING)


def _after_flush(session: OrmSession, _context: UOWTransaction) -> None:
    pending = session.info.pop("audit_pending", [])
    if not pending:
        return
    connection = session.connection()
    previous = _head(session, connection)
    rows = []
    codes = session.info.setdefault("audit_codes", {})
    codes.update({(record.__table__.name, record.id): record.code for record, *_ in pending})
    for record, action, changes, recording in pending:
        row = _row(session, connection, record, action, changes, recording)
        row["prev"] = previous
        row["hash"] = previous = seal(session.info["audit_key"], previous, row)
        rows.append(row)
    connection.execute(insert(TRAIL), rows)
    session.info["audit_head"] = previous
    session.info["audit_written"] = True


def _row(
    session: OrmSession,
    connection: Connection,
    record: Record,
    action: str,
    changes: dict[str, Any],
    recording: Recording,
) -> dict[str, Any]:
    actor = recording.actor
    named = {}
    for name, (old, new) in changes.items():
        field, target = _reference(record, name)
        if target is not None:
            old, new = (_code_of(session, connection, target, v) for v in (old, new))
        named[field] = [old, new]
    return {
        "at": _now(session).isoformat(timespec="microseconds"), "actor": actor.name[:200], "account_id": actor.account_id, "via": actor.via,
        "programme_id": record.id if record.KIND == "programme" else getattr(record, "programme_id", None),
        "command": recording.command, "kind": record.KIND, "record_id": record.id, "code": record.code, "action": action,
        "reason": recording.reason, "changes": canonical(named),
    }  # fmt: skip


def _reference(record: Record, name: str) -> tuple[str, Any]:
    kind = record.__table__.c[name].info.get("kind")  # pyright: ignore
    return (name.removesuffix("_id"), _table_of(kind)) if kind else (name, None)


@cache
def _table_of(kind: str) -> Any:
    return record_kinds()[kind].__table__  # pyright: ignore


def _code_of(session: OrmSession, connection: Connection, target: Any, id_: int | None) -> str | None:
    if id_ is None:
        return None
    cache = session.info.setdefault("audit_codes", {})
    if (target.name, id_) not in cache:
        cache[target.name, id_] = connection.execute(sql(target.c.code).where(target.c.id == id_)).scalar()
    return cache[target.name, id_]


def _head(session: OrmSession, connection: Connection) -> str:
    if "audit_head" not in session.info:
        one_writer(session)
        session.info["audit_head"] = (
            connection.execute(sql(TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)).scalar() or GENESIS
        )
    return session.info["audit_head"]


def _after_commit(session: OrmSession) -> None:
    if not session.in_nested_transaction():  # a savepoint's end is no end: the next entry follows this one
        _forget_head(session)
        session.info.pop("audit_written", None)
        session.info.pop("audit_now", None)


def _forget_head(session: OrmSession, _transaction: Any = None) -> None:
    session.info.pop("audit_head", None)
    session.info.pop("one_writer", None)
    session.info.pop("audit_pending", None)
    session.info.pop("audit_codes", None)


def _refuse_bulk(state: ORMExecuteState) -> None:
    if not (state.is_update or state.is_delete or state.is_insert):
        return
    mapper = state.bind_mapper
    if mapper is not None and issubclass(mapper.class_, Record | AuditEntry):
        raise ChangedOutsideCommand(f"bulk statements pass by the trail: {mapper.class_.__name__}")


class RecordingSession(Session):
    """A session in which no record changes without its entry in the trail."""


event.listen(RecordingSession, "before_flush", _before_flush)
event.listen(RecordingSession, "after_flush", _after_flush)
event.listen(RecordingSession, "after_commit", _after_commit)
event.listen(RecordingSession, "after_soft_rollback", _forget_head)  # to a savepoint, too: its entries are gone
event.listen(RecordingSession, "do_orm_execute", _refuse_bulk)


def _now(session: OrmSession) -> datetime:
    """The instant of the act under way: what one transaction changes, it changes at once, and can be taken back as one."""
    if "audit_now" not in session.info:
        session.info["audit_now"] = datetime.now(UTC)
    return session.info["audit_now"]
