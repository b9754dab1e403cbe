"""A table of tasks, one per row, as people keep it in a spreadsheet: rows of cells in, tasks and problems out.

Headings are understood in Chinese and English. A column nobody knows and every cell that cannot be read is a problem
with its row and column; rows are counted as a spreadsheet shows them, the heading being row 1.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from governance.errors import Invalid, Problem
from plans.durations import DayLength, parse_duration
from plans.exchange.table_words import COLUMN_OF, COLUMNS, CONSTRAINT_OF, CONSTRAINTS, HEADINGS, KINDS, SUMMARY
from plans.link_notation import parse_links
from plans.network import Link, MilestoneKind

MAX_ROWS = 50_000
MAX_NAME = 200
MAX_NOTES = 4000

_DATE_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日")


@dataclass(frozen=True, slots=True)
class TableRow:
    """One task as read. `row` is the row it stood in; `duration_min` is None where the cell was empty.

    `kind`: `summary`, `loe` (a level of effort) or nothing of the sort; `parent`: the code of its summary; `constraint`: such as `fnlt`.
    """

    row: int
    code: str
    name_zh: str = ""
    name_en: str = ""
    phase: str = ""
    wave: str = ""
    parent: str = ""
    department: str = ""
    owner: str = ""
    duration_min: float | None = None
    elapsed: bool = False
    links: tuple[Link, ...] = ()
    kind: str = ""
    milestone: MilestoneKind | None = None
    start: date | None = None
    constraint: str = ""
    constraint_on: date | None = None
    deadline: date | None = None
    calendar: str = ""
    notes: str = ""


@dataclass(frozen=True, slots=True)
class TaskTable:
    """The rows that could be read and every problem, its field `row 7: 工期` in the words of the table's heading.

    `columns`: what the table speaks of at all.
    """

    rows: tuple[TableRow, ...]
    problems: tuple[Problem, ...]
    columns: frozenset[str] = COLUMNS


def read_task_table(
    rows: Sequence[Mapping[str, Any]], *, length: DayLength | None = None, known: Collection[str] = ()
) -> TaskTable:
    """Read a table; `known` are codes that exist already and may be named as predecessors.

    Cells may be text, numbers, dates or None. Empty rows are passed over.
    """
    if len(rows) > MAX_ROWS:
        raise Invalid.of("TOO_MANY", "rows", len(rows), max=MAX_ROWS)
    return _Reading(rows, length or DayLength(), known).table()


class _Reading:
    """One table being read; problems gather on the way."""

    def __init__(self, rows: Sequence[Mapping[str, Any]], length: DayLength, known: Collection[str]):
        self.length = length
        self.problems: list[Problem] = []
        self.heading_of = self._headings(rows)
        self.cells = [*self._filled(rows)]
        codes = [_text(cells.get("code")) for _, cells in self.cells]
        self.known = {*known, *codes} - {""}

    def _filled(self, rows: Sequence[Mapping[str, Any]]) -> Iterator[tuple[int, dict[str, Any]]]:
        """The cells by column of each row that has any, with its number."""
        for number, row in enumerate(rows, start=2):
            cells = {column: row.get(heading) for column, heading in self.heading_of.items()}
            if any(_text(cell) for cell in cells.values()):
                yield number, cells

    def table(self) -> TaskTable:
        seen: dict[str, int] = {}
        read = []
        if self.cells and "code" not in self.heading_of:
            self.problems.append(Problem("REQUIRED", "row 1", None, {"row": 1, "column": "code"}))
        for number, cells in self.cells:
            row = self._row(number, cells)
            if not row.code and "code" in self.heading_of:
                self._problem(number, "code", "REQUIRED", None)
            elif row.code and row.code in seen:
                self._problem(number, "code", "NOT_UNIQUE", row.code, first_row=seen[row.code])
            seen.setdefault(row.code, number)
            read.append(row)
        return TaskTable(tuple(read), tuple(self.problems), frozenset(self.heading_of))

    def _headings(self, rows: Sequence[Mapping[str, Any]]) -> dict[str, str]:
        """The heading of each column that is understood."""
        found: dict[str, str] = {}
        for heading in dict.fromkeys(key for row in rows for key in row):
            column = COLUMN_OF.get(_normal(heading))
            if column is None:
                if _text(heading):
                    facts = {"row": 1, "column": heading, "allowed": list(HEADINGS)}
                    self.problems.append(Problem("UNKNOWN_COLUMN", f"row 1: {heading}", heading, facts))
            elif column in found:
                facts = {"row": 1, "column": heading, "first": found[column]}
                self.problems.append(Problem("NOT_UNIQUE", f"row 1: {heading}", heading, facts))
            else:
                found[column] = heading
        return found

    def _row(self, number: int, cells: Mapping[str, Any]) -> TableRow:
        code = _text(cells.get("code"))
        links, kind = self._links(number, cells, code), self._kind(number, cells)
        row = TableRow(
            row=number,
            code=code,
            phase=self._short(number, cells, "phase"),
            wave=self._short(number, cells, "wave"),
            parent=self._parent(number, cells, code),
            department=self._short(number, cells, "department"),
            owner=self._short(number, cells, "owner"),
            links=links,
            kind="" if isinstance(kind, MilestoneKind) else kind or "",
            milestone=kind if isinstance(kind, MilestoneKind) else None,
            start=self._date(number, cells, "start"),
            deadline=self._date(number, cells, "deadline"),
            calendar=self._short(number, cells, "calendar"),
            notes=self._short(number, cells, "notes", MAX_NOTES),
        )
        row = self._with_constraint(number, cells, row)
        return self._with_duration(number, cells, self._with_names(number, cells, row))

    def _parent(self, number: int, cells: Mapping[str, Any], code: str) -> str:
        text = _text(cells.get("parent"))
        if text and text not in self.known:
            self._problem(number, "parent", "REF_NOT_FOUND", text, kind="task", id=text)
            return ""
        if text and text == code:
            self._problem(number, "parent", "SELF_REFERENCE", text, id=text)
            return ""
        return text

    def _with_names(self, number: int, cells: Mapping[str, Any], row: TableRow) -> TableRow:
        zh, en = self._short(number, cells, "name_zh"), self._short(number, cells, "name_en")
        either = self._short(number, cells, "name")
        if either and any("\u4e00" <= character <= "\u9fff" for character in either):
            zh = zh or either
        else:
            en = en or either
        if not (zh or en):
            self._problem(number, "name_zh" if "name_zh" in self.heading_of else "name", "REQUIRED", None)
        return replace(row, name_zh=zh, name_en=en)

    def _with_duration(self, number: int, cells: Mapping[str, Any], row: TableRow) -> TableRow:
        cell = cells.get("duration")
        if _text(cell) == "":
            return replace(row, duration_min=0 if row.milestone else None)
        try:
            read = parse_duration(_text(cell), self.length)
        except Invalid as refusal:
            self._refused(number, "duration", refusal)
            return row
        if row.kind == SUMMARY:  # as long as what stands in it
            return row
        if row.milestone and read.minutes:
            self._problem(number, "duration", "MILESTONE_WITH_DURATION", _text(cell))
        return replace(row, duration_min=read.minutes, elapsed=read.elapsed)

    def _links(self, number: int, cells: Mapping[str, Any], code: str) -> tuple[Link, ...]:
        text = _text(cells.get("predecessors"))
        try:
            return tuple(parse_links(text, code, length=self.length, known=self.known))
        except Invalid as refusal:
            self._refused(number, "predecessors", refusal)
            return ()

    def _kind(self, number: int, cells: Mapping[str, Any]) -> MilestoneKind | str | None:
        text = _normal(cells.get("kind"))
        if text not in KINDS:
            allowed = [
                "task",
                "milestone",
                "start milestone",
                "summary",
                "loe",
                "任务",
                "里程碑",
                "开始里程碑",
                "摘要任务",
                "持续性工作",
            ]
            self._problem(number, "kind", "NOT_IN_ENUM", _text(cells.get("kind")), allowed=allowed)
        return KINDS.get(text)

    def _with_constraint(self, number: int, cells: Mapping[str, Any], row: TableRow) -> TableRow:
        """The constraint and its date; the column of starts is one too, and gives the date where there is no other."""
        text = _normal(cells.get("constraint_type")).replace("...", "…")
        on = self._date(number, cells, "constraint_on")
        if text and text not in CONSTRAINT_OF:
            self._problem(number, "constraint_type", "NOT_IN_ENUM", text, allowed=[*CONSTRAINTS])
            return row
        kind = CONSTRAINT_OF.get(text, "snet" if row.start or on else "")
        on = None if kind in ("", "asap", "alap") else on or row.start
        if kind not in ("", "asap", "alap") and on is None and not _text(cells.get("constraint_on")):
            self._problem(
                number, "constraint_on" if "constraint_on" in self.heading_of else "constraint_type", "REQUIRED", None
            )
        return replace(row, constraint=kind, constraint_on=on)

    def _date(self, number: int, cells: Mapping[str, Any], column: str) -> date | None:
        cell = cells.get(column)
        if isinstance(cell, datetime):
            return cell.date()
        if isinstance(cell, date):
            return cell
        text = _text(cell)
        for form in _DATE_FORMATS if text else ():
            try:
                return datetime.strptime(text, form).date()
            except ValueError:
                continue
        if text:
            self._problem(number, column, "NOT_A_DATE", text)
        return None

    def _short(self, number: int, cells: Mapping[str, Any], column: str, most: int = MAX_NAME) -> str:
        text = _text(cells.get(column))
        if len(text) > most:
            self._problem(number, column, "TOO_LONG", None, max=most, length=len(text))
        return text[:most]

    def _refused(self, number: int, column: str, refusal: Invalid) -> None:
        for problem in refusal.problems:
            self._problem(number, column, problem.code, problem.value, **problem.facts)

    def _problem(self, number: int, column: str, code: str, value: Any, **facts: Any) -> None:
        heading = self.heading_of.get(column, column)
        place = {"row": number, "column": heading}
        self.problems.append(Problem(code, f"row {number}: {heading}", value, {**facts, **place}))


def _normal(heading: Any) -> str:
    return " ".join(_text(heading).replace("（", "(").replace("）", ")").lower().split())


def _text(cell: Any) -> str:
    """A cell as text: whole numbers without a point, as they look in a spreadsheet."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
