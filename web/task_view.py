"""One task as the plan's pages show it: dates, links, and the few fields that are changed most."""

from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import date
from typing import Any

from governance.authority import Permission
from governance.errors import Problem, Refusal, Stale
from governance.listings import values
from plans.durations import DayLength, format_duration
from plans.link_notation import format_links
from plans.network import Link
from plans.plan import PlanSchedule, scheduled
from plans.plan_lists import TASKS, task_warnings
from plans.progress import ProgressForm
from plans.progressed import Standing
from plans.tasks import Task, TaskForm, TaskKind
from web.access import Here
from web.cells import shown
from web.i18n import gettext, pick, plain_day, signed
from web.plan_moves import PlanMove, move_since
from web.register_forms import conflict, controls
from web.task_assignments import Workers, workers
from web.undo_view import UndoView, undo_view
from web.viewclass import viewclass
from web.views import Cell, ConflictView, FieldControl
from web.words.fields import label
from web.words.refusals import message

EDITED = ("duration", "predecessors", "owner", "constraint_type", "constraint_on", "deadline")
REPORTED = ("actual_start", "actual_finish", "remaining", "percent", "comment")


@viewclass
class LinkRow:
    """A link seen from one of its ends; `removal` is where it is removed, None for who may not."""

    code: str
    name: str
    href: str
    notation: str
    finish: date
    driving: bool
    source: str
    target: str
    type: str
    removal: str | None


@viewclass
class LinkPart:
    """The links into a task, or out of it."""

    label: str
    rows: list[LinkRow]


@viewclass
class TaskOnPlan:
    """The page and the drawer of one task."""

    title: str
    code: str
    name: str
    status: Cell
    status_date: date
    version: int
    facts: list[tuple[str, Cell, str]]
    links: list[LinkPart]
    fields: list[FieldControl]
    progress_fields: list[FieldControl]
    action: str
    progress_action: str
    record_href: str
    back_href: str
    warnings: list[str]
    moved: PlanMove | None = None
    undo: UndoView | None = None
    problems: list[tuple[str, str, str]] = field(default_factory=list)
    remedies: list[str] = field(default_factory=list)
    conflict: ConflictView | None = None
    workers: Workers | None = None
    crumbs: list[tuple[str, str | None]] = field(default_factory=list)


def task_on_plan(here: Here, task: Task, typed: Mapping[str, Any] | None = None, refusal: Refusal | None = None) -> TaskOnPlan:  # fmt: skip
    """A task with what was typed and refused, if anything was."""
    plan = scheduled(here.session, here.programme, here.status_date)
    base = f"{here.path}/schedule"
    name = pick(task.name_zh, task.name_en)
    known = task.code in plan.tasks
    return TaskOnPlan(
        title=name, code=task.code, name=name, status=shown("status", "badge", plan.tasks[task.code].status if known else task.status),
        status_date=here.status_date, version=task.version, facts=_facts(plan, task.code) if known else [],
        links=_links(here, plan, task.code) if known else [], fields=_fields(here, task, typed, refusal),
        progress_fields=_progress_fields(here, plan, task, typed, refusal),
        action=f"{base}/tasks/{task.code}", progress_action=f"{base}/tasks/{task.code}/progress", record_href=f"{here.path}/tasks/{task.code}", back_href=base,
        warnings=[message(p) for p in task_warnings(plan, task.code)] if known else [],
        moved=(moved := move_since(here, plan)), undo=undo_view(here) if moved else None,
        problems=[(p.field, label(p.field) if p.field else "", message(p)) for p in _told(refusal)], conflict=_conflict(here, task, typed, refusal),
        workers=workers(here, plan, task, typed, refusal) if task.withdrawn_on is None else None,
        remedies=[step for p in (refusal.problems if refusal else ()) if p.code == "DEPENDENCY_CYCLE" for step in p.facts.get("links", ())],
        crumbs=[(gettext("Schedule"), base), (f"{task.code} {name}"[:80], None)],
    )  # fmt: skip


def _told(refusal: Refusal | None) -> Sequence[Problem]:
    """What is said above the form; two versions of one task are shown side by side instead."""
    return () if refusal is None or isinstance(refusal, Stale) else refusal.problems


def _conflict(here: Here, task: Task, typed: Mapping[str, Any] | None, refusal: Refusal | None) -> ConflictView | None:
    if not isinstance(refusal, Stale):
        return None
    held = values(here.session, TASKS, here.programme, [task])[0]
    found = conflict(here, TASKS, task, held, typed or {})
    found.rows = [row for row in found.rows if row.name in EDITED]
    return found


