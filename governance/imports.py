"""Import: rows of a file become records through the ordinary commands, all of them or none.

Every problem of every row is found before anything is written. A row whose code exists revises that record, any other makes a new one; a
row that changes nothing is counted and left alone. A column that the file does not have leaves its field as it is; a blank cell empties it.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from graphlib import CycleError, TopologicalSorter
from heapq import heappop, heappush
from re import findall
from typing import Any

from sqlmodel import Session, col, select

from governance.authority import Actor, Permission
from governance.codes import forget_code, knowing_codes
from governance.errors import Invalid, Problem, Refusal
from governance.forms import Control, RecordForm, markers, read_fields, references_of
from governance.listings import values
from governance.programmes import Programme
from governance.records import code_problems, reference_problems
from governance.registers import Register, enum_of
from governance.typed_values import clean_code

REHEARSED = 2_000  # beyond this many rows a preview checks fields and references, and leaves the commands' own rules to the writing


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in one cell: the row as the spreadsheet numbers it, the column as the form names it."""

    row: int
    column: str
    problem: Problem


@dataclass(slots=True)
class ImportRow:
    """One row on its way: the form it fills, the record it would change, the state it asks for."""

    number: int
    given: Mapping[str, Any]
    code: str = ""
    form: RecordForm | None = None
    record: Any = None
    action: str = "create"
    to: Any = None
    steps: tuple[Any, ...] = ()


@dataclass(slots=True)
class ImportResult:
    """What an import would do or has done, row by row, and every problem that stood in its way."""

    rows: list[ImportRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)

    def count(self, action: str) -> int:
        """How many rows create, change, are the same, or were refused."""
        return sum(row.action == action for row in self.rows)

    def require(self) -> "ImportResult":
        """Itself, if nothing was wrong.

        Raises:
            Invalid: with every problem; the row stands in the facts.
        """
        if self.problems:
            raise Invalid(
                replace(p.problem, field=p.column, facts={**p.problem.facts, "row": p.row}) for p in self.problems
            )
        return self


def import_rows(
    session: Session,
    actor: Actor,
    programme: Programme,
    register: Register,
    rows: Iterable[Mapping[str, Any]] | Iterable[tuple[int, Mapping[str, Any]]],
    *,
    rehearse: bool = False,
    reason: str = "import",
) -> ImportResult:
    """Write rows into a register. If anything is wrong, or in a rehearsal, nothing is written, and the result says what would be.

    `rows` are mappings from field names to cells as people type them, each with its number in the file or numbered from 2 (below a header).
    A column `status` that the form does not have is reached by the register's declared transitions, for `reason`.

    Raises:
        NotPermitted: the actor may not import, or not write in this register.
    """
    actor.require(Permission.import_records, programme.id)
    actor.require(register.write, programme.id)
    with knowing_codes(session):
        result = _checked(session, programme, register, list(_numbered(rows)))
        changing = [row for row in result.rows if row.action in ("create", "change")]
        if not result.problems and not (rehearse and len(changing) > REHEARSED):
            _write(session, replace(actor, via="import"), programme, register, result, changing, rehearse, reason)
    return result


def _numbered(rows: Iterable[Any]) -> Iterator[ImportRow]:
    for number, row in enumerate(rows, 2):
        where, given = row if isinstance(row, tuple) else (number, row)
        yield ImportRow(where, given, code=_code_of(given))


def _code_of(given: Mapping[str, Any]) -> str:
    try:
        return clean_code(given.get("code")) or ""
    except ValueError:
        return ""


# --- Checking --------------------------------------------------------------------------------------------------------


def _checked(session: Session, programme: Programme, register: Register, rows: list[ImportRow]) -> ImportResult:
    result = ImportResult(rows)
    existing = _existing(session, register, programme, {row.code for row in rows if row.code})
    held = dict(zip(existing, values(session, register, programme, list(existing.values())), strict=True))
    in_file, seen = {row.code for row in rows if row.code}, dict[str, int]()
    for row in rows:
        row.record = existing.get(row.code)
        problems = _read(session, programme, register, row, held.get(row.code, {}), in_file)
        if row.code and row.code in seen:
            problems.append(Problem("TWICE_IN_FILE", "code", row.code, {"code": row.code, "first": seen[row.code]}))
        seen.setdefault(row.code, row.number)
        if row.record is not None and register.revise is None and not problems and _differs(row, held[row.code]):
            problems.append(Problem("NOT_UNIQUE", "code", row.code, {"kind": register.kind, "code": row.code}))
        if problems:
            row.action = "refused"
            result.problems += [RowProblem(row.number, p.field, p) for p in problems]
        elif row.record is not None:
            row.action = "change" if row.steps or _differs(row, held[row.code]) else "same"
    return result


def _existing(session: Session, register: Register, programme: Programme, codes: set[str]) -> dict[str, Any]:
    table: Any = register.table
    found: dict[str, Any] = {}
    wanted = sorted(codes)
    for start in range(0, len(wanted), 500):
        some = wanted[start : start + 500]
        query = select(table).where(col(table.programme_id) == programme.id, col(table.code).in_(some))
        found.update((record.code, record) for record in session.exec(query))
    return found


def _read(
    session: Session, programme: Programme, register: Register, row: ImportRow, held: Mapping[str, Any], in_file: set[str]
) -> list[Problem]:  # fmt: skip
    given = dict(row.given)
    status = given.pop("status", None) if "status" not in register.form.model_fields else None
    row.form, problems = read_fields(register.form, {**held, **given})
    wrong = {p.field for p in problems}
    found = reference_problems(session, register.table, programme.key, row.form, row.record)
    found += code_problems(session, register.table, programme.key, row.form.code, row.record)
    problems += [p for p in found if p.field not in wrong and not _comes_with_the_file(p, register, in_file)]
    if row.record is not None and row.record.withdrawn_on is not None:
        problems.append(Problem("WITHDRAWN", "code", row.code, {"code": row.code, "on": row.record.withdrawn_on}))
    return problems + (_aim(register, row, status) if str(status or "").strip() else [])


