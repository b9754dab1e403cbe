"""The forward pass of Microsoft Project's method: when every task starts and finishes.

Where it differs from a network of its own kind: work that has begun goes on from its resume date; the project's start
holds only for what nothing else bounds; the typed start of a manual summary takes its place for what is in it; a
constraint may overrule the links; a levelling delay comes last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from plans.microsoft.outline import Outline
from plans.microsoft.project_plan import ProjectTask
from plans.microsoft.strand import begin, end, must_begin
from plans.network import ConstraintType, LinkType

RULING = (ConstraintType.MSO, ConstraintType.MFO, ConstraintType.SNLT, ConstraintType.FNLT)


@dataclass(slots=True)
class EarlyDates:
    """Start and finish of every task and summary on the clock; `driven`: the finish that links ask of a task whose
    constraint overrules them; `soonest`: when a task could start and finish that is put as late as possible."""

    start: dict[str, int] = field(default_factory=dict)
    finish: dict[str, int] = field(default_factory=dict)
    driven: dict[str, int] = field(default_factory=dict)
    soonest: dict[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Floors:
    """What work may not begin before: the project's start, the data date asked for, and per task its late start where it
    is to be as late as possible."""

    start: int
    as_of: int | None = None
    as_late_as: Mapping[str, int] = field(default_factory=dict[str, int])


def early_dates(outline: Outline, floors: Floors) -> EarlyDates:
    """Walk the plan, causes first."""
    early = EarlyDates()
    for id in outline.order:
        task = outline.tasks[id]
        if task.is_summary:
            early.start[id] = min(early.start[child] for child in outline.children[id])
            early.finish[id] = max(early.finish[child] for child in outline.children[id])
        else:
            early.start[id], early.finish[id] = _settled(task, floors) or _planned(task, outline, floors, early)
    return early


def _settled(task: ProjectTask, floors: Floors) -> tuple[int, int] | None:
    """Actual dates, what is left of begun work, and dates that somebody typed."""
    if task.actual_finish is not None:
        return task.actual_finish if task.actual_start is None else task.actual_start, task.actual_finish
    if task.actual_start is not None:
        resume = task.actual_start if task.resume is None else task.resume
        finish = end(task.open_strands, max(resume, floors.as_of or resume))
        if task.constraint == ConstraintType.FNET and task.constraint_at is not None:
            finish = max(finish, task.constraint_at)
        return task.actual_start, finish
    if task.is_manual and task.typed_start is not None:
        start = task.typed_start
        return start, end(task.strands, start) if task.typed_finish is None else task.typed_finish
    return None


def _planned(task: ProjectTask, outline: Outline, floors: Floors, early: EarlyDates) -> tuple[int, int]:
    start, finish = _driven(task, outline, early)
    if task.constraint in (ConstraintType.ASAP, ConstraintType.ALAP):
        start = _later(start, _typed_above(task, outline))
    elif task.constraint == ConstraintType.SNET:
        start = _later(start, task.constraint_at)
    elif task.constraint == ConstraintType.FNET:
        finish = _later(finish, task.constraint_at)
    is_free = start is None
    at = floors.start if start is None else start
    if finish is not None:
        at = max(at, must_begin(task.strands, finish))
    if task.constraint in RULING and task.constraint_at is not None:
        if outline.into[task.id]:
            early.driven[task.id] = end(task.strands, at)
        at = _constrained(task, at, outline.plan.constraints_rule)
    at = max(at, floors.as_of or at)
    if task.id in floors.as_late_as:
        early.soonest[task.id] = _worked(task, at, is_free, floors)
        at = max(at, floors.as_late_as[task.id])
    return _worked(task, task.delayed(at), is_free, floors)


def _worked(task: ProjectTask, at: int, is_free: bool, floors: Floors) -> tuple[int, int]:
    """Start and finish of a task that may start from `at`."""
    if task.duration:
        return begin(task.strands, at), end(task.strands, at)
    if is_free or at in (task.constraint_at, floors.start):
        at = _settled_instant(task, at)
    return at, at


def _driven(task: ProjectTask, outline: Outline, early: EarlyDates) -> tuple[int | None, int | None]:
    """The start and the finish that links, and dates of the summaries above, ask for; None where none does."""
    start: int | None = None
    finish: int | None = None
    for summary in outline.above(task):
        if summary.constraint == ConstraintType.SNET and not summary.is_manual:
            start = _later(start, summary.constraint_at)
    for link in outline.into[task.id]:
        dates = early.finish if link.type in (LinkType.FS, LinkType.FF) else early.start
        at = link.after(dates[link.source])
        if link.type in (LinkType.FS, LinkType.SS):
            start = _later(start, at)
        else:
            finish = _later(finish, at)
    return start, finish


def _typed_above(task: ProjectTask, outline: Outline) -> int | None:
    """The typed start of the nearest manual summary."""
    return next((s.typed_start for s in outline.above(task) if s.is_manual and s.typed_start is not None), None)


def _constrained(task: ProjectTask, at: int, rules: bool) -> int:
    """Where a constraint puts the start; it moves work before its predecessors only where constraints rule."""
    date = at if task.constraint_at is None else task.constraint_at
    if task.constraint in (ConstraintType.MFO, ConstraintType.FNLT):
        date = must_begin(task.strands, date)
    if task.constraint in (ConstraintType.MSO, ConstraintType.MFO):
        return date if rules else max(at, date)
    return min(at, date) if rules else at


def _settled_instant(task: ProjectTask, at: int) -> int:
    """An instant that stands for itself: at the end of worked time, or the next working instant."""
    x = task.calendar.offset(at)
    return at if task.calendar.as_finish(x) == at else task.calendar.as_start(x)


def _later(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return other if one is None else one
    return max(one, other)
