"""From a plan to the levelling problem: open tasks become nodes, links become least distances between starts.

Reads the plan as the schedule does: links on summaries, constraints, and progress as of the data date. Work already
begun goes on first: what is left of it is placed before all other work and stays there. What is finished holds nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from math import gcd

from governance.errors import Problem
from plans.levelling.constrained_project import NEVER, ConstrainedProject
from plans.levelling.generation import serial
from plans.levelling.resourced_plan import ResourcedPlan
from plans.network import LagCalendar
from plans.node_table import ENTER, FF, FS, GATHER, SF, SS
from plans.progressed import Situation, Standing, situation
from plans.worked_time import TICKS_PER_MINUTE


@dataclass(frozen=True)
class Layout:
    """A problem and how it belongs to its plan: the node of each open task, by the task's number in the network.

    `origin` is the start of the plan as a position of the schedule, in ticks; `as_late` are the nodes wanted as late
    as possible.
    """

    project: ConstrainedProject
    node_of: dict[int, int]
    given: Situation
    origin: int
    as_late: frozenset[int]


def layout(plan: ResourcedPlan, status: datetime | None = None) -> Layout:
    """The problem of a plan as of the data date. All of it is worked on one calendar (`not_on_one_calendar`)."""
    given = situation(plan.network, status, with_progress=True)
    return _Builder(plan, given).built()


def not_on_one_calendar(plan: ResourcedPlan) -> Iterable[Problem]:
    """Whatever is not worked on the plan's calendar: its resources are asked for at other minutes than those counted."""
    network = plan.network
    summaries = set(network.table.summaries)
    for n, activity in enumerate(network.activities):
        if n not in summaries and activity.calendar not in (None, network.calendar):
            facts = {"task": activity.id, "calendar": network.calendar}
            yield Problem("LEVELLING_OWN_CALENDAR", f"tasks[{n}].calendar", activity.calendar, facts)
    for n, link in enumerate(network.links):
        if link.lag_min and link.lag_calendar == LagCalendar.elapsed:
            facts = {"from": link.source, "to": link.target}
            yield Problem("LEVELLING_ELAPSED_LAG", f"dependencies[{n}].lag_calendar", str(link.lag_calendar), facts)


Event = tuple[int, int]
"""A node and how long after its start the event is."""