def _comes_with_the_file(problem: Problem, register: Register, in_file: set[str]) -> bool:
    return problem.code == "REF_NOT_FOUND" and problem.facts.get("kind") == register.kind and problem.value in in_file


def _differs(row: ImportRow, held: Mapping[str, Any]) -> bool:
    given = [name for name in row.given if name in held and name != "code"]
    return any((getattr(row.form, name) or None) != (held[name] or None) for name in given)


def _aim(register: Register, row: ImportRow, status: Any) -> list[Problem]:
    """Set the state that the row asks for, and the way there along declared transitions."""
    word, states = str(status).strip().lower().replace(" ", "_"), enum_of(register, "status")
    if states is None:
        return [Problem("UNKNOWN_FIELD", "status", None, {})]
    if word not in set(states):
        return [Problem("NOT_IN_ENUM", "status", str(status)[:100], {})]
    row.to = states(word)
    now = row.record.status if row.record is not None else register.table.model_fields["status"].default
    if row.to == now:
        return []
    path = _way(register, now, row.to) if register.move is not None else None
    if path is None:
        facts = {"entity": register.kind, "code": row.code, "from": str(now), "to": word,
                 "allowed": sorted(map(str, register.transitions.get(now, ())))}  # fmt: skip
        return [Problem("STATE_TRANSITION_NOT_ALLOWED", "status", word, facts)]
    row.steps = path
    return []


def _way(register: Register, now: Any, to: Any) -> tuple[Any, ...] | None:
    """The shortest way from one state to another, without the state it starts from; None if there is none.

    It does not lead through states that stand aside: nobody escalated what is merely monitored by now.
    """
    declared = list(enum_of(register, "status") or ())
    pending, came_from = deque([now]), {now: now}
    while pending:
        at = pending.popleft()
        for following in sorted(register.transitions.get(at, ()), key=declared.index):
            if following not in came_from and (following == to or following not in register.aside):
                came_from[following] = at
                pending.append(following)
    if to not in came_from:
        return None
    path = [to]
    while came_from[path[0]] != path[0]:
        path.insert(0, came_from[path[0]])
    return tuple(path[1:])


# --- Writing ---------------------------------------------------------------------------------------------------------


def _write(
    session: Session, actor: Actor, programme: Programme, register: Register, result: ImportResult, rows: Sequence[ImportRow],
    rehearse: bool, reason: str,
) -> None:  # fmt: skip
    with _undone_if(session, lambda: rehearse or bool(result.problems)):
        for row in _in_order(register, rows):
            try:
                with session.begin_nested():
                    _write_row(session, actor, programme, register, row, reason)
            except Refusal as refusal:
                forget_code(session, register.table, programme.id, row.code)
                row.action = "refused"
                result.problems += [RowProblem(row.number, p.field, p) for p in refusal.problems]
    if rehearse or result.problems:
        for row in (r for r in rows if r.action == "create"):
            forget_code(session, register.table, programme.id, row.code)
    refused = {row.code for row in rows if row.action == "refused"}
    causes = [p for p in result.problems if not _comes_with_the_file(p.problem, register, refused)]
    result.problems = sorted(causes or result.problems, key=lambda p: p.row)


@contextmanager
def _undone_if(session: Session, undo: Any) -> Iterator[None]:
    """A part of the transaction that is taken back in the end, if `undo()` says so."""
    part = session.begin_nested()
    try:
        yield
        session.flush()
    except BaseException:
        part.rollback()
        raise
    part.rollback() if undo() else part.commit()


def _write_row(
    session: Session, actor: Actor, programme: Programme, register: Register, row: ImportRow, reason: str
) -> None:
    if row.record is None:
        row.record = register.create(session, actor, programme, row.form)  # pyright: ignore
        row.code = row.record.code
    elif row.action == "change":
        row.record = register.revise(session, actor, row.record, row.form, row.record.version) or row.record  # pyright: ignore
    for state in row.steps:
        register.move(session, actor, row.record, state, reason=reason)  # pyright: ignore


def _in_order(register: Register, rows: Sequence[ImportRow]) -> list[ImportRow]:
    """The file's order, but a row that another refers to comes before it; where they refer in a ring, the order stands."""
    by_code = {row.code: row for row in rows if row.code and row.record is None}
    if not by_code:
        return list(rows)
    order: TopologicalSorter[int] = TopologicalSorter()
    places = {id(row): place for place, row in enumerate(rows)}
    for place, row in enumerate(rows):
        order.add(
            place,
            *(places[id(by_code[code])] for code in _refers_to(register, row) if code in by_code and code != row.code),
        )
    try:
        order.prepare()
    except CycleError:
        return list(rows)
    found, ready = list[ImportRow](), list[int]()
    while order:
        for place in order.get_ready():
            heappush(ready, place)
        order.done(place := heappop(ready))
        found.append(rows[place])
    return found


def _refers_to(register: Register, row: ImportRow) -> set[str]:
    found: set[str] = set()
    for name, (kind, several) in references_of(register.form).items():
        value = getattr(row.form, name) if kind == register.kind else None
        found |= set(value or ()) if several else {value} if value else set()
    for name, info in register.form.model_fields.items():
        if any(isinstance(m, Control) and m.kind == "links" for m in markers(info)):
            found |= set(findall(r"[A-Z][A-Z0-9]*-?\d+", str(row.given.get(name) or "").upper()))
    return found
