"""A table of tasks in the form that records have."""

from collections.abc import Collection, Mapping

from governance.errors import Problem
from plans.exchange.table_words import COLUMNS, SUMMARY
from plans.exchange.task_table import TableRow, TaskTable
from plans.plan_draft import NOTES_LIMIT, DraftPerson, DraftPhase, DraftTask, PlanDraft, codes_of, plain_name
from plans.tasks import ConstraintKind, TaskKind

_UNKNOWN_ARE_NOTICES = frozenset({"UNKNOWN_COLUMN"})


def draft_of_table(table: TaskTable, name: str = "") -> PlanDraft:
    """Rows of a spreadsheet. Numbers alone become codes (`12` → `T12`); phases are the words of their column, in order."""
    codes = codes_of(row.code for row in table.rows)
    parents = {row.parent for row in table.rows if row.parent}
    starts = [row.constraint_on for row in table.rows if row.constraint_on and row.constraint in ("snet", "mso")]
    links = [(codes[row.code], x) for row in table.rows for x in row.links]
    problems = [p for p in table.problems if p.code not in _UNKNOWN_ARE_NOTICES]
    problems += [
        Problem("REQUIRED", "duration", None, {"row": row.row, "column": "duration"})
        for row in table.rows
        if row.duration_min is None
        and not _is_summary(row, parents)
        and not any(p.facts.get("row") == row.row for p in problems)
    ]
    return PlanDraft(
        name=plain_name(name), start=min(starts, default=None), status=None, calendar="", calendars=(),
        phases=tuple(DraftPhase("", phase) for phase in dict.fromkeys(row.phase for row in table.rows if row.phase)),
        tasks=tuple(_of_table_row(row, codes, _is_summary(row, parents)) for row in table.rows),
        links=tuple(x._replace(source=codes.get(x.source, x.source), target=target, lag_min=round(x.lag_min)) for target, x in links),
        people=tuple(DraftPerson(owner, "") for owner in dict.fromkeys(row.owner for row in table.rows if row.owner)),
        notices=tuple(p for p in table.problems if p.code in _UNKNOWN_ARE_NOTICES), problems=tuple(problems),
        lacks=COLUMNS - table.columns,
    )  # fmt: skip


def _is_summary(row: TableRow, parents: Collection[str]) -> bool:
    """Also what other rows stand in, whatever its own row says."""
    return row.kind == SUMMARY or row.code in parents


def _of_table_row(row: TableRow, codes: Mapping[str, str], is_summary: bool) -> DraftTask:
    instant = row.milestone is not None or (row.duration_min == 0 and not row.kind)
    kind = TaskKind.summary if is_summary else TaskKind.milestone if instant else TaskKind(row.kind or TaskKind.task)
    return DraftTask(
        code=codes[row.code], name_zh=plain_name(row.name_zh), name_en=plain_name(row.name_en), kind=kind,
        duration_min=0 if instant or is_summary else round(row.duration_min or 0), parent=codes.get(row.parent, row.parent) or None,
        phase=row.phase, wave=row.wave, department=row.department, owner=row.owner, calendar=row.calendar,
        constraint_type=ConstraintKind(row.constraint or ConstraintKind.asap), constraint_on=row.constraint_on, deadline=row.deadline,
        notes=row.notes[:NOTES_LIMIT], row=row.row,
    )  # fmt: skip
