"""The trail: every changed field of every record, who changed it and by which command, in a hash chain that only grows.

Each entry's hash is an HMAC-SHA-256 over the previous hash and the entry's own canonical text, with a key that the database does not
hold: an edited, removed, inserted or re-ordered entry breaks the chain, and without the key nobody can re-compute it. Removal of the
newest entries is found by comparing with the anchor, the newest hash as it was last written outside the database.
"""

import hmac
import json
from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import DDL, BigInteger, Integer, Text, bindparam, event, func
from sqlalchemy import select as sql
from sqlmodel import Field, Session, SQLModel

from governance.columns import long_text

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


TRAIL: Any = AuditEntry.__table__  # pyright: ignore
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
        event.listen(TRAIL, "after_create", DDL(_guard.replace("%", "%%")).execute_if(dialect=_dialect))


@dataclass(frozen=True, slots=True)
class Break:
    """Where the chain does not hold: the entry's number and what is wrong there."""

    seq: int
    fault: str


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
    columns = [TRAIL.c[name] for name in ("seq", *_SIGNED, "prev", "hash")]
    for found in session.connection().execution_options(yield_per=5000).execute(sql(*columns).order_by(TRAIL.c.seq)):
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
    found = session.connection().execute(sql(TRAIL.c.seq, TRAIL.c.hash).order_by(TRAIL.c.seq.desc()).limit(1)).first()
    return (found[0], found[1]) if found else (0, GENESIS)


_NEWEST = sql(TRAIL.c.hash).where(TRAIL.c.programme_id == bindparam("programme")).order_by(TRAIL.c.seq.desc()).limit(1)


def newest(session: Session, programme_id: int) -> str:
    """The hash of a programme's newest entry: it names the state of all its records, for none changes without an entry."""
    return session.connection().execute(_NEWEST, {"programme": programme_id}).scalar() or GENESIS


# --- Reading ---------------------------------------------------------------------------------------------------------


def history(session: Session, kind: str, record_id: int, limit: int = 200) -> list[Any]:
    """What happened to one record, newest first: rows with an entry's columns, for what is only read need not be made an entry."""
    t = TRAIL.c
    query = sql(*t).where(t.kind == kind, t.record_id == record_id).order_by(t.seq.desc()).limit(limit)
    return list(session.connection().execute(query))


def trail(
    session: Session, programme_id: int | None, *, kind: str = "", actor: str = "", code: str = "", since: str = "", until: str = "",
    offset: int = 0, limit: int = 100,
) -> tuple[list[Any], int]:  # fmt: skip
    """A page of a programme's trail, newest first (rows as of `history`), and how many entries there are. `since` (included) and `until` are ISO instants."""
    t = TRAIL.c
    where = [t.programme_id == programme_id] if programme_id is not None else []
    where += [t.kind == kind] if kind else []
    where += [t.code == code] if code else []
    where += [t.actor.ilike(f"%{actor}%")] if actor else []
    where += [t.at >= since] if since else []
    where += [t.at < until] if until else []
    total = session.connection().execute(sql(func.count()).select_from(TRAIL).where(*where)).scalar_one()
    rows = session.connection().execute(sql(*t).where(*where).order_by(t.seq.desc()).offset(offset).limit(limit))
    return list(rows), total