class _Builder:
    """Collects nodes; every time is a position from the origin, in ticks, until the unit is known."""

    def __init__(self, plan: ResourcedPlan, given: Situation):
        self.plan, self.given, self.table = plan, given, plan.network.table
        start = given.axis.settled_at(plan.network.start, plan.network.project_calendar)
        self.origin = start
        self.names: list[str] = []
        self.durations: list[int] = []
        self.release: list[int] = []
        self.latest: list[int] = []
        self.before: list[list[tuple[int, int]]] = []
        self.first_of: dict[int, tuple[int, ...]] = {}
        self.settled: set[int] = set()
        self.begun: set[int] = set()
        self.node_of: dict[int, int] = {}
        self.starts_of: dict[int, Event] = {}
        self.finishes_of: dict[int, Event] = {}
        self.entry_of: dict[int, tuple[int, int]] = {}
        first_floor = min((t - self.origin for t in given.started_at.values()), default=0)
        self.lowest = min(0, given.start_floor - self.origin, first_floor)

    def built(self) -> Layout:
        summaries = set(self.table.summaries)
        activities = self.plan.network.activities
        by_id = sorted(range(self.table.size), key=lambda n: activities[n].id)
        for n in by_id:
            if n in summaries:
                self._add_summary(n)
            else:
                self._add_task(n)
        for n in by_id:
            self._add_bounds(n, n in summaries)
        return self._compact()

    # --- nodes

    def _add(self, task: int, duration: int = 0, release: int | None = None, latest: int = NEVER) -> int:
        self.names.append(self.plan.network.activities[task].id)
        self.durations.append(duration)
        self.release.append(self.lowest if release is None else release)
        self.latest.append(latest)
        self.before.append([])
        return len(self.names) - 1

    def _settled_at(self, task: int, position: int) -> Event:
        node = self._add(task, release=position - self.origin)
        self.settled.add(node)
        return node, 0

    def _add_task(self, n: int) -> None:
        given = self.given
        if n in given.started_at:
            self.starts_of[n] = self._settled_at(n, given.started_at[n])
            if given.standing[n] == Standing.complete:
                self.finishes_of[n] = self._settled_at(n, given.finished_at[n])
                return
        length = given.remaining[n]
        node = self.node_of[n] = self._add(n, length, self._floor(n) - self.origin, self._ceiling(n))
        self.starts_of.setdefault(n, (node, 0))
        self.finishes_of[n] = (node, length)
        if n in given.started_at:
            self.begun.add(node)

    def _floor(self, n: int) -> int:
        """From when the work (left) of a task may go on, by dates alone."""
        given = self.given
        if n in given.started_at:
            began = given.started_at[n]
            if given.status is not None:
                return max(given.status, began)
            return began + max(self.table.duration[n] - given.remaining[n], 0)
        start, finish = given.earliest.get(n, (None, None))
        floors = [given.start_floor, start, None if finish is None else finish - given.remaining[n]]
        return max(floor for floor in floors if floor is not None)

    def _ceiling(self, n: int) -> int:
        """Until when the work (left) of a task must start, by its constraint."""
        start, finish = self.given.latest.get(n, (None, None))
        caps = [] if finish is None else [finish - self.given.remaining[n]]
        if start is not None and n not in self.given.started_at:
            caps.append(start)
        return min(caps) - self.origin if caps else NEVER

    def _add_summary(self, n: int) -> None:
        start_cap, finish_cap = self.given.latest.get(n, (None, None))
        if self.given.standing[n] == Standing.complete:
            start_cap = finish_cap = None
        first, last = self._add(n), self._add(n)
        self.latest[first] = NEVER if start_cap is None else start_cap - self.origin
        self.latest[last] = NEVER if finish_cap is None else finish_cap - self.origin
        self.starts_of[n], self.finishes_of[n] = (first, 0), (last, 0)
        if n in self.table.entry:
            begin, end = self.given.earliest.get(n, (None, None))
            self.entry_of[self.table.entry[n]] = (
                self._add(n, release=None if begin is None else max(self.lowest, begin - self.origin)),
                self._add(n, release=None if end is None else max(self.lowest, end - self.origin)),
            )

    # --- bounds

    def _add_bounds(self, n: int, is_summary: bool) -> None:
        if is_summary:
            children = self.table.children(n)
            self.first_of[self.starts_of[n][0]] = tuple(sorted(self.starts_of[m][0] for m in children))
            self.before[self.finishes_of[n][0]] += [self.finishes_of[m] for m in children]
            if n in self.table.entry:
                begin, end = self.entry_of[self.table.entry[n]]
                for m, kind, lag, _ in self.table.into(self.table.entry[n]):
                    self._bound(begin, end, 0, m, kind, lag)
        elif n in self.node_of:
            node = self.node_of[n]
            for m, kind, lag, _ in self.table.into(n):
                # As in the forward pass: what is finished no longer holds back the start of work already begun.
                if node in self.begun and kind in (FS, SS) and self.given.standing[m] == Standing.complete:
                    continue
                self._bound(node, node, self.durations[node], m, kind, lag)

    def _bound(self, begin: int, end: int, length: int, source: int, kind: int, lag: int) -> None:
        """One edge of the node table into a node that begins at `begin` and ends `length` after `end` starts."""
        if kind == ENTER:
            entry_begin, entry_end = self.entry_of[source]
            self.before[begin].append((entry_begin, 0))
            self.before[end].append((entry_end, -length))
        elif kind != GATHER:
            event, after = self.finishes_of[source] if kind in (FS, FF) else self.starts_of[source]
            if kind in (FS, SS):
                self.before[begin].append((event, after + lag))
            elif kind in (FF, SF):
                self.before[end].append((event, after + lag - length))

    # --- the result

    def _needed(self) -> list[int]:
        """The nodes that stand for work, and those that something waits for or that have a latest start."""
        causes: dict[int, list[int]] = {n: [i for i, _ in bounds] for n, bounds in enumerate(self.before)}
        for n, members in self.first_of.items():
            causes[n] += members
        work = set(self.node_of.values())
        pending = [n for n in range(len(self.names)) if n in work or self.latest[n] < NEVER]
        found = set(pending)
        while pending:
            for i in causes[pending.pop()]:
                if i not in found:
                    found.add(i)
                    pending.append(i)
        return sorted(found)

    def _compact(self) -> Layout:
        kept = self._needed()
        new = {old: n for n, old in enumerate(kept)}
        capacities = self.plan.capacities
        ids = sorted(capacities)
        number = {id: k for k, id in enumerate(ids)}
        done = max((t - self.origin for t in self.given.finished_at.values()), default=0)
        unit = gcd(
            TICKS_PER_MINUTE if not kept else 0, done, *(self.durations[n] for n in kept), *(self.release[n] for n in kept),
            *(lag for n in kept for _, lag in self.before[n]),
        ) or 1  # fmt: skip
        task_of = {node: task for task, node in self.node_of.items()}
        project = ConstrainedProject(
            names=[self.names[n] for n in kept],
            durations=[self.durations[n] // unit for n in kept],
            before=[_strictest((new[i], lag // unit) for i, lag in self.before[n]) for n in kept],
            release=[self.release[n] // unit for n in kept],
            latest=[NEVER if self.latest[n] == NEVER else self.latest[n] // unit for n in kept],
            demands=[self._demands(task_of.get(n), self.durations[n], number) for n in kept],
            capacities=[capacities[id] for id in ids],
            first_of={new[n]: tuple(new[m] for m in members) for n, members in self.first_of.items() if n in new},
            settled=frozenset(new[n] for n in self.settled if n in new),
            done_by=done // unit,
            unit=unit,
        )
        project = _begun_first(project, {new[n] for n in self.begun})
        node_of = {task: new[node] for task, node in self.node_of.items()}
        as_late = frozenset(node_of[t] for t in self.given.as_late_as_possible if self.given.plain[t])
        return Layout(project, node_of, self.given, self.origin, as_late)

    def _demands(self, task: int | None, duration: int, number: dict[str, int]) -> list[tuple[int, int]]:
        if task is None or not duration:
            return []
        held = self.plan.demand.get(self.plan.network.activities[task].id, {})
        return sorted((number[id], amount) for id, amount in held.items() if amount)


def _strictest(bounds: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """One bound per cause: of several links between the same two the longest distance holds."""
    found: dict[int, int] = {}
    for i, lag in bounds:
        found[i] = max(lag, found.get(i, lag))
    return sorted(found.items())


def _begun_first(project: ConstrainedProject, begun: set[int]) -> ConstrainedProject:
    """Settle the work already begun that waits for nothing else, as early as it fits."""
    free_to_go = set(project.settled)
    sequence: list[int] = []
    for n in project.causes_first(project.heads):
        if n in begun and all(i in free_to_go for i, _ in project.before[n]):
            free_to_go.add(n)
            sequence.append(n)
    if not sequence:
        return project
    starts = serial(project, sequence)
    return replace(
        project,
        release=starts,
        before=[[] if n in free_to_go else bounds for n, bounds in enumerate(project.before)],
        settled=frozenset(free_to_go),
    )
