"""Levelling a plan: from the plan with its resources to dates that ask for no more than there is. Never applied by itself.

The answer is a proposal: what each task's start would be, what that moves against the plan without resources, how long
the whole takes, and how short it could be at best.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from governance.errors import Invalid, Problem, refuse_if
from plans.levelling.by_calendars import CalendarLevelled, level_by_calendars
from plans.levelling.exact import Progress, library, solve
from plans.levelling.generation import Starts
from plans.levelling.improvement import WORK, best_found
from plans.levelling.late_placement import as_late_as_possible
from plans.levelling.layout import Layout, layout, not_on_one_calendar
from plans.levelling.levelled_task import LevelledTask
from plans.levelling.lower_bounds import lower_bound
from plans.levelling.resourced_plan import ResourcedPlan
from plans.network import MilestoneKind
from plans.schedule import Schedule, schedule
from plans.worked_time import minutes, moment

TIME_LIMIT_S = 30.0
STRONG_TO = 200  # nodes up to which the exact solver needs no good plan to begin with


class Solver(StrEnum):
    """Who levels: priority rules and improvement, or the exact solver of the extra after them."""

    heuristic = "heuristic"
    cp_sat = "cp-sat"


Progressed = Progress
"""Told of the best makespan and of the bound while the solver works, in worked minutes."""


def level(
    plan: ResourcedPlan,
    *,
    solver: Solver = Solver.heuristic,
    status: datetime | None = None,
    seconds_left: Callable[[], float] = lambda: TIME_LIMIT_S,
    progress: Progressed | None = None,
) -> "Levelled":
    """Level a plan as of the data date `status`, within the seconds that `seconds_left` says are left when it is asked.

    The heuristic mostly ends long before, when its effort for a plan of this size is spent; the exact solver begins
    with what a shorter run of the heuristic found. Where tasks have calendars of their own, or lags run around the clock,
    whoever is asked for too much is relieved instant by instant (`by_calendars`).

    Raises:
        Invalid: `LEVELLING_OWN_CALENDAR`, `LEVELLING_ELAPSED_LAG` for what the exact solver cannot count; `LEVELLING_TOO_LONG`;
            `LEVELLING_LATEST_IMPOSSIBLE`, `LEVELLING_LATEST_MISSED`, `LEVELLING_TIME_UP` where latest dates cannot be
            kept, were not kept by the heuristic, or not within the time; `LEVELLING_SOLVER_MISSING` without the extra.
    """
    apart = [*not_on_one_calendar(plan)]
    if solver == Solver.cp_sat:
        library()  # what is not installed is said before anybody waits
        refuse_if(apart)
    elif apart:
        return level_by_calendars(plan, status, seconds_left)
    laid = layout(plan, status)
    project = laid.project
    impossible = [n for n in range(project.size) if project.heads[n] > project.latest[n]]
    if impossible:
        raise _refused("LEVELLING_LATEST_IMPOSSIBLE", laid, impossible)
    bound = lower_bound(project)
    effort = WORK // 10 if solver == Solver.cp_sat and project.size <= STRONG_TO else WORK
    starts = best_found(project, bound, lambda: seconds_left() > 0, effort)
    kept = not project.lateness(starts)
    optimal = kept and project.makespan(starts) == bound
    if solver == Solver.cp_sat and not optimal:
        solved = solve(project, starts, bound, max(seconds_left(), 0.1), _in_minutes(progress, project.unit))
        starts, bound, optimal = solved.starts, solved.bound, solved.optimal
    elif not kept:
        raise _refused("LEVELLING_LATEST_MISSED", laid, project.too_late(starts))
    starts = as_late_as_possible(project, starts, laid.as_late)
    return LevelledPlan(plan, schedule(plan.network, status=status), laid, starts, bound, optimal)


def _refused(code: str, laid: Layout, nodes: list[int]) -> Invalid:
    return Invalid([Problem(code, "tasks", None, {"tasks": sorted({laid.project.names[n] for n in nodes})})])


def _in_minutes(progress: Progressed | None, unit: int) -> Progress | None:
    if progress is None:
        return None
    return lambda best, bound: progress(minutes(best * unit), minutes(bound * unit))  # pyright: ignore


@dataclass(frozen=True, eq=False)
class LevelledPlan:
    """The plan as levelled, beside the unlevelled schedule. `optimal`: no plan that keeps the resources is shorter."""

    plan: ResourcedPlan
    unlevelled: Schedule
    _laid: Layout
    node_starts: Starts
    _bound: int
    optimal: bool

    @property
    def makespan_min(self) -> int | float:
        """Worked minutes from the start of the plan to its last finish."""
        return self._minutes(self._laid.project.makespan(self.node_starts))

    @property
    def lower_bound_min(self) -> int | float:
        """Worked minutes that no levelled plan can do without."""
        return self._minutes(min(self._bound, self._laid.project.makespan(self.node_starts)))

    @cached_property
    def unlevelled_makespan_min(self) -> int | float:
        """How long the plan takes when nobody minds the resources."""
        _, early = self.unlevelled.passes
        return minutes(max(early.finish[: self.plan.network.table.size], default=self._laid.origin) - self._laid.origin)

    @cached_property
    def tasks(self) -> Mapping[str, LevelledTask]:
        """Every task and summary by id, in the order of the plan."""
        table = self.plan.network.table
        spans = {n: self._span(n) for n in self._laid.node_of}
        for n in reversed(table.outermost_first()):
            within = [spans.get(m) or self._unlevelled_span(m) for m in table.children(n)]
            spans[n] = min(start for start, _ in within), max(finish for _, finish in within)
        return {
            activity.id: self._task(n, *(spans.get(n) or self._unlevelled_span(n)))
            for n, activity in enumerate(self.plan.network.activities)
        }

    @property
    def moved(self) -> list[LevelledTask]:
        """The tasks that finish at another time than without levelling; summaries left out."""
        summaries = {self.plan.network.activities[n].id for n in self.plan.network.table.summaries}
        return [task for task in self.tasks.values() if task.delay_min and task.id not in summaries]

    @cached_property
    def finish(self) -> datetime:
        """When the last task finishes."""
        return max((task.finish for task in self.tasks.values()), default=self.plan.network.start)

    # --- one task

    def _span(self, n: int) -> tuple[int, int]:
        """Start and finish of an open task as positions of the schedule; work begun has begun when it did."""
        laid = self._laid
        node = laid.node_of[n]
        start = self.node_starts[node] * laid.project.unit + laid.origin
        return laid.given.started_at.get(n, start), start + laid.project.durations[node] * laid.project.unit

    def _unlevelled_span(self, n: int) -> tuple[int, int]:
        _, early = self.unlevelled.passes
        return early.start[n], early.finish[n]

    def _task(self, n: int, start: int, finish: int) -> LevelledTask:
        laid, activity = self._laid, self.plan.network.activities[n]
        delay = finish - self._unlevelled_span(n)[1]
        begins, ends = self._dates(n, start, finish)
        return LevelledTask(
            id=activity.id,
            name=activity.name,
            start=begins,
            finish=ends,
            start_min=minutes(start - laid.origin),
            finish_min=minutes(finish - laid.origin),
            delay_min=minutes(delay),
            deadline_missed=n in laid.given.deadlines and finish > laid.given.deadlines[n],
        )

    def _dates(self, n: int, start: int, finish: int) -> tuple[datetime, datetime]:
        """As people read them: what did not move as in the schedule, an instant that moved by the kind of milestone."""
        activity = self.plan.network.activities[n]
        if (start, finish) == self._unlevelled_span(n):
            before = self.unlevelled[activity.id]
            return before.start, before.finish
        worked = self.plan.network.project_calendar.worked
        begun = activity.began if n in self._laid.given.started_at else None
        if start == finish:
            read = worked.as_start if activity.milestone == MilestoneKind.start else worked.as_finish
            return moment(read(start)), moment(read(start))
        return begun or moment(worked.as_start(start)), moment(worked.as_finish(finish))

    def _minutes(self, units: int) -> int | float:
        return minutes(units * self._laid.project.unit)


Levelled = LevelledPlan | CalendarLevelled


def levelled_json(levelled: Levelled) -> dict[str, object]:
    """The answer as plain JSON values: worked minutes of the plan's calendar from its start."""
    return {
        "makespan_min": levelled.makespan_min,
        "lower_bound_min": levelled.lower_bound_min,
        "optimal": levelled.optimal,
        "starts_min": {id: task.start_min for id, task in levelled.tasks.items()},
    }
