"""Bulk changes: one change, or one withdrawal, of many records of a register by its ordinary commands: all of them or none."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor
from governance.codes import knowing_codes
from governance.errors import Conflict, Invalid, NotFound, Problem, Refusal, Stale, refuse_if
from governance.forms import read_field, read_fields
from governance.listings import submission, values
from governance.programmes import Programme
from governance.records import check_reason, check_version, reference_problems
from governance.registers import Register

MOST = 100


@dataclass(frozen=True, slots=True)
class Picked:
    """A row as it was picked: its code, and the version of it that was seen."""

    code: str
    version: int


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that was refused, and why."""

    code: str
    refusal: Refusal


class RowsRefused(Refusal):
    """Some of many rows were refused, so none was changed. Carries every refused row with its own refusal."""

    def __init__(self, rows: Iterable[RefusedRow]):
        self.rows = tuple(rows)
        super().__init__(problem for row in self.rows for problem in row.refusal.problems)


class RowsInvalid(RowsRefused, Invalid):
    """What was asked does not suit some of the rows (HTTP 422)."""


class RowsInConflict(RowsRefused, Conflict):
    """Some of the rows were changed meanwhile, or their state does not allow it (HTTP 409)."""


def change_rows(
    session: Session, actor: Actor, programme: Programme, register: Register, rows: Sequence[Picked], change: Mapping[str, Any]
) -> list[Any]:  # fmt: skip
    """Write the fields of `change` into every picked record, each by the register's own command; the records, in the order picked.

    Raises:
        Invalid: no or too many rows, or the change alone is wrong, whichever row it is for.
        RowsRefused: with every row that refuses it; nothing is written.
    """
    _check_picked(rows)
    revise: Any = register.revise
    with knowing_codes(session):
        refuse_if(_change_problems(session, programme, register, change))
        records = _records(session, programme, register, rows)
        found = list(records.values())
        # Read for all at once: whatever one row's change would alter in another changes that one's version, and is refused.
        held = dict(zip(records, values(session, register, programme, found), strict=True))

        def change_one(record: Any, version: int) -> None:
            check_version(record, version)
            typed = {**held[record.code], "code": record.code, **change}
            revise(session, actor, record, submission(session, register, programme, typed, keep=record), version)

        return _each(session, register, records, rows, change_one)


def withdraw_rows(
    session: Session, actor: Actor, programme: Programme, register: Register, rows: Sequence[Picked], reason: str | None
) -> list[Any]:  # fmt: skip
    """Withdraw every picked record for one reason, each by the register's own command; the records, in the order picked.

    Raises:
        Invalid: no or too many rows, or no reason.
        RowsRefused: with every row that cannot be withdrawn; nothing is written.
    """
    _check_picked(rows)
    check_reason(reason)
    withdraw: Any = register.withdraw

    def withdraw_one(record: Any, version: int) -> None:
        check_version(record, version)
        withdraw(session, actor, record, reason=reason, on=programme.status_date, version=version)

    return _each(session, register, _records(session, programme, register, rows), rows, withdraw_one)


def _check_picked(rows: Sequence[Picked]) -> None:
    codes = [row.code for row in rows]
    twice = sorted({code for code in codes if codes.count(code) > 1})
    if not rows:
        raise Invalid([Problem("NO_ROWS_PICKED", "rows")])
    if len(rows) > MOST:
        raise Invalid([Problem("TOO_MANY_ROWS_PICKED", "rows", len(rows), {"max": MOST})])
    refuse_if(Problem("ROW_PICKED_TWICE", "rows", code, {"code": code}) for code in twice)


def _change_problems(session: Session, programme: Programme, register: Register, change: Mapping[str, Any]) -> list[Problem]:  # fmt: skip
    """What is wrong with a change whichever row it is for: said once, and not for every row again."""
    form = register.form
    if not change:
        return [Problem("FIELD_NOT_CHOSEN", "change")]
    unknown = [Problem("UNKNOWN_FIELD", name[:100]) for name in change if name not in form.model_fields]
    known = {name: value for name, value in change.items() if name in form.model_fields}
    alone = [p for name, value in known.items() for p in read_field(form, name, value)[1]]
    made, _ = read_fields(form, known)
    wrong = {p.field for p in alone}
    missing = reference_problems(session, register.table, programme.key, made)
    return [*unknown, *alone, *(p for p in missing if p.field in known and p.field not in wrong)]


def _records(session: Session, programme: Programme, register: Register, rows: Sequence[Picked]) -> dict[str, Any]:
    table: Any = register.table
    query = select(table).where(
        col(table.programme_id) == programme.key, col(table.code).in_([row.code for row in rows])
    )
    return {record.code: record for record in session.exec(query)}


def _each(
    session: Session, register: Register, records: Mapping[str, Any], rows: Sequence[Picked], act: Callable[[Any, int], None]
) -> list[Any]:  # fmt: skip
    """Do something to every row, or to none: a refused row does not keep the others from being tried, so that all refusals are told."""
    refused = list[RefusedRow]()
    with session.begin_nested():
        for row in rows:
            try:
                with session.begin_nested():
                    act(_present(register, records, row), row.version)
            except Refusal as refusal:
                refused.append(RefusedRow(row.code, _told(register, row, refusal)))
        if refused:
            kind = RowsInConflict if any(isinstance(r.refusal, Conflict) for r in refused) else RowsInvalid
            raise kind(refused)
    return [records[row.code] for row in rows]


def _present(register: Register, records: Mapping[str, Any], row: Picked) -> Any:
    if row.code not in records:
        raise NotFound([Problem("NOT_FOUND", "code", row.code, {"kind": register.kind, "code": row.code})])
    return records[row.code]


def _told(register: Register, row: Picked, refusal: Refusal) -> Refusal:
    """A refusal that names its row: two who write at the same instant are told apart by the database, which names none."""
    if isinstance(refusal, Stale) and not refusal.code:
        return Stale(register.kind, row.code, row.version + 1)
    return refusal
