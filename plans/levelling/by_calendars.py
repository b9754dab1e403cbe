"""Levelling where tasks have calendars of their own, or lags run around the clock.

The plan is scheduled as it is. At the first instant at which a resource is asked for more than there is, those who are at
work already stay, of those who would begin the ones come first that must be done first, and the rest wait until somebody
ends; then the plan is scheduled again. So every link, calendar and report counts as in the schedule itself. Nothing is
asked for while a task's own calendar rests: the weekend's work takes nothing from Friday's.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from governance.errors import Invalid, Problem
from plans.calendar import WorkCalendar
from plans.levelling.levelled_task import LevelledTask
from plans.levelling.resourced_plan import ResourcedPlan
from plans.network import Activity, Constraint, ConstraintType, Network
from plans.node_table import NodeTable
from plans.progressed import Standing
from plans.schedule import Schedule, ScheduledTask, schedule
from plans.worked_time import clock, minutes

_STARTS_BY = (ConstraintType.SNLT, ConstraintType.MSO)
_FINISHES_BY = (ConstraintType.FNLT, ConstraintType.MFO)


def level_by_calendars(
    plan: ResourcedPlan, status: datetime | None, seconds_left: Callable[[], float]
) -> "CalendarLevelled":
    """Level a plan as of the data date, by each rule, and keep the shortest. Raises `Invalid` as `level` does."""
    seconds = seconds_left()
    unlevelled = schedule(plan.network, status=status)
    _refuse("LEVELLING_LATEST_IMPOSSIBLE", _too_late(plan.network, unlevelled))
    found = [one for rule in _RULES if (one := _by_rule(plan, unlevelled, rule, seconds_left)) is not None]
    if not found:
        raise Invalid.of("LEVELLING_TOO_LONG", "", None, seconds=round(seconds))
    best = min(found, key=lambda one: (len(_too_late(plan.network, one)), one.finish))
    _refuse("LEVELLING_LATEST_MISSED", _too_late(plan.network, best))
    return CalendarLevelled(plan, unlevelled, best)


_Rule = Callable[[ScheduledTask], datetime]
_RULES: tuple[_Rule, ...] = (lambda dates: dates.late_finish, lambda dates: dates.late_start)
"""Who comes first of those who would begin: the least latest finish, or start, in the plan without resources."""


def _by_rule(
    plan: ResourcedPlan, unlevelled: Schedule, rule: _Rule, seconds_left: Callable[[], float]
) -> Schedule | None:
    """The levelled schedule; None where the time is up before it is there."""
    found, demand = unlevelled, _Demand(plan, {task: rule(unlevelled[task]) for task in plan.demand})
    while waits := demand.waits(found):
        if seconds_left() <= 0:
            return None
        held = (_held(found.network.activity(id), until) for id, until in waits.items())
        found = schedule(found.network.with_changes(*held), status=unlevelled.status)
    return found


def _refuse(code: str, tasks: list[str]) -> None:
    if tasks:
        raise Invalid([Problem(code, "tasks", None, {"tasks": sorted(tasks)})])


def _too_late(network: Network, found: Schedule) -> list[str]:
    """The tasks that would start or finish after their constraint lets them."""
    return [
        id
        for id, c in ((a.id, a.constraint) for a in network.activities)
        if c is not None and c.date is not None and found[id].standing == Standing.not_started
        and ((c.type in _STARTS_BY and found[id].start > c.date) or (c.type in _FINISHES_BY and found[id].finish > c.date))
    ]  # fmt: skip


def _held(activity: Activity, until: datetime) -> Activity:
    return replace(activity, constraint=Constraint(ConstraintType.SNET, until))


class _Use(NamedTuple):
    """A task at work on a resource: from and until when (ticks of the clock), so many units."""

    start: int
    finish: int
    task: str
    units: int


class _Demand:
    """Who asks for what, by resource; and who must wait in a given schedule."""

    def __init__(self, plan: ResourcedPlan, keys: Mapping[str, datetime]):
        self.keys = keys
        self.network = plan.network
        self.capacities = plan.capacities
        self.asked: dict[str, list[tuple[str, int]]] = {}
        for task, units in plan.demand.items():
            for resource, amount in units.items():
                if amount:
                    self.asked.setdefault(resource, []).append((task, amount))
        calendars = {
            r: {plan.network.calendar_of(plan.network.activity(t)).name for t, _ in tasks}
            for r, tasks in self.asked.items()
        }
        self.number = plan.network.table.number
        self.follow = _following(plan.network.table)
        self.alike = {resource for resource, names in calendars.items() if len(names) == 1}

    def waits(self, found: Schedule) -> Mapping[str, datetime]:
        """The tasks that give way at the first instant at which too much is asked for, each with until when; empty where none is."""
        first: tuple[int, str, list[_Use]] | None = None
        for resource in sorted(self.asked):
            clash = self._first_clash(resource, found, None if first is None else first[0])
            if clash is not None:
                first = (clash[0], resource, clash[1])
        if first is None:
            return {}
        at, resource, uses = first
        return self._giving_way(at, self.capacities[resource], uses, found)

    def _first_clash(self, resource: str, found: Schedule, before: int | None) -> tuple[int, list[_Use]] | None:
        """The first instant (earlier than `before`) with too much asked for and somebody who can wait, and who is at work then."""
        events = sorted(
            (at, is_start, use.task, use)
            for use in self._uses(resource, found)
            for at, is_start in ((use.start, True), (use.finish, False))
        )
        at_work: dict[str, _Use] = {}
        total = 0
        for n, (at, is_start, task, use) in enumerate(events):
            if before is not None and at >= before:
                return None
            total += use.units if is_start else -use.units
            if is_start:
                at_work[task] = use
            else:
                del at_work[task]
            is_last = n + 1 == len(events) or events[n + 1][0] > at
            if is_last and total > self.capacities[resource] and any(_can_wait(found[t]) for t in at_work):
                return at, list(at_work.values())
        return None

    def _uses(self, resource: str, found: Schedule) -> Iterator[_Use]:
        for task, units in self.asked[resource]:
            dates = found[task]
            if dates.standing == Standing.complete:
                continue
            is_under_way = dates.standing == Standing.in_progress
            start = max(dates.start, found.status or dates.start) if is_under_way else dates.start
            if resource in self.alike:
                if start < dates.finish:
                    yield _Use(clock(start), clock(dates.finish), task, units)
                continue
            calendar = self.network.calendar_of(self.network.activity(task))
            yield from (_Use(a, b, task, units) for a, b in _worked(calendar, start, dates.finish))

    def _giving_way(self, at: int, capacity: int, uses: list[_Use], found: Schedule) -> dict[str, datetime]:
        def rank(use: _Use) -> tuple[bool, bool, bool, datetime, str]:
            """Work under way, fixed dates, what has begun by then, the rule."""
            dates = found[use.task]
            constraint = self.network.activity(use.task).constraint
            is_free = constraint is None or constraint.type not in (*_STARTS_BY, *_FINISHES_BY)
            return _can_wait(dates), is_free, clock(dates.start) >= at, self.keys[use.task], use.task

        stay: list[str] = []
        wait: list[str] = []
        rest, left = sorted(uses, key=rank), capacity
        while rest:
            # Causes first: whoever waited for what follows it would push that before itself for ever.
            use = next(one for one in rest if not any(self._leads_to(other.task, one.task) for other in rest))
            rest.remove(use)
            is_pushed = any(self._leads_to(task, use.task) for task in wait)
            if (use.units <= left and not is_pushed) or not _can_wait(found[use.task]):
                stay.append(use.task)
                left -= use.units
            else:
                wait.append(use.task)
        return dict.fromkeys(wait, min(found[task].finish for task in stay))

    def _leads_to(self, cause: str, effect: str) -> bool:
        return bool(self.follow[self.number[cause]] >> self.number[effect] & 1)


def _following(table: NodeTable) -> list[int]:
    """For each node the nodes that follow it, by whatever links and summaries, as the bits of a number."""
    found = [0] * len(table.follows)
    for node in reversed(table.order):
        for cause, *_ in table.into(node):
            found[cause] |= found[node] | 1 << node
    return found


def _can_wait(dates: ScheduledTask) -> bool:
    return dates.standing == Standing.not_started


def _worked(calendar: WorkCalendar, start: datetime, finish: datetime) -> Iterator[tuple[int, int]]:
    """The stretches of the clock between two instants in which a calendar works."""
    day = start.date() - timedelta(days=1)  # a shift may have begun the evening before
    first, last = clock(start), clock(finish)
    while day <= finish.date():
        midnight = datetime(day.year, day.month, day.day)
        for a, b in calendar.hours_of(day):
            begin, end = clock(midnight + timedelta(minutes=a)), clock(midnight + timedelta(minutes=b))
            if max(begin, first) < min(end, last):
                yield max(begin, first), min(end, last)
        day += timedelta(days=1)


@dataclass(frozen=True, eq=False)
class CalendarLevelled:
    """The plan as levelled, beside the unlevelled schedule: what `LevelledPlan` says, off two schedules."""

    plan: ResourcedPlan
    unlevelled: Schedule
    levelled: Schedule

    @property
    def makespan_min(self) -> int | float:
        """Worked minutes of the plan's calendar from the start of the plan to its last finish."""
        return self._passed(self.levelled.finish)

    @property
    def unlevelled_makespan_min(self) -> int | float:
        """How long the plan takes when nobody minds the resources."""
        return self._passed(self.unlevelled.finish)

    @property
    def lower_bound_min(self) -> int | float:
        """No levelled plan is shorter than one that minds no resources."""
        return self.unlevelled_makespan_min

    @property
    def optimal(self) -> bool:
        """Whether nothing shorter is possible: levelling has not moved the finish."""
        return self.levelled.finish <= self.unlevelled.finish

    @property
    def finish(self) -> datetime:
        """When the last task finishes."""
        return self.levelled.finish

    @cached_property
    def tasks(self) -> Mapping[str, LevelledTask]:
        """Every task and summary by id, in the order of the plan."""
        return {a.id: self._task(a, self.levelled[a.id]) for a in self.network.activities}

    @property
    def moved(self) -> list[LevelledTask]:
        """The tasks that finish at another time than without levelling; summaries left out."""
        return [t for t in self.tasks.values() if t.delay_min and not self.network.activity(t.id).is_summary]

    @property
    def network(self) -> Network:
        return self.plan.network

    def _task(self, activity: Activity, dates: ScheduledTask) -> LevelledTask:
        before = self.unlevelled[activity.id]
        return LevelledTask(
            id=activity.id,
            name=activity.name,
            start=dates.start,
            finish=dates.finish,
            start_min=self._passed(dates.start),
            finish_min=self._passed(dates.finish),
            delay_min=self._passed(dates.finish) - self._passed(before.finish),
            deadline_missed=activity.deadline is not None and dates.finish > activity.deadline,
        )

    def _passed(self, at: datetime) -> int | float:
        worked = self.network.project_calendar.worked
        return minutes(worked.offset(clock(at)) - worked.offset(clock(self.network.start)))
