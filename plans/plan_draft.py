"""A plan that is about to come in, whatever file it stood in: calendars, phases, tasks and links in the form that records have.

What a file can say and a record cannot is listed in the notices; nothing is dropped in silence.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from governance.errors import Problem
from governance.forms import CODE_PATTERN
from plans.calendar import WorkCalendar
from plans.calendar_text import write_exceptions, write_week
from plans.exchange.imported_plan import ImportedPlan, OutlineRow
from plans.exchange.task_table import TableRow, TaskTable
from plans.network import Activity, Link, Network
from plans.tasks import ConstraintKind, TaskKind

NAME_LIMIT, NOTES_LIMIT = 200, 4000
_UNKNOWN_ARE_NOTICES = frozenset({"UNKNOWN_COLUMN"})


@dataclass(frozen=True, slots=True)
class DraftCalendar:
    """A calendar by the name that tasks use, as the lines that people type."""

    name: str
    week: tuple[str, ...]
    exceptions: tuple[str, ...]
    covered_until: date | None


@dataclass(frozen=True, slots=True)
class DraftTask:
    """A task by its code. `phase`, `wave`, `department` and `owner` are codes or names as the file has them; durations in minutes."""

    code: str
    name_zh: str = ""
    name_en: str = ""
    kind: TaskKind = TaskKind.task
    duration_min: int = 0
    parent: str | None = None
    phase: str = ""
    wave: str = ""
    department: str = ""
    owner: str = ""
    calendar: str = ""
    constraint_type: ConstraintKind = ConstraintKind.asap
    constraint_on: date | None = None
    deadline: date | None = None
    notes: str = ""
    actual_start: date | None = None
    actual_finish: date | None = None
    remaining_min: int | None = None
    percent: float | None = None
    row: int | None = None

    @property
    def has_progress(self) -> bool:
        return self.actual_start is not None or self.actual_finish is not None


@dataclass(frozen=True)
class PlanDraft:
    """The whole plan. `links` are between codes; `phases` are (code or empty, name); `people` are (name, e-mail)."""

    name: str
    start: date | None
    status: date | None
    calendar: str
    calendars: tuple[DraftCalendar, ...]
    phases: tuple[tuple[str, str], ...]
    tasks: tuple[DraftTask, ...]
    links: tuple[Link, ...]
    people: tuple[tuple[str, str], ...] = ()
    notices: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    network: Network | None = field(default=None, compare=False)

    @property
    def task_count(self) -> int:
        """Tasks and milestones, without summaries."""
        return sum(task.kind != TaskKind.summary for task in self.tasks)


# --- From a plan saved by another program, or a plan file ------------------------------------------------------------


def draft_of_imported(plan: ImportedPlan) -> PlanDraft:
    """A plan from Microsoft Project. Summaries of the outermost level become phases, unless something depends on them."""
    tied = {x.source for x in plan.network.links} | {x.target for x in plan.network.links}
    rows = [row for row in plan.outline if not _is_project_row(row)]
    codes = _codes(row.id for row in rows)
    owners = {person.id: person.name for person in plan.people}
    tops = {row.id: row for row in rows if row.is_summary and (row.parent is None or row.parent not in codes)}
    phases = {id: f"PH-{n:02d}" for n, id in enumerate(tops, 1)}
    gone = {id for id in tops if id not in tied and plan.network.activity(id).constraint is None}
    parents = {row.id: row.parent for row in rows}
    tasks = []
    for row in rows:
        if row.id in gone:
            continue
        top = _top_of(row.id, parents, tops)
        tasks.append(_of_row(row, plan.network.activity(row.id), codes, gone, owners, phases.get(top or "", "")))
    draft = _draft(plan.name, plan.network, tasks, codes, plan.status)
    return replace(
        draft,
        phases=tuple((phases[id], _name(row.name) or phases[id]) for id, row in tops.items()),
        people=tuple((_name(p.name), p.email) for p in plan.people if _name(p.name)),
        notices=(*plan.notices, *draft.notices),
    )


def draft_of_network(network: Network, name: str = "") -> PlanDraft:
    """A plan file of our own format."""
    codes = _codes(a.id for a in network.activities)
    summaries = {a.parent for a in network.activities}
    tasks = [_of_activity(a, codes, a.id in summaries) for a in network.activities]
    return _draft(name, network, tasks, codes, None)


def _draft(name: str, network: Network, tasks: Sequence[DraftTask], codes: Mapping[str, str], status: datetime | None) -> PlanDraft:  # fmt: skip
    kept = {task.code for task in tasks}
    known = [x for x in network.links if x.source in codes and x.target in codes]
    links = [x._replace(source=codes[x.source], target=codes[x.target], lag_min=round(x.lag_min)) for x in known]
    known_on = [day for task in tasks for day in (task.actual_start, task.actual_finish) if day]
    known_on += [status.date()] if status else []
    return PlanDraft(
        name=_name(name), start=network.start.date(), status=max(known_on) if known_on else None, calendar=network.calendar,
        calendars=tuple(_calendars(network)), phases=(), tasks=tuple(tasks), links=tuple(x for x in links if x.source in kept and x.target in kept),
        notices=tuple(_rounded(network)), network=network,
    )  # fmt: skip


def _is_project_row(row: OutlineRow) -> bool:
    """Row 0 stands for the project itself."""
    return row.level == 0


def _top_of(id: str, parents: Mapping[str, str | None], tops: Mapping[str, Any]) -> str | None:
    at: str | None = id
    while at is not None and at not in tops:
        at = parents.get(at)
    return at


def _of_row(
    row: OutlineRow, activity: Activity, codes: Mapping[str, str], gone: set[str], owners: Mapping[str, str], phase: str
) -> DraftTask:
    task = _of_activity(activity, codes, row.is_summary)
    kind = (
        TaskKind.summary
        if row.is_summary
        else TaskKind.milestone
        if row.is_milestone and not task.duration_min
        else task.kind
    )
    parent = codes.get(row.parent or "") if row.parent not in gone else None
    return replace(
        task, name_zh=_name(row.name) if _is_chinese(row.name) else "", name_en="" if _is_chinese(row.name) else _name(row.name) or task.code, kind=kind,
        parent=parent, phase=phase, owner=next((owners[o] for o in row.owners if o in owners), ""), notes=row.notes[:NOTES_LIMIT],
        percent=row.percent if task.has_progress else None,
    )  # fmt: skip


def _of_activity(a: Activity, codes: Mapping[str, str], is_summary: bool) -> DraftTask:
    instant = a.milestone is not None or (not a.duration_min and not is_summary)
    kind = TaskKind.summary if is_summary else TaskKind.milestone if instant else TaskKind.task
    constraint = ConstraintKind(a.constraint.type.lower()) if a.constraint else ConstraintKind.asap
    name = _name(a.name)
    began, finished = (a.began, a.actual_finish) if not is_summary else (None, None)
    return DraftTask(
        code=codes[a.id], name_zh=name if _is_chinese(name) else "", name_en="" if _is_chinese(name) else name or codes[a.id], kind=kind,
        duration_min=0 if is_summary or instant else max(1, round(a.duration_min)), parent=codes.get(a.parent or ""), calendar=a.calendar or "",
        constraint_type=constraint, constraint_on=a.constraint.date.date() if a.constraint and a.constraint.date else None,
        deadline=a.deadline.date() if a.deadline else None, actual_start=began.date() if began else None,
        actual_finish=finished.date() if finished else None,
        remaining_min=round(a.remaining_min) if a.remaining_min and began and not finished else None,
        percent=a.percent if began and not finished else None,
    )  # fmt: skip


def _calendars(network: Network) -> Iterable[DraftCalendar]:
    used = {network.calendar} | {a.calendar for a in network.activities if a.calendar}
    for name, calendar in network.calendars.items():
        if name in used:
            exceptions = write_exceptions(calendar.exceptions, calendar.week)
            yield DraftCalendar(name, tuple(write_week(calendar.week)), tuple(exceptions), calendar.covered_until)


def _rounded(network: Network) -> Iterable[Problem]:
    """Dates are kept to the day: whoever set a time within the day should know."""
    inside = [a.id for a in network.activities if _within_a_day(a, network.calendar_of(a))]
    if inside:
        yield Problem("TIMES_TO_THE_DAY", "tasks", None, {"count": len(inside), "tasks": inside[:20]})


def _within_a_day(activity: Activity, calendar: WorkCalendar) -> bool:
    dated = [activity.actual_start, activity.actual_finish, activity.deadline]
    dated += [activity.constraint.date] if activity.constraint else []
    return any(_is_within(instant, calendar) for instant in dated if instant)


def _is_within(instant: datetime, calendar: WorkCalendar) -> bool:
    minute = instant.hour * 60 + instant.minute
    hours = calendar.hours_of(instant.date())
    return bool(hours) and hours[0][0] < minute < hours[-1][1]


# --- From a table ----------------------------------------------------------------------------------------------------


def draft_of_table(table: TaskTable, name: str = "") -> PlanDraft:
    """Rows of a spreadsheet. Numbers alone become codes (`12` → `T12`); phases are the words of their column, in order."""
    codes = _codes(row.code for row in table.rows)
    starts = [row.start for row in table.rows if row.start]
    links = [(codes[row.code], x) for row in table.rows for x in row.links]
    problems = [p for p in table.problems if p.code not in _UNKNOWN_ARE_NOTICES]
    problems += [
        Problem("REQUIRED", "duration", None, {"row": row.row, "column": "duration"})
        for row in table.rows
        if row.duration_min is None and not any(p.facts.get("row") == row.row for p in problems)
    ]
    return PlanDraft(
        name=_name(name), start=min(starts, default=None), status=None, calendar="", calendars=(),
        phases=tuple(("", phase) for phase in dict.fromkeys(row.phase for row in table.rows if row.phase)),
        tasks=tuple(_of_table_row(row, codes) for row in table.rows),
        links=tuple(x._replace(source=codes.get(x.source, x.source), target=target, lag_min=round(x.lag_min)) for target, x in links),
        people=tuple((owner, "") for owner in dict.fromkeys(row.owner for row in table.rows if row.owner)),
        notices=tuple(p for p in table.problems if p.code in _UNKNOWN_ARE_NOTICES), problems=tuple(problems),
    )  # fmt: skip


def _of_table_row(row: TableRow, codes: Mapping[str, str]) -> DraftTask:
    instant = row.milestone is not None or row.duration_min == 0
    return DraftTask(
        code=codes[row.code], name_zh=_name(row.name_zh), name_en=_name(row.name_en), kind=TaskKind.milestone if instant else TaskKind.task,
        duration_min=0 if instant else round(row.duration_min or 0), phase=row.phase, wave=row.wave, department=row.department, owner=row.owner,
        calendar=row.calendar, constraint_type=ConstraintKind.snet if row.start else ConstraintKind.asap, constraint_on=row.start,
        deadline=row.deadline, notes=row.notes[:NOTES_LIMIT], row=row.row,
    )  # fmt: skip


# --- Codes and names -------------------------------------------------------------------------------------------------


def _codes(ids: Iterable[str]) -> dict[str, str]:
    """A code for each id: the id itself where it can be one, `T` and its number where it is a number, else the next free."""
    found: dict[str, str] = {}
    used: set[str] = set()
    waiting: list[str] = []
    for id in ids:
        code = id.strip().upper()
        code = f"T{code}" if re.fullmatch(r"\d{1,5}", code) else code
        if CODE_PATTERN.fullmatch(code) and code not in used:
            found[id] = code
            used.add(code)
        else:
            waiting.append(id)
    number = 0
    for id in waiting:
        number += 1
        while f"T{number}" in used:
            number += 1
        found[id] = f"T{number}"
        used.add(found[id])
    return found


def _name(text: str) -> str:
    return " ".join(re.sub(r"[\x00-\x1f\x7f]", " ", text or "").split())[:NAME_LIMIT]


def _is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)
