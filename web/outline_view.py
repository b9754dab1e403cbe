"""The outline as the page shows it: every phase, summary and task in its place, numbered, and what can be done with them."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import date
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import select as sql

from governance.authority import Permission
from plans.calendars import day_length
from plans.durations import DayLength, format_duration
from plans.link_notation import format_links
from plans.network import Link
from plans.outline import OutlineRow
from plans.outlining import outline_of
from plans.plan import PlanSchedule, scheduled
from plans.plan_lists import TASKS
from plans.tasks import Task, TaskKind, TaskStatus
from web.access import Here
from web.field_kinds import field_in_cell, fields_for_many
from web.i18n import gettext, language, number, pick, plain_day
from web.plan_moves import PlanMove, move_since
from web.undo_view import UndoView, undo_view
from web.viewclass import viewclass
from web.views import BulkBar, FilterControl
from web.words.fields import label
from web.words.values import unit_label

# Heads of the table: column, field of the register that its cells edit, whether it is a figure.
COLUMNS = (
    ("code", False), ("wbs", False), ("name", False), ("duration", True), ("start", False), ("finish", False), ("float_days", True),
    ("predecessors", False), ("owner", False), ("department", False),
)  # fmt: skip


@viewclass
class OutlineHead:
    key: str
    label: str
    numeric: bool
    edited: bool


@viewclass
class OutlineLine:
    """One row as shown. `pick` names it with the version that was seen; `fold` leads to the page with it folded or unfolded."""

    code: str
    wbs: str
    level: int
    name: str
    kind: str
    href: str
    pick: str = ""
    start: str = ""
    finish: str = ""
    duration: str = ""
    float_days: str = ""
    predecessors: str = ""
    owner: str = ""
    owner_code: str = ""
    department: str = ""
    department_code: str = ""
    critical: bool = False
    folded: bool | None = None
    fold: str = ""


@viewclass
class OutlinePage:
    title: str
    columns: list[OutlineHead]
    rows: list[OutlineLine]
    total: int
    counted: int
    filters: list[FilterControl]
    clear_href: str | None
    back: str
    may_edit: bool
    bulk: BulkBar | None
    undo: UndoView | None
    moved: PlanMove | None
    refused: list[str] = field(default_factory=list)
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def outline_page(here: Here) -> OutlinePage:
    """The outline as of the date that is asked for, folded and narrowed to a phase as the address asks."""
    plan = scheduled(here.session, here.programme, here.status_date)
    asked = {k: v[:400] for k, v in here.request.query_params.items() if k in ("phase", "closed", "as_of") and v}
    base, may_edit = f"{here.path}/outline", here.may(Permission.maintain_plan)
    back = f"{base}?{urlencode(asked)}" if asked else base
    versions = _versions(here) if may_edit else {}
    lines = list(_lines(here, plan, asked, base, versions))
    fields = [(key, label(key)) for key in fields_for_many(TASKS)]
    narrowed = "phase" in asked
    return OutlinePage(
        title=gettext("Outline"), columns=_heads(may_edit), rows=lines, total=len(plan.tasks), counted=_counted(plan, asked), filters=_filters(plan, asked),
        clear_href=base if narrowed else None, back=back, may_edit=may_edit,
        bulk=BulkBar(f"{here.path}/tasks/bulk", back, fields, True) if may_edit and lines else None,
        undo=undo_view(here), moved=move_since(here, plan), crumbs=[(gettext("Outline"), None)],
    )  # fmt: skip


def _counted(plan: PlanSchedule, asked: Mapping[str, str]) -> int:
    if "phase" not in asked:
        return len(plan.tasks)
    outline = outline_of(plan)
    return sum(outline.top_phase(code) == asked["phase"] for code in plan.tasks)


def _heads(may_edit: bool) -> list[OutlineHead]:
    units = {"float_days": unit_label("wd")}
    return [
        OutlineHead(
            key,
            f"{label(key)} ({units[key]})" if key in units else label(key),
            numeric,
            may_edit and key != "code" and field_in_cell(TASKS, key) is not None,
        )
        for key, numeric in COLUMNS
    ]


def _versions(here: Here) -> dict[str, int]:
    t: Any = Task.__table__  # pyright: ignore
    query = sql(t.c.code, t.c.version).where(t.c.programme_id == here.programme.id, t.c.withdrawn_on.is_(None))
    return {row.code: row.version for row in here.session.execute(query)}


def _filters(plan: PlanSchedule, asked: Mapping[str, str]) -> list[FilterControl]:
    options = [
        (p.code, f"{p.code} {pick(p.name_zh, p.name_en)}", p.code == asked.get("phase", "")) for p in plan.phases
    ]
    return [FilterControl("phase", label("phase"), "select", asked.get("phase", ""), options)] if options else []


def _lines(here: Here, plan: PlanSchedule, asked: Mapping[str, str], base: str, versions: Mapping[str, int]) -> Iterator[OutlineLine]:  # fmt: skip
    closed = {code for code in asked.get("closed", "").split(",") if code}
    outline, length = outline_of(plan), day_length(here.session, here.programme)
    into: dict[str, list[Link]] = {}
    for link in plan.network.links:
        into.setdefault(link.target, []).append(link)
    phase, hidden_below = None, None
    for row in outline.rows():
        phase = row.code if row.is_phase else phase if row.level else None
        if asked.get("phase") and phase != asked["phase"]:
            continue
        if hidden_below is not None and row.level > hidden_below:
            continue
        holds = row.is_phase or bool(outline.under(row.code))
        hidden_below = row.level if holds and row.code in closed else None
        line = _phase_line(here, plan, row) if row.is_phase else _task_line(here, plan, row, into, length, versions)
        if holds:
            toggled = ",".join(sorted(closed ^ {row.code}))
            rest = {k: v for k, v in asked.items() if k != "closed"} | ({"closed": toggled} if toggled else {})
            line.folded, line.fold = row.code in closed, f"{base}?{urlencode(rest)}" if rest else base
        yield line


def _phase_line(here: Here, plan: PlanSchedule, row: OutlineRow) -> OutlineLine:
    phase = next(p for p in plan.phases if p.code == row.code)
    spans = [plan[code] for code in phase.tasks]
    return OutlineLine(
        row.code, row.wbs, row.level, pick(phase.name_zh, phase.name_en), "phase", f"{here.path}/phases/{row.code}",
        start=_day(min((s.start.date() for s in spans), default=None)), finish=_day(max((s.finish.date() for s in spans), default=None)),
    )  # fmt: skip


def _task_line(
    here: Here, plan: PlanSchedule, row: OutlineRow, into: Mapping[str, list[Link]], length: DayLength, versions: Mapping[str, int]
) -> OutlineLine:  # fmt: skip
    task, at = plan.tasks[row.code], plan[row.code]
    owner, department = plan.people.get(task.owner or ""), plan.departments.get(task.department or "")
    done = task.status in (TaskStatus.complete, TaskStatus.cancelled)
    timed = task.kind != TaskKind.summary
    return OutlineLine(
        row.code, row.wbs, row.level, pick(task.name_zh, task.name_en), str(task.kind), f"{here.path}/tasks/{row.code}",
        pick=f"{row.code}:{versions[row.code]}" if row.code in versions else "",
        start=_day(at.start.date()), finish=_day(at.finish.date()), duration=format_duration(task.duration_min, length) if timed else "",
        float_days="" if done else number(round(plan.float_days(row.code), 1)), predecessors=format_links(into.get(row.code, ()), length),
        owner=owner.name(language()) if owner else "", owner_code=task.owner or "",
        department=department.name(language()) if department else "", department_code=task.department or "",
        critical=row.code in plan.critical,
    )  # fmt: skip


def _day(day: date | None) -> str:
    return plain_day(day) if day else ""