def _facts(plan: PlanSchedule, code: str) -> list[tuple[str, Cell, str]]:
    at, planned = plan[code], plan.baseline_finish_of(code)
    slip = plan.variance(code)
    days = "" if at.standing == Standing.complete else f"{plan.float_days(code):g}"
    rows = [
        ("start", Cell("date", plain_day(at.start.date()))), ("finish", Cell("date", plain_day(at.finish.date()))),
        ("baseline_finish", Cell("date", plain_day(planned))), ("variance_wd", Cell("number", signed(slip) if slip is not None else "", unit=gettext("wd"))),
        *_as_agreed_first(plan, code),
        ("float_days", Cell("number", days, unit=gettext("wd") if days else "")), ("critical", shown("critical", "badge", plan.criticality(code))),
    ]  # fmt: skip
    return [(label(key), cell, "") for key, cell in rows]


def _as_agreed_first(plan: PlanSchedule, code: str) -> list[tuple[str, Cell]]:
    """The original baseline's day and the slip from it, where it is another than the baseline's."""
    first, slip = plan.original_finish_of(code), plan.original_variance(code)
    if not plan.is_rebaselined or first is None or slip is None or first == plan.baseline_finish_of(code):
        return []
    return [
        ("original", Cell("date", plain_day(first))),
        ("original_variance_wd", Cell("number", signed(slip), unit=gettext("wd"))),
    ]


def _links(here: Here, plan: PlanSchedule, code: str) -> list[LinkPart]:
    into, out_of = (
        (x for x in plan.network.links if x.target == code),
        (x for x in plan.network.links if x.source == code),
    )
    return [
        LinkPart(gettext("Waits for"), [_link(here, plan, x, x.source) for x in into]),
        LinkPart(gettext("Waiting for it"), [_link(here, plan, x, x.target) for x in out_of]),
    ]


def _link(here: Here, plan: PlanSchedule, link: Link, other: str) -> LinkRow:
    end, base = plan.tasks[other], f"{here.path}/schedule/tasks"
    notation = format_links([link], DayLength.of(plan.calendar.day_minutes)).removeprefix(link.source) or str(link.type)
    removal = f"{base}/{link.target}/links/removal" if here.may(Permission.maintain_plan) else None
    return LinkRow(
        code=other, name=pick(end.name_zh, end.name_en), href=f"{base}/{other}", notation=notation, finish=plan.finish_of(other),
        driving=link in plan.schedule.driving_links(link.target), source=link.source, target=link.target, type=str(link.type), removal=removal,
    )  # fmt: skip


def _fields(here: Here, task: Task, typed: Mapping[str, Any] | None, refusal: Refusal | None) -> list[FieldControl]:
    if not here.may(Permission.maintain_plan) or task.withdrawn_on is not None:
        return []
    held = values(here.session, TASKS, here.programme, [task])[0]
    wanted = [n for n in EDITED if n != "duration" or task.kind in (TaskKind.task, TaskKind.loe)]
    filled = {n: _plain(held.get(n)) for n in wanted} | {k: v for k, v in (typed or {}).items() if k in wanted}
    fields = {n: TaskForm.model_fields[n] for n in wanted}
    return controls(here, fields, filled, refusal.problems if refusal else (), new=False, required_text=())


def _progress_fields(here: Here, plan: PlanSchedule, task: Task, typed: Mapping[str, Any] | None, refusal: Refusal | None) -> list[FieldControl]:  # fmt: skip
    """What is reported of a task: as it was last reported, for whoever may report on it."""
    mine = here.may(Permission.report_own_progress) and here.actor.is_person(task.owner_id, here.programme.id)
    if (
        not (here.may(Permission.report_progress) or mine)
        or task.kind == TaskKind.summary
        or task.withdrawn_on is not None
    ):
        return []
    filled: dict[str, Any] = {}
    if task.code in plan.tasks:
        length = DayLength.of(plan.calendar.day_minutes)
        activity, standing = plan.network.activity(task.code), plan[task.code].standing
        began = activity.began
        left = activity.remaining_min if standing == Standing.in_progress else None
        filled = {
            "actual_start": _plain(began and began.date()), "actual_finish": _plain(activity.actual_finish and activity.actual_finish.date()),
            "remaining": format_duration(left, length) if left else "", "percent": _plain(plan.tasks[task.code].percent),
        }  # fmt: skip
    fields = {n: ProgressForm.model_fields[n] for n in REPORTED}
    filled |= {k: v for k, v in (typed or {}).items() if k in fields}
    return controls(here, fields, filled, refusal.problems if refusal else (), new=False, required_text=())


def _plain(value: Any) -> Any:
    if value is None:
        return ""
    return value.isoformat() if isinstance(value, date) else f"{value:g}" if hasattr(value, "normalize") else str(value)
