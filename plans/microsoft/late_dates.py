"""The backward pass of Microsoft Project's method: how late every task may be.

Deadlines count. What is finished bounds nothing, except through a summary, which bounds by the earliest of its children's
late starts: manual children by their typed start even when they are done, and a summary that is wholly done those
before it that have begun.
"""

from dataclasses import dataclass, field

from plans.microsoft.early_dates import RULING, EarlyDates
from plans.microsoft.outline import Outline
from plans.microsoft.project_plan import ProjectLink, ProjectTask
from plans.microsoft.strand import end, must_begin
from plans.network import ConstraintType, LinkType

FAR = 1 << 60


@dataclass(slots=True)
class LateDates:
    """Late start and finish of every task and summary as shown; `bound`: the finish before what has begun is set right."""

    start: dict[str, int] = field(default_factory=dict)
    finish: dict[str, int] = field(default_factory=dict)
    bound: dict[str, int] = field(default_factory=dict)


def late_dates(outline: Outline, finish: int, early: EarlyDates | None) -> LateDates:
    """Walk the plan from its end; without early dates, as if nothing had begun and nothing had a deadline."""
    finishes = dict.fromkeys(outline.tasks, finish) | _open_ends(outline, early)
    starts = dict.fromkeys(outline.tasks, FAR)
    late = LateDates()
    for id in reversed(outline.order):
        task = outline.tasks[id]
        if task.is_summary:
            continue
        _place(task, finishes[id], starts[id], outline, late, early)
        for link in _handing_on(task, outline, early):
            _hand_back(link, task, outline, early, late, starts, finishes)
    for id in outline.order:
        if outline.tasks[id].is_summary:
            late.start[id] = min(late.start[child] for child in outline.children[id])
            late.finish[id] = late.bound[id] = max(late.finish[child] for child in outline.children[id])
    return late


def _open_ends(outline: Outline, early: EarlyDates | None) -> dict[str, int]:
    """The early finishes of what nothing waits for, where each end of the plan has a critical path of its own."""
    if early is None or not outline.plan.many_critical_paths:
        return {}
    led_from = {id for link in outline.plan.links for id in outline.leaves[link.source]}
    ends = [task for task in outline.tasks.values() if not task.is_summary and task.id not in led_from]
    return {task.id: early.finish[task.id] for task in ends if task.constraint not in RULING}


def _place(
    task: ProjectTask, finish: int, start: int, outline: Outline, late: LateDates, early: EarlyDates | None
) -> None:  # fmt: skip
    id = task.id
    if early is not None and task.is_finished:
        late.start[id], late.finish[id], late.bound[id] = early.start[id], early.finish[id], early.finish[id]
        return
    start, finish = _capped(task, start, finish, outline)
    if early is not None and task.deadline is not None:
        finish = min(finish, task.deadline)
    strands = task.open_strands if early is not None else task.strands
    latest = must_begin(strands, finish)
    if task.duration and start < latest:
        latest, finish = start, min(finish, end(strands, start))
    late.start[id], late.finish[id], late.bound[id] = latest, finish, finish
    if early is not None and task.actual_start is not None:
        late.start[id], late.finish[id] = task.actual_start, max(finish, early.finish[id])
        if not task.is_assigned:
            late.bound[id] = late.finish[id]


def _capped(task: ProjectTask, start: int, finish: int, outline: Outline) -> tuple[int, int]:
    """Bounds lowered to what constraints allow; a date that rules takes their place, whatever waits for it."""
    kind, at = task.constraint, task.constraint_at
    if at is not None:
        if outline.plan.constraints_rule and kind in (ConstraintType.MSO, ConstraintType.MFO):
            start, finish = FAR, end(task.strands, at) if kind == ConstraintType.MSO else at
        elif kind in (ConstraintType.FNLT, ConstraintType.MFO):
            finish = min(finish, at)
        elif kind in (ConstraintType.SNLT, ConstraintType.MSO):
            start = min(start, at)
            if not task.duration:
                finish = min(finish, at)
    above = [s.constraint_at for s in outline.above(task) if s.constraint == ConstraintType.FNLT]
    return start, min([finish, *(at for at in above if at is not None)])


def _handing_on(task: ProjectTask, outline: Outline, early: EarlyDates | None) -> list[ProjectLink]:
    """The links through which a task bounds what comes before it."""
    links = outline.into[task.id]
    if early is None or not task.is_finished:
        return links
    open_within = {
        s.id for s in outline.above(task) if any(not outline.tasks[m].is_finished for m in outline.leaves[s.id])
    }
    return [x for x in links if x.target != task.id and (task.is_manual or x.target not in open_within)]


def _hand_back(
    link: ProjectLink, task: ProjectTask, outline: Outline, early: EarlyDates | None, late: LateDates, starts: dict[str, int], finishes: dict[str, int]
) -> None:  # fmt: skip
    if link.type in (LinkType.FF, LinkType.SF):
        at = late.bound[task.id]
    elif early is not None and task.is_manual and link.target != task.id:
        at = early.start[task.id]
    else:
        at = task.before_delay(late.start[task.id])
    at = link.before(at)
    bounds = finishes if link.type in (LinkType.FS, LinkType.FF) else starts
    only_begun = early is not None and task.is_finished and not task.is_manual
    for id in outline.leaves[link.source]:
        if not only_begun or outline.tasks[id].actual_start is not None:
            bounds[id] = min(bounds[id], at)
