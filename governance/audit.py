"""The trail: every changed field of every record, who changed it and by which command, in a hash chain that only grows.

Each entry's hash is an HMAC-SHA-256 over the previous hash and the entry's own canonical text, with a key that the database does not
hold: an edited, removed, inserted or re-ordered entry breaks the chain, and without the key nobody can re-compute it. Removal of the
newest entries is found by comparing with the anchor, the newest hash as it was last written outside the database.
"""

import hmac
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from sqlalchemy import DDL, BigInteger, Connection, Integer, Text, bindparam, event, func, insert
from sqlalchemy import select as sql
from sqlalchemy.orm import ORMExecuteState, UOWTransaction
from sqlalchemy.orm import Session as OrmSession
from sqlmodel import Field, Session, SQLModel

from governance.authority import Actor
from governance.codes import one_writer
from governance.columns import long_text
from governance.errors import ChangedOutsideCommand
from governance.records import BOOKKEEPING, Record, record_kinds

GENESIS = "0" * 64


class AuditEntry(SQLModel, table=True):
    """One command's change of one record. `changes` is canonical JSON `{field: [old, new]}`."""

    __tablename__: ClassVar[Any] = "audit_entry"

    seq: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))  # pyright: ignore
    at: str = Field(max_length=32)
    actor: str = Field(max_length=200)
    account_id: int | None = None
    via: str = Field(max_length=16)
    programme_id: int | None = Field(default=None, index=True)
    command: str = Field(max_length=60)
    kind: str = Field(max_length=30)
    record_id: int = Field(index=True)
    code: str = Field(max_length=14)
    action: str = Field(max_length=12)
    reason: str | None = long_text()
    changes: str = Field(sa_type=Text)
    prev: str = Field(max_length=64)
    hash: str = Field(max_length=64)


_TABLE: Any = AuditEntry.__table__  # pyright: ignore
_SIGNED = (
    "at",
    "actor",
    "account_id",
    "via",
    "programme_id",
    "command",
    "kind",
    "record_id",
    "code",
    "action",
    "reason",
    "changes",
)

SQLITE_GUARDS = tuple(
    f"create trigger audit_entry_no_{verb} before {verb} on audit_entry begin select raise(abort, 'the trail only grows'); end"
    for verb in ("update", "delete")
)
POSTGRESQL_GUARDS = (
    "create or replace function audit_entry_guard() returns trigger language plpgsql as "
    "$$ begin raise exception 'the trail only grows'; end $$",
    "create trigger audit_entry_guard before update or delete or truncate on audit_entry for each statement execute function audit_entry_guard()",
)
for _dialect, _guards in (("sqlite", SQLITE_GUARDS), ("postgresql", POSTGRESQL_GUARDS)):
    for _guard in _guards:
        event.listen(_TABLE, "after_create", DDL(_guard.replace("%", "%%")).execute_if(dialect=_dialect))


@dataclass(slots=True)
class Recording:
    """The command under way in a session: who, what, and why."""

    actor: Actor
    command: str
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the entry's number and what is wrong there."""

    seq: int
    fault: str


# --- Listening -------------------------------------------------------------------------------------------------------


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
    connection.execute(insert(_TABLE), rows)
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
            connection.execute(sql(_TABLE.c.hash).order_by(_TABLE.c.seq.desc()).limit(1)).scalar() or GENESIS
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


# --- Sealing and verifying -------------------------------------------------------------------------------------------


# Made once: walking a trail encodes each of its entries.
_CANONICAL = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)


def canonical(value: Any) -> str:
    """One text for one value: sorted keys, no spaces, dates and decimals as people write them."""
    return _CANONICAL.encode(value)


def seal(key: bytes, previous: str, row: dict[str, Any]) -> str:
    """HMAC-SHA-256 of the previous hash and the entry, as 64 hex digits."""
    body = previous + canonical([row[name] for name in _SIGNED])
    return hmac.digest(key, body.encode(), "sha256").hex()


def verify(session: Session, key: bytes, anchor: tuple[int, str] | None = None) -> tuple[int, list[Break]]:
    """Walk the whole trail. Returns the number of entries and the places where it does not hold.

    `anchor` is a `(seq, hash)` known from outside the database: the trail must still contain it.
    """
    breaks: list[Break] = []
    previous, last, count, anchored = GENESIS, 0, 0, anchor is None or anchor[0] == 0
    columns = [_TABLE.c[name] for name in ("seq", *_SIGNED, "prev", "hash")]
    for found in session.connection().execution_options(yield_per=5000).execute(sql(*columns).order_by(_TABLE.c.seq)):
        row, count = found._mapping, count + 1
        if row["seq"] != last + 1 and session.connection().dialect.name == "sqlite":
            breaks.append(Break(row["seq"], "missing_before"))
        if row["prev"] != previous:
            breaks.append(Break(row["seq"], "not_after_previous"))
        if not hmac.compare_digest(row["hash"], seal(key, row["prev"], dict(row))):
            breaks.append(Break(row["seq"], "altered"))
        anchored = anchored or anchor == (row["seq"], row["hash"])
        previous, last = row["hash"], row["seq"]
    if not anchored and anchor is not None:
        breaks.append(Break(anchor[0], "anchor_missing"))
    return count, breaks


def head(session: Session) -> tuple[int, str]:
    """Number and hash of the newest entry, `(0, GENESIS)` of an empty trail."""
    found = (
        session.connection().execute(sql(_TABLE.c.seq, _TABLE.c.hash).order_by(_TABLE.c.seq.desc()).limit(1)).first()
    )
    return (found[0], found[1]) if found else (0, GENESIS)


_NEWEST = (
    sql(_TABLE.c.hash).where(_TABLE.c.programme_id == bindparam("programme")).order_by(_TABLE.c.seq.desc()).limit(1)
)


def newest(session: Session, programme_id: int) -> str:
    """The hash of a programme's newest entry: it names the state of all its records, for none changes without an entry."""
    return session.connection().execute(_NEWEST, {"programme": programme_id}).scalar() or GENESIS


# --- Reading ---------------------------------------------------------------------------------------------------------


def history(session: Session, kind: str, record_id: int, limit: int = 200) -> list[Any]:
    """What happened to one record, newest first: rows with an entry's columns, for what is only read need not be made an entry."""
    t = _TABLE.c
    query = sql(*t).where(t.kind == kind, t.record_id == record_id).order_by(t.seq.desc()).limit(limit)
    return list(session.connection().execute(query))


def trail(
    session: Session, programme_id: int | None, *, kind: str = "", actor: str = "", code: str = "", since: str = "", until: str = "",
    offset: int = 0, limit: int = 100,
) -> tuple[list[Any], int]:  # fmt: skip
    """A page of a programme's trail, newest first (rows as of `history`), and how many entries there are. `since` (included) and `until` are ISO instants."""
    t = _TABLE.c
    where = [t.programme_id == programme_id] if programme_id is not None else []
    where += [t.kind == kind] if kind else []
    where += [t.code == code] if code else []
    where += [t.actor.ilike(f"%{actor}%")] if actor else []
    where += [t.at >= since] if since else []
    where += [t.at < until] if until else []
    total = session.connection().execute(sql(func.count()).select_from(_TABLE).where(*where)).scalar_one()
    rows = session.connection().execute(sql(*t).where(*where).order_by(t.seq.desc()).offset(offset).limit(limit))
    return list(rows), total
