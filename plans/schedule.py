"""The schedule of a network: early and late dates, floats and the critical path. Data in, result out, never stored.

Method: critical path method over FS, SS, FF and SF links with lags, constraints, deadlines and several calendars;
progress by the data date with retained logic. The result holds whole numbers; dates are made when they are asked for.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from governance.errors import Problem
from plans.backward_pass import Late, backward, free_floats
from plans.critical_path import FINISH, drivers, traced_back
from plans.forward_pass import Early, forward
from plans.instants import Instants
from plans.milestone_instants import read_as_start
from plans.network import Activity, Link, Network
from plans.node_table import ENTER, GATHER, collector_paused
from plans.progressed import OutOfSequence, Situation, Standing, out_of_sequence, situation
from plans.schedule_warnings import schedule_warnings
from plans.worked_time import WorkedTime, minutes

_STANDINGS = tuple(Standing)


class ScheduledTask(NamedTuple):
    """What the schedule says of one task. Local dates, floats in worked minutes of the task's calendar.

    `start`/`finish`: actual where actual, else forecast. `deadline_float_min`: float to the
    deadlines, None without any.
    A summary shows its children's span and their least floats, and is critical when one of them is.
    """

    id: str
    name: str
    start: datetime
    finish: datetime
    early_start: datetime
    early_finish: datetime
    late_start: datetime
    late_finish: datetime
    total_float_min: int | float
    free_float_min: int | float
    deadline_float_min: int | float | None
    critical: bool
    provisional: bool
    standing: Standing


def schedule(network: Network, *, status: datetime | None = None, with_progress: bool = True) -> "Schedule":
    """Compute the schedule of a network as of the data date `status` (the end of the last reported working day).

    Without a data date, or where the network stays as planned, work left of started tasks goes on where it stands;
    without progress, actual dates are ignored.
    Raises `Invalid` (`OUT_OF_RANGE`) where work would leave the years that calendars cover.
    """
    with collector_paused():
        table = network.table
        given = situation(network, status, with_progress)
        early = forward(table, given)
        late = backward(table, given, early, early.horizon)
        free = free_floats(table, given, early)
        given.axis.require_dates(min(late.resume[: table.size], default=0), early.horizon)
        to_deadline = None
        if network.deadline is not None or given.deadlines:
            horizon = early.horizon if network.deadline is None else given.axis.at(network.deadline)
            to_deadline = backward(table, given, early, horizon, with_deadlines=True)
    return Schedule(network, status, given, early, late, to_deadline, free)


@dataclass(frozen=True, eq=False)
class Schedule:
    """The computed schedule: `schedule[id]` gives one task, `schedule.tasks` all of them in the network's order."""

    network: Network
    status: datetime | None
    _given: Situation
    _early: Early
    _late: Late
    _to_deadline: Late | None
    _free: list[int]

    def __getitem__(self, id: str) -> ScheduledTask:
        known = self._known
        if id not in known:
            for m in self._within(self.network.table.number[id]):
                task = self._summary(m) if m in self._summaries else self._task(m)
                known[task.id] = task
        return known[id]

    def _within(self, n: int) -> list[int]:
        """A task or a summary with all that is in it, innermost first; what is known already is left out."""
        found, activities = [n], self.network.activities
        for m in found:  # grows as it is walked
            if m in self._summaries:
                children = self.network.table.children(m)
                found += [child for child in children if activities[child].id not in self._known]
        return found[::-1]

    @cached_property
    def tasks(self) -> Mapping[str, ScheduledTask]:
        """Every task and summary by id."""
        with collector_paused():
            known, activities = self._known, self.network.activities
            for n in self._leaves:
                if activities[n].id not in known:
                    known[activities[n].id] = self._task(n)
            return {activity.id: self[activity.id] for activity in activities}

    def float_days(self, id: str) -> float:
        """Total float in days of the task's own calendar."""
        return self.network.calendar_of(self.network.activity(id)).days_of(self[id].total_float_min)

    @cached_property
    def start(self) -> datetime:
        """The earliest start; the network's own start where it has no tasks."""
        first = min((self._early.start[n] for n in self._leaves), default=0)
        at_first = [n for n in self._leaves if self._early.start[n] == first]
        return min((self._span(n, self.network.activities[n])[0] for n in at_first), default=self.network.start)

    @cached_property
    def finish(self) -> datetime:
        """The latest finish; the network's own start where it has no tasks."""
        return max((self._span(n, self.network.activities[n])[1] for n in self._last), default=self.network.start)

    @cached_property
    def critical_path(self) -> list[str]:
        """Ids of the unfinished tasks on the longest path, first to last (parallel ones included)."""
        last = [(n, FINISH) for n in self._last]
        return self._ids(traced_back(last, self.network.table, self._given, self._early))

    def driving_path(self, id: str) -> list[str]:
        """Ids of the unfinished tasks that decide when the given one finishes, first to last, itself included."""
        start = [(self.network.table.number[id], FINISH)]
        return self._ids(traced_back(start, self.network.table, self._given, self._early))

    def driving_links(self, id: str) -> list[Link]:
        """The links that leave a task no slack; those of a summary count for the tasks within it."""
        found: list[Link] = []
        events = [(self.network.table.number[id], FINISH)]
        for event in events:  # grows as it is walked
            for kind, behind in drivers(event, self.network.table, self._given, self._early):
                if kind == ENTER:
                    events.append(behind)
                elif kind != GATHER:
                    found.append(self._link(behind[0], event[0], kind))
        return found

    @property
    def passes(self) -> tuple[Situation, Early]:
        """What the dates were read from: the situation at the data date and the early positions, by number of the node."""
        return self._given, self._early

    def near_critical(self, within_min: float) -> list[str]:
        """Ids of unfinished tasks with 0 < total float <= `within_min`, least float first."""
        floats = {n: minutes(self._late.own[n] - self._early.own[n]) for n in self._leaves}
        near = [n for n in self._leaves if 0 < floats[n] <= within_min and not self._is_complete(n)]
        return self._ids(sorted(near, key=lambda n: (floats[n], self._early.start[n], n)))

    @cached_property
    def out_of_sequence(self) -> list[OutOfSequence]:
        """Links that the actual dates have broken."""
        return out_of_sequence(self.network) if self._given.started_at else []

    @cached_property
    def warnings(self) -> list[Problem]:
        """What a reader of the dates must know: uncovered calendars, actual dates in the future, broken sequence."""
        return schedule_warnings(self)

    # --- one task

    def _task(self, n: int) -> ScheduledTask:
        activity = self.network.activities[n]
        start, finish = self._span(n, activity)
        calendar = self.network.calendar_of(activity)
        late_start, late_finish = self._late_span(n, calendar.worked, start, finish)
        early, late = self._early.own[n], self._late.own[n]
        to_deadline = None if self._to_deadline is None else minutes(self._to_deadline.own[n] - early)
        return ScheduledTask(  # in the order of its fields: naming fourteen of them takes as long as working them out
            activity.id, activity.name, start, finish, start, finish, late_start, late_finish, minutes(late - early), minutes(self._free[n]), to_deadline,
            n in self._critical, calendar.provisional(finish.date()) or calendar.provisional(start.date()), _STANDINGS[self._early.standing[n]],
        )  # fmt: skip

    def _span(self, n: int, activity: Activity) -> tuple[datetime, datetime]:
        """Start and finish as people read them: actual dates as they were entered, the rest off the axis."""
        early, began = self._early, activity.began if n in self._given.started_at else None
        if began is None:
            if not self._given.remaining[n]:
                at = self._instant(n)
                return at, at
            return self._as_start(early.start[n]), self._as_finish(early.finish[n])
        return began, activity.actual_finish or max(began, self._as_finish(early.finish[n]))

    def _late_span(self, n: int, worked: WorkedTime, start: datetime, finish: datetime) -> tuple[datetime, datetime]:
        if self._is_complete(n):
            return start, finish
        early, late, given = self._early.own[n], self._late.own[n], self._given
        if length := given.remaining[n]:
            late_start = start if n in given.started_at else self._read.as_start(worked, late)
            return late_start, self._read.as_finish(worked, late + length)
        if late == early:
            return start, finish
        read = self._read.as_start if n in given.start_milestones else self._read.as_finish
        at = read(worked, late)
        return (start if n in given.started_at else at), at

    def _instant(self, n: int) -> datetime:
        """The instant of a task without duration."""
        at = self._early.finish[n]
        return self._as_start(at) if self._reads_as_start[n] else self._as_finish(at)

    def _as_start(self, at: int) -> datetime:
        return self._read.as_start(self._axis, at)

    def _as_finish(self, at: int) -> datetime:
        return self._read.as_finish(self._axis, at)

    def _summary(self, n: int) -> ScheduledTask:
        activity = self.network.activities[n]
        children = [self._known[self.network.activities[m].id] for m in self.network.table.children(n)]
        open_ones = [child for child in children if child.standing != Standing.complete] or children
        to_deadlines = [c.deadline_float_min for c in open_ones if c.deadline_float_min is not None]
        started = any(child.standing != Standing.not_started for child in children)
        complete = self._is_complete(n)
        return ScheduledTask(
            id=activity.id,
            name=activity.name,
            start=min(child.start for child in children),
            finish=max(child.finish for child in children),
            early_start=min(child.early_start for child in children),
            early_finish=max(child.early_finish for child in children),
            late_start=min(child.late_start for child in children),
            late_finish=max(child.late_finish for child in children),
            total_float_min=min(child.total_float_min for child in open_ones),
            free_float_min=min(child.free_float_min for child in open_ones),
            deadline_float_min=min(to_deadlines, default=None),
            critical=any(child.critical for child in children),
            provisional=any(child.provisional for child in children),
            standing=Standing.complete if complete else Standing.in_progress if started else Standing.not_started,
        )

    # --- what is worked out once

    @cached_property
    def _known(self) -> dict[str, ScheduledTask]:
        return {}

    @cached_property
    def _read(self) -> Instants:
        return Instants()

    @cached_property
    def _summaries(self) -> frozenset[int]:
        return frozenset(self.network.table.summaries)

    @cached_property
    def _leaves(self) -> list[int]:
        return [n for n in range(self.network.table.size) if n not in self._summaries]

    @cached_property
    def _last(self) -> list[int]:
        return [n for n in self._leaves if self._early.finish[n] == self._early.horizon]

    @cached_property
    def _critical(self) -> frozenset[int]:
        return frozenset(self.network.table.number[id] for id in self.critical_path)

    @cached_property
    def _links(self) -> dict[tuple[str, str, int], Link]:
        kinds = {"FS": 0, "SS": 1, "FF": 2, "SF": 3}
        return {(link.source, link.target, kinds[link.type]): link for link in self.network.links}

    def _link(self, source: int, target: int, kind: int) -> Link:
        ids = self.network.activities
        return self._links[ids[source].id, ids[self.network.table.task_of(target)].id, kind]

    @cached_property
    def _reads_as_start(self) -> bytearray:
        """Which nodes without duration happen at the next working instant and not at the end of the last one."""
        return read_as_start(self.network, self._given, self._early)

    @cached_property
    def _axis(self) -> WorkedTime | None:
        """Whose offsets the positions are; None where they are readings of the clock."""
        return self.network.project_calendar.worked if self.network.table.uniform else None

    def _is_complete(self, n: int) -> bool:
        return self._early.standing[n] == Standing.complete

    def _ids(self, numbers: list[int]) -> list[str]:
        return [self.network.activities[n].id for n in numbers]
