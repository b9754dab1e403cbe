"""A plan from Microsoft Project with what that program's method makes of it: lengths, holds and the start that give its dates here.

Calendars, contours and splits of who does the work stretch a task there; here the task lasts as long as they make it. What
levelling, a manual summary or the project's start holds back there is held here by "not earlier than".
"""

from collections.abc import Iterator
from dataclasses import replace

from governance.errors import Problem
from plans.exchange.imported_plan import ImportedPlan
from plans.microsoft.project_plan import ProjectTask
from plans.microsoft.project_schedule import ProjectSchedule
from plans.network import Activity, Constraint, ConstraintType, Network
from plans.worked_time import clock, minutes, moment


def as_computed_there(plan: ImportedPlan, there: ProjectSchedule) -> ImportedPlan:
    """The plan with its tasks as long and as late as `there`; the notices name those that this changed."""
    changed = {a.id: new for a in plan.network.activities if (new := _as_there(a, plan.network, there)) != a}
    before = {id: plan.network.activity(id) for id in changed}
    longer = [id for id, a in changed.items() if a.duration_min != before[id].duration_min]
    held = [id for id, a in changed.items() if a.constraint != before[id].constraint]
    start = min(plan.network.start, there.start)
    if changed or start != plan.network.start:
        activities = tuple(changed.get(a.id, a) for a in plan.network.activities)
        plan = replace(plan, network=replace(plan.network, start=start, activities=activities))
    return replace(
        plan, there={id: (task.start.date(), task.finish.date()) for id, task in there.tasks.items()},
        notices=(*plan.notices, *_notice("LENGTH_AS_THERE", longer), *_notice("HELD_AS_THERE", held)),
    )  # fmt: skip


def _notice(code: str, ids: list[str]) -> Iterator[Problem]:
    if ids:
        yield Problem(code, "tasks", None, {"count": len(ids), "tasks": ids})


def _as_there(activity: Activity, network: Network, there: ProjectSchedule) -> Activity:
    task = there.outline.tasks.get(activity.id)
    if task is None or task.is_summary or activity.is_summary or activity.actual_finish is not None:
        return activity
    activity = _as_long(activity, task, network, there)
    hold = None if activity.began is not None else _hold(task, there)
    return activity if hold is None else replace(activity, constraint=Constraint(ConstraintType.SNET, moment(hold)))


def _as_long(activity: Activity, task: ProjectTask, network: Network, there: ProjectSchedule) -> Activity:
    """As long in the task's own working time as it takes there; of begun work what is left as well."""
    if not activity.duration_min:
        return activity
    worked = network.calendar_of(activity).worked
    dates = there[activity.id]

    def between(a: int, b: int) -> float:
        return minutes(worked.offset(b) - worked.offset(a))

    finish = clock(dates.finish)
    length = between(clock(dates.start), finish)
    if length <= 0 or abs(length - activity.duration_min) < 1:
        return activity
    if activity.began is None:
        return replace(activity, duration_min=length)
    left = activity.remaining_min if task.resume is None else between(max(task.resume, clock(dates.start)), finish)
    return replace(activity, duration_min=length, remaining_min=left)


def _hold(task: ProjectTask, there: ProjectSchedule) -> int | None:
    """What a task waits for there that is neither a link nor a constraint of its own; None where nothing is."""
    outline = there.outline
    if task.levelling_delay and task.constraint in (ConstraintType.ASAP, ConstraintType.SNET):
        return clock(there[task.id].start)
    if task.constraint != ConstraintType.ASAP or task.is_manual:
        return None
    above = next((s.typed_start for s in outline.above(task) if s.is_manual and s.typed_start is not None), None)
    if above is not None:
        return above
    start = outline.plan.start
    return start if start is not None and clock(there.start) < start and not outline.into[task.id] else None
