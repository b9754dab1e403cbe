"""The rows of the Gantt: phases, summaries, tasks and milestones in one order, narrowed and folded as the address asks."""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from plans.network import Activity, LinkType
from plans.plan import PlannedTask, PlanSchedule
from plans.plan_lists import phase_state
from plans.progressed import Standing
from plans.schedule import ScheduledTask
from plans.tasks import TaskKind, TaskStatus
from web.i18n import language, pick
from web.viewclass import viewclass

ROWS_KEPT = 20_000


@dataclass(slots=True, eq=False)  # one object for equal rows (`_row`): what is drawn of a row is kept under it
class GanttRow:
    """One row: a phase, a summary, a task or a milestone. Dates as of the plan's status date, float and slip in working days."""

    code: str
    name: str
    kind: str
    level: int
    owner: str
    start: date
    finish: date
    href: str
    status: str = ""
    float_days: float | None = None
    criticality: str | None = None
    percent: float = 0
    variance_wd: int | None = None
    late: bool = False
    baseline_start: date | None = None
    baseline_finish: date | None = None
    late_finish: date | None = None
    provisional: bool = False
    folded: bool | None = None


@viewclass
class GanttLink:
    """A dependency between two rows that are shown; `driving` when it lies on the critical path."""

    source: str
    target: str
    type: str
    driving: bool


def href(base: str, asked: Mapping[str, str]) -> str:
    """The address that asks for that."""
    return f"{base}?{urlencode(asked)}" if asked else base


def rows_of(plan: PlanSchedule, asked: Mapping[str, str], base: str) -> Iterator[GanttRow]:
    """Each phase with what is in it; what stands in no phase comes last."""
    closed = {code for code in asked.get("closed", "").split(",") if code}
    shown = _shown(plan, asked)
    children: dict[str | None, list[PlannedTask]] = {}
    for task in plan.tasks.values():
        children.setdefault(task.parent if task.parent in plan.tasks else None, []).append(task)
    tops: dict[str | None, list[PlannedTask]] = {}
    for task in children.get(None, ()):
        tops.setdefault(task.phase, []).append(task)
    phases = [p for p in plan.phases if not asked.get("phase") or p.code == asked["phase"]]
    for phase in phases:
        within = list(_below(tops.get(phase.code, []), children, 1 if plan.phases else 0, shown))
        if not within:
            continue
        folded = phase.code in closed
        toggled = closed ^ {phase.code}
        rest = {k: v for k, v in asked.items() if k != "closed"}
        fold = href(base, rest | ({"closed": ",".join(sorted(toggled))} if toggled else {}))
        yield GanttRow(
            code=phase.code, name=pick(phase.name_zh, phase.name_en), kind="phase", level=0, owner="",
            start=min(plan[c].start.date() for c in phase.tasks), finish=max(plan[c].finish.date() for c in phase.tasks), href=fold,
            status=phase_state(plan, phase), folded=folded,
        )  # fmt: skip
        if not folded:
            yield from (_row(plan, task, level, base) for task, level in within)
    if not asked.get("phase"):
        known = {p.code for p in plan.phases}
        loose = [task for phase, tasks in tops.items() if phase not in known for task in tasks]
        yield from (_row(plan, task, level, base) for task, level in _below(loose, children, 0, shown))


def _below(
    tasks: list[PlannedTask], children: Mapping[str | None, list[PlannedTask]], level: int, shown: frozenset[str]
) -> Iterator[tuple[PlannedTask, int]]:
    """Tasks with what stands under them, in outline order; a summary shows when anything in it does."""
    pending = [(task, level) for task in reversed(tasks)]
    while pending:
        task, depth = pending.pop()
        if task.code in shown:
            yield task, depth
        pending += [(child, depth + 1) for child in reversed(children.get(task.code, ()))]


def _shown(plan: PlanSchedule, asked: Mapping[str, str]) -> frozenset[str]:
    """The tasks that match, with the summaries above them."""
    is_whole = not any(asked.get(key) for key in ("department", "owner", "show"))
    if is_whole and all(task.status != TaskStatus.cancelled for task in plan.tasks.values()):
        return frozenset(plan.tasks)
    wanted = {code for code, task in plan.tasks.items() if _matches(plan, task, asked)}
    for code in tuple(wanted):
        above = plan.tasks[code].parent
        while above is not None and above in plan.tasks and above not in wanted:
            wanted.add(above)
            above = plan.tasks[above].parent
    return frozenset(wanted)


def _matches(plan: PlanSchedule, task: PlannedTask, asked: Mapping[str, str]) -> bool:
    if task.status == TaskStatus.cancelled:
        return False
    if any(asked.get(key) and getattr(task, key) != asked[key] for key in ("department", "owner")):
        return False
    match asked.get("show"):
        case "critical":
            return task.code in plan.critical
        case "late":
            return plan.is_late(task.code)
        case "open":
            return task.status != TaskStatus.complete
        case "milestones":
            return task.is_milestone
    return True


def _row(plan: PlanSchedule, task: PlannedTask, level: int, base: str) -> GanttRow:
    code = task.code
    at, frozen, activity = plan[code], plan.baseline.get(code), plan.network.activity(code)
    owner = plan.people.get(task.owner or "")
    complete = at.standing == Standing.complete
    margin = None if complete else round(plan.network.calendar_of(activity).days_of(at.total_float_min), 1)
    return _the_row(
        code, pick(task.name_zh, task.name_en), str(task.kind), level, owner.name(language()) if owner else "",
        at.start.date(), at.finish.date(), f"{base}/tasks/{code}", str(task.status),
        margin, plan.criticality(code), 100 if complete else _percent(task, at, activity), plan.variance(code), plan.is_late(code),
        frozen.start.date() if frozen else None, frozen.finish.date() if frozen else None,
        at.late_finish.date() if not complete and task.kind != TaskKind.summary else None, at.provisional,
    )  # fmt: skip


@lru_cache(ROWS_KEPT)
def _the_row(*facts: Any) -> GanttRow:
    """The row that says so, the same object whenever nothing about it has changed; the facts in the order of its fields."""
    return GanttRow(*facts)


def _percent(task: PlannedTask, at: ScheduledTask, activity: Activity) -> float:
    """How much of the bar is filled: as reported, else by what is left."""
    if at.standing == Standing.not_started:
        return 0
    if task.percent is not None:
        return float(task.percent)
    left = activity.remaining_min
    return round(100 * (1 - left / task.duration_min)) if left is not None and 0 < left < task.duration_min else 0


def links_of(plan: PlanSchedule, shown: Set[str]) -> Iterator[GanttLink]:
    """The links between rows that are shown."""
    driving = _driving(plan)
    for x in plan.network.links:
        if x.source in shown and x.target in shown:
            yield GanttLink(x.source, x.target, str(x.type), (x.source, x.target, x.type) in driving)


def driving_links_of(plan: PlanSchedule, shown: Set[str]) -> Iterator[GanttLink]:
    """Those of them on the critical path, which are drawn without being asked for."""
    for source, target, kind in _driving(plan):
        if source in shown and target in shown:
            yield GanttLink(source, target, str(kind), True)


def _driving(plan: PlanSchedule) -> dict[tuple[str, str, LinkType], None]:
    """The links that leave a critical task no slack, in the order of the path."""
    critical = plan.critical
    return {
        (x.source, x.target, x.type): None
        for code in plan.schedule.critical_path
        for x in plan.schedule.driving_links(code)
        if x.source in critical
    }
