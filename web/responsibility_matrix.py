"""The responsibility matrix: deliverables down, departments (with their people) or single parties across, faulty rows first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from governance.authority import Permission
from governance.errors import NotFound, Problem
from governance.people import Department
from governance.records import current
from stakeholders import raci, raci_lint
from stakeholders.raci import Deliverable, PartyKind, Role, departments_open_to, letters, people_of
from web.access import Here
from web.i18n import gettext, plain_day, text_of
from web.viewclass import viewclass
from web.words.refusals import message

OUTSIDE = "-"  # people who belong to no department
LETTERS = tuple(Role)


@viewclass
class Party:
    """A department or a person that can hold a letter."""

    kind: PartyKind
    code: str
    name: str
    unit: str
    active: bool = True

    @property
    def key(self) -> str:
        return f"{self.kind}.{self.code}"


@dataclass(frozen=True)
class MatrixColumn:
    """One column: `unit.IT` is a department with its people, `person.PER-16` and `department.IT` are single parties."""

    key: str
    code: str
    name: str
    unit: str
    parties: tuple[Party, ...]
    may_edit: bool
    idle: bool = False

    @cached_property
    def members(self) -> dict[tuple[str, str], Party]:
        return {(p.kind, p.code): p for p in self.parties}


@viewclass
class Entry:
    """A letter and who holds it; `party` is empty where the column says it."""

    letter: str
    party: str
    name: str
    faulty: bool


@viewclass
class MatrixCell:
    id: str
    entries: list[Entry]
    href: str | None
    form_href: str
    label: str


@viewclass
class MatrixRow:
    code: str
    name: str
    href: str
    phase: str
    due: str
    tone: str
    problems: list[str]
    cells: list[MatrixCell]


@viewclass
class ResponsibilitiesView:
    """The page: the matrix, its faults counted, and what is wrong beyond single rows."""

    title: str
    by: str
    only: str
    columns: list[MatrixColumn]
    rows: list[MatrixRow]
    faulty: int
    doubtful: int
    clean: int
    findings: list[str]
    by_links: list[tuple[str, str, bool]]
    only_links: list[tuple[str, str, bool]]
    csv_href: str
    xlsx_href: str
    deliverables_href: str
    create_href: str | None
    import_href: str | None


# --- The matrix ------------------------------------------------------------------------------------------------------


class Board:
    """Everything that the matrix is made of, read once: deliverables, parties, letters and what is wrong with each row."""

    def __init__(self, here: Here, by: str = "unit"):
        self.here, self.by = here, by
        self.deliverables = current(here.session, Deliverable, here.programme.id)
        self.departments = current(here.session, Department, here.programme.id)
        self.letters = letters(here.session, here.programme.id)
        people = people_of(here.session, here.programme.id)
        self.held = {(a.party_kind, a.party) for row in self.letters.values() for a in row}
        self.parties = _parties(self.departments, people, self.held)
        self.names = {p.code: p.name for p in self.parties}
        codes: dict[int | None, str] = {d.id: d.code for d in self.departments}
        ids = [d.id for d in self.deliverables]
        self.rows = raci.read_rows(ids, self.letters, people, codes, here.status_date)
        self.problems = {d.id: raci_lint.check_row(text_of(d, "name"), self.rows[d.id or 0]) for d in self.deliverables}
        # Departments with licences, so touched by the rollout, that have no letter anywhere.
        impacted = [d.code for d in self.departments if d.licences]
        self.idle = raci_lint.departments_without_role(impacted, self.rows.values()) if self.rows else []
        self.columns = self._columns()

    def _columns(self) -> list[MatrixColumn]:
        theirs = departments_open_to(self.here.session, self.here.actor, self.here.programme.key)

        def column(key: str, code: str, name: str, unit: str, parties: list[Party]) -> MatrixColumn:
            may = self.here.actor.may_write and (theirs is None or unit in theirs)
            return MatrixColumn(key, code, name, unit, tuple(parties), may, code in self.idle)

        if self.by == "person":
            return [column(p.key, p.code, p.name, p.unit, [p]) for p in self.parties if (p.kind, p.code) in self.held]
        units: dict[str, list[Party]] = {}
        for party in self.parties:
            units.setdefault(party.unit, []).append(party)
        return [
            column(f"unit.{u}", "" if u == OUTSIDE else u, self.names.get(u, gettext("Others")), u, parties)
            for u, parties in units.items()
        ]

    def column(self, key: str) -> MatrixColumn:
        """The column of that key.

        Raises:
            NotFound: there is no such column.
        """
        found = next((c for c in self.columns if c.key == key), None)
        if found is None:
            raise NotFound([Problem("NOT_FOUND", "", key, {"kind": "page", "code": key[:40]})])
        return found

    def findings(self) -> list[Problem]:
        """What is wrong beyond single rows: departments without a part, people answering for too much."""
        idle = [Problem("DEPT_NO_ROLE", "", code, {"department": self.names.get(code, code)}) for code in self.idle]
        ahead = [self.rows[d.id or 0] for d in self.deliverables if d.due is None or d.due >= self.here.status_date]
        limit = raci_lint.ACCOUNTABLE_AT_MOST
        return idle + [
            Problem("RACI_OVERLOAD", "", party, {"party": self.names.get(party, party), "n": n, "max": limit})
            for party, n in raci_lint.overloaded(ahead).items()
        ]


def _parties(departments: Sequence[Department], people: Sequence[Any], held: set[tuple[PartyKind, str]]) -> list[Party]:
    """Departments, each followed by its people; those who left stay while they hold a letter."""
    codes = {d.id: d.code for d in departments}
    found = [Party(PartyKind.department, d.code, text_of(d, "name"), d.code) for d in departments]
    for person in people:
        active = person.withdrawn_on is None
        if active or (PartyKind.person, person.code) in held:
            unit = codes.get(person.department_id, OUTSIDE)
            found.append(Party(PartyKind.person, person.code, text_of(person, "name"), unit, active))
    order = {code: n for n, code in enumerate([*codes.values(), OUTSIDE])}
    return sorted(found, key=lambda p: (order[p.unit], p.kind != PartyKind.department))


def view(here: Here, params: Mapping[str, str]) -> ResponsibilitiesView:
    """The page as its address asks for it: `by` unit or person, `only` faulty rows or all."""
    by = "person" if params.get("by") == "person" else "unit"
    only = "faulty" if params.get("only") == "faulty" else ""
    board = Board(here, by)
    rows = [_row(board, d) for d in sorted(board.deliverables, key=lambda d: (_gravity(board.problems[d.id]), d.code))]
    faulty, doubtful = (sum(r.tone == tone for r in rows) for tone in ("off_track", "watch"))
    base, query = f"{here.path}/responsibilities", f"by={by}"
    return ResponsibilitiesView(
        gettext("Responsibilities"), by, only, board.columns, [r for r in rows if not only or r.problems], faulty, doubtful, len(rows) - faulty - doubtful,
        [message(p) for p in board.findings()],
        [(gettext("By department"), f"{base}?by=unit&only={only}", by == "unit"), (gettext("By party"), f"{base}?by=person&only={only}", by == "person")],
        [(gettext("All"), f"{base}?{query}", not only), (gettext("With findings"), f"{base}?{query}&only=faulty", bool(only))],
        f"{base}/export.csv?{query}", f"{base}/export.xlsx?{query}", f"{here.path}/deliverables",
        f"{here.path}/deliverables/new" if here.may(Permission.maintain_responsibilities) else None,
        f"{here.path}/assignments/import" if here.may(Permission.import_records) and here.may(Permission.maintain_responsibilities) else None,
    )  # fmt: skip


def _gravity(problems: Sequence[Problem]) -> int:
    return 0 if raci_lint.has_error(problems) else 1 if problems else 2


def _row(board: Board, deliverable: Deliverable) -> MatrixRow:
    problems = board.problems[deliverable.id]
    tone = ("off_track", "watch", "on_track")[_gravity(problems)]
    accused = {party for p in problems for party in p.facts.get("parties", ())}
    cells = [_cell(board, deliverable, column, accused) for column in board.columns]
    return MatrixRow(
        deliverable.code, text_of(deliverable, "name"), f"{board.here.path}/deliverables/{deliverable.code}", deliverable.phase or "",
        plain_day(deliverable.due), tone, [message(_named(p, board.names)) for p in problems], cells,
    )  # fmt: skip


def _named(problem: Problem, names: Mapping[str, str]) -> Problem:
    """A finding with the names of those whom it concerns, for people; programs get their codes."""
    named = {
        key: [names.get(v, v) for v in problem.facts[key]] for key in ("parties", "departments") if key in problem.facts
    }
    return replace(problem, facts={**problem.facts, **named})


def _cell(board: Board, deliverable: Deliverable, column: MatrixColumn, accused: set[str]) -> MatrixCell:
    href = f"{board.here.path}/responsibilities/{deliverable.code}/cells/{column.key}"
    entries = _entries(board, deliverable, column, accused)
    place = f"cell-{deliverable.code}-{column.key}".replace(".", "-")
    return MatrixCell(
        place, entries, href if column.may_edit else None, f"{href}/form", f"{deliverable.code} · {column.name}"
    )


def _entries(board: Board, deliverable: Deliverable, column: MatrixColumn, accused: set[str]) -> list[Entry]:
    held = [
        (party, a)
        for a in board.letters.get(deliverable.id or 0, ())
        if (party := column.members.get((a.party_kind, a.party))) is not None
    ]
    if not held:
        return []
    held.sort(key=lambda pair: ("arci".index(pair[1].role), pair[0].kind, pair[0].code))
    found = []
    for party, a in held:
        told = board.by == "person" or party.code == column.unit  # the column's head says who it is
        faulty = a.role == Role.a and a.party in accused
        found.append(Entry(a.role.upper(), "" if told else a.party, "" if told else party.name, faulty))
    return found


# --- As a file -------------------------------------------------------------------------------------------------------


def table(here: Here, params: Mapping[str, str]) -> tuple[list[str], list[list[Any]]]:
    """The matrix as a file: one row per deliverable, letters with the names of those who hold them."""
    page = view(here, {k: v for k, v in params.items() if k == "by"})
    header = [
        "code",
        gettext("Deliverable"),
        gettext("Phase"),
        gettext("Due"),
        *(c.code or c.name for c in page.columns),
        gettext("Findings"),
    ]
    rows = [
        [r.code, r.name, r.phase, r.due, *(_plain(c) for c in r.cells), " ".join(r.problems)]
        for r in sorted(page.rows, key=lambda r: r.code)
    ]
    return header, rows


def _plain(cell: MatrixCell) -> str:
    return "; ".join(f"{e.letter} {e.name}".strip() for e in cell.entries)
