"""Taking back the last change: the trail knows what every field said before, so what one act changed is set back, as an act of its own.

Nothing is erased: the trail gains an entry for each field that is set back, and taking that back again does the change once more.
"""

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import and_
from sqlalchemy import select as sql
from sqlmodel import Session, select

from governance.audit import AuditEntry
from governance.authority import Actor
from governance.errors import Conflict, Invalid, Problem
from governance.programmes import Programme
from governance.records import BOOKKEEPING, Record, record_kinds

UNDONE = "undone"
UNDOING = "undo_last_change"  # the command that takes back
MOST = 5_000  # entries: a change of a whole plan at once is no slip of the hand
_T: Any = AuditEntry.__table__  # pyright: ignore


@dataclass(frozen=True, slots=True)
class Act:
    """What one person changed at one instant: the entries of the trail, in their order, and the command's name."""

    at: str
    command: str
    entries: tuple[Any, ...]

    @property
    def is_undoing(self) -> bool:
        """Whether it took back another."""
        return self.command == UNDOING


def last_act(session: Session, actor: Actor, programme: Programme, kinds: Collection[str]) -> Act | None:
    """The last thing that the actor's account changed in records of these kinds; None when there is nothing to take back."""
    if actor.account_id is None:
        return None
    mine = and_(_T.c.programme_id == programme.id, _T.c.account_id == actor.account_id, _T.c.kind.in_(sorted(kinds)))
    newest = (
        session.connection().execute(sql(_T.c.at, _T.c.command).where(mine).order_by(_T.c.seq.desc()).limit(1)).first()
    )
    if newest is None:
        return None
    # All that one act changed, whatever its kind: a milestone's meaning comes and goes with its task.
    whole = and_(_T.c.programme_id == programme.id, _T.c.account_id == actor.account_id, _T.c.at == newest.at)
    entries = session.connection().execute(sql(*_T.c).where(whole).order_by(_T.c.seq).limit(MOST + 1)).all()
    if len(entries) > MOST or any(entry.kind not in kinds for entry in entries):
        return None
    return Act(newest.at, newest.command, tuple(entries))


def take_back(session: Session, act: Act, on: date) -> list[Record]:
    """Set every field that the act changed to what it said before, and withdraw what it created; called inside a command.

    The records that were touched, each once.

    Raises:
        Conflict: somebody has changed one of the records since.
    """
    _check_last(session, act)
    tables, touched = record_kinds(), dict[tuple[str, int], Record]()
    for entry in reversed(act.entries):
        record = touched.get((entry.kind, entry.record_id)) or session.get_one(tables[entry.kind], entry.record_id)
        touched[entry.kind, entry.record_id] = record
        if entry.action == "create":
            record.withdrawn_on, record.withdrawn_reason = on, UNDONE
            continue
        table: Any = type(record)
        columns = _columns(table)
        for field, (old, _) in json.loads(entry.changes).items():
            name = field if field in columns else f"{field}_id"
            setattr(record, name, _value(session, record, columns[name], old))
    return list(touched.values())


def _check_last(session: Session, act: Act) -> None:
    ids: dict[str, set[int]] = {}
    for entry in act.entries:
        ids.setdefault(entry.kind, set()).add(entry.record_id)
    last = act.entries[-1].seq
    for kind, records in ids.items():
        later = sql(_T.c.code, _T.c.actor).where(
            _T.c.kind == kind, _T.c.record_id.in_(sorted(records)), _T.c.seq > last
        )
        found = session.connection().execute(later.order_by(_T.c.seq).limit(1)).first()
        if found is not None:
            raise Conflict([Problem("CHANGED_SINCE", "", found.code, {"code": found.code, "who": found.actor})])


@cache
def _columns(table: Any) -> dict[str, Any]:
    return {
        c.key: c.columns[0] for c in table.__mapper__.column_attrs if c.key not in BOOKKEEPING and hasattr(c, "columns")
    }


def _value(session: Session, record: Record, column: Any, text: Any) -> Any:
    """A value as the trail writes it, as the column holds it."""
    if text is None:
        return None
    kind = column.info.get("kind")
    if kind is not None:
        return _id_of(session, kind, getattr(record, "programme_id", None), text)
    return _parsed(column.type, text)


def _parsed(type_: Any, text: Any) -> Any:
    words = getattr(type_, "words", None)
    if words is not None:
        return words(text)
    python = _PYTHON.get(type(type_).__name__)
    return python(text) if python is not None and isinstance(text, str) else text


_PYTHON = {"Date": date.fromisoformat, "UTCDateTime": datetime.fromisoformat, "ExactDecimal": Decimal}


def _id_of(session: Session, kind: str, programme_id: int | None, code: str) -> int:
    table: Any = record_kinds()[kind]
    found = session.exec(select(table.id).where(table.programme_id == programme_id, table.code == code)).first()
    if found is None:
        raise Invalid([Problem("REF_NOT_FOUND", "", code, {"kind": kind, "code": code})])
    return found
