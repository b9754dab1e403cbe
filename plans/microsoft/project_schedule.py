"""The schedule that Microsoft Project would show of a plan made in it. Stored answers are never read.

Sources: the published descriptions of its scheduling, and plans saved by it with the dates that it had computed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from plans.microsoft.early_dates import EarlyDates, Floors, early_dates
from plans.microsoft.late_dates import LateDates, late_dates
from plans.microsoft.outline import Outline
from plans.microsoft.project_plan import ProjectPlan, ProjectTask
from plans.network import ConstraintType, LinkType
from plans.progressed import Standing
from plans.schedule import ScheduledTask
from plans.worked_time import minutes, moment

_LATE_FROM_THE_FINISH = {ConstraintType.ALAP, ConstraintType.SNLT, ConstraintType.FNLT}


def project_schedule(plan: ProjectPlan, as_of: int | None = None) -> "ProjectSchedule":
    """Compute the plan forwards from its start, or backwards from its finish where it has no start.

    `as_of`: work that is not done by then is put after it, as that program does when it is told to update a project.
    Raises `Invalid`: `DEPENDENCY_CYCLE` with the loop named, `OUT_OF_RANGE` beyond the years that calendars cover.
    """
    outline = Outline(plan)
    leaves = [task for task in plan.tasks if not task.is_summary]
    put_late = {ConstraintType.ALAP} if plan.start is not None else _LATE_FROM_THE_FINISH
    late_ones = [task.id for task in leaves if task.constraint in put_late]
    if plan.start is None:
        finish = plan.finish or 0
        late = late_dates(outline, finish, None)
        start = min((late.start[task.id] for task in leaves), default=finish)
    else:
        start, late = plan.start, None
        if late_ones:
            early = early_dates(outline, Floors(start, as_of))
            late = late_dates(outline, _last(leaves, early, start), early)
    as_late_as = {id: late.start[id] for id in late_ones} if late is not None else {}
    early = early_dates(outline, Floors(start, as_of, as_late_as))
    end = plan.finish if plan.start is None and plan.finish is not None else _last(leaves, early, start)
    return ProjectSchedule(outline, early, late_dates(outline, end, early), start, end)


def _last(leaves: list[ProjectTask], early: EarlyDates, start: int) -> int:
    return max((early.finish[task.id] for task in leaves), default=start)


@dataclass(frozen=True, eq=False)
class ProjectSchedule:
    """The computed plan: `schedule[id]` gives one task, `schedule.tasks` all of them in the order of the file."""

    outline: Outline
    _early: EarlyDates
    _late: LateDates
    _start: int
    _end: int

    def __getitem__(self, id: str) -> ScheduledTask:
        return self.tasks[id]

    @cached_property
    def start(self) -> datetime:
        """When the first task starts."""
        return moment(min(self._early.start.values(), default=self._start))

    @cached_property
    def finish(self) -> datetime:
        """When the last task finishes."""
        return moment(max(self._early.finish.values(), default=self._end))

    @cached_property
    def tasks(self) -> Mapping[str, ScheduledTask]:
        """Every task and summary by id."""
        found: dict[str, ScheduledTask] = {}
        free = self._free_floats
        for task in self.outline.plan.tasks:
            total = self._total_float(task)
            start, finish = moment(self._early.start[task.id]), moment(self._early.finish[task.id])
            soonest, done_by = (
                (moment(at) for at in self._early.soonest[task.id])
                if task.id in self._early.soonest
                else (start, finish)
            )
            standing = self._standing(task)
            found[task.id] = ScheduledTask(
                task.id, task.name, start, finish, soonest, done_by, moment(self._late.start[task.id]), moment(self._late.finish[task.id]),
                minutes(total), minutes(max(0, min(total, free.get(task.id, total)))), None,
                standing != Standing.complete and total <= self.outline.plan.critical_limit, False, standing,
            )  # fmt: skip
        return found

    def float_days(self, id: str) -> float:
        """Total float in days of the project."""
        return self.tasks[id].total_float_min / self.outline.plan.day_minutes

    def _standing(self, task: ProjectTask) -> Standing:
        within = [self.outline.tasks[id] for id in self.outline.leaves[task.id]]
        if within and all(m.is_finished for m in within):
            return Standing.complete
        return Standing.in_progress if any(m.actual_start is not None for m in within) else Standing.not_started

    def _total_float(self, task: ProjectTask) -> int:
        """The lesser of what the start and the finish may slip; of begun work the finish's; in the task's own working time."""
        if task.is_finished:
            return 0
        offset, early, late = task.calendar.offset, self._early, self._late
        finish = max(early.finish[task.id], early.driven.get(task.id, early.finish[task.id]))
        by_finish = offset(late.bound[task.id]) - offset(finish)
        if self._standing(task) != Standing.not_started:
            return by_finish
        return min(offset(late.start[task.id]) - offset(early.start[task.id]), by_finish)

    @cached_property
    def _free_floats(self) -> dict[str, int]:
        """How far each task may slip without moving a successor, in its own working time; the total float without any."""
        outline, early = self.outline, self._early
        free: dict[str, int] = {}
        for link in outline.plan.links:
            target = outline.tasks[link.target]
            if target.is_finished:
                continue
            at_start = link.type in (LinkType.FS, LinkType.SS)
            at = link.before((early.start if at_start else early.finish)[link.target])
            dates = early.finish if link.type in (LinkType.FS, LinkType.FF) else early.start
            offset = outline.tasks[link.source].calendar.offset
            slip = offset(at) - offset(dates[link.source])
            free[link.source] = min(free.get(link.source, slip), slip)
        return {id: 0 if outline.tasks[id].is_finished else slip for id, slip in free.items()}
