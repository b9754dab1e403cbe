"""The network as numbered nodes: plain lists of integers for the passes, in an order in which causes come first.

Every task is the node of its own number. A summary's node gathers its children (the earliest start, the latest
finish); where something bounds a summary from before, a further *entry* node hands those bounds to its children.
So a link on a summary costs one edge per child, not one per pair of tasks.

An edge is kept once, with the node it leads to: forwards a node asks its edges, backwards it answers along them.
The plain ones, finish to start without a lag, are kept apart as mere numbers: they are most of any plan.
"""

import gc
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import repeat
from operator import add, attrgetter, eq
from typing import TYPE_CHECKING

from plans.worked_time import TICKS_PER_MINUTE, WorkedTime, ticks

if TYPE_CHECKING:
    from plans.network import Activity, Link, Network

FS, SS, FF, SF, ENTER, GATHER = range(6)
"""Kinds of edges. ENTER: an entry node to a child. GATHER: a child to its summary."""

_KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}
_BOUNDS_FROM_BEFORE = ("SNET", "FNET", "MSO", "MFO")

Edge = tuple[int, int, int, WorkedTime | None]
"""The node that an edge comes from, the kind, the lag in ticks, and whose working time the lag is counted in.

None: the axis itself, that is plain addition."""


@dataclass(slots=True)
class NodeTable:
    """What node n depends on: it `follows[n]` plainly, and is in `bounds` with its other edges, if it has any.

    `order` lists all nodes, causes first, and is cut short by a loop.

    `uniform`: everything runs on the project's calendar, so that positions can be its offsets; otherwise positions
    are readings of the clock. `entry_of[n - len(tasks)]` is the summary that the entry node n belongs to.
    """

    number: Mapping[str, int]
    duration: list[int]
    worked: list[WorkedTime | None]
    summaries: list[int]
    uniform: bool
    parent: list[int]
    follows: list[list[int]] = field(default_factory=list)
    bounds: dict[int, list[Edge]] = field(default_factory=dict)
    order: list[int] = field(default_factory=list)
    entry: dict[int, int] = field(default_factory=dict)
    entry_of: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many tasks there are; entry nodes come after them."""
        return len(self.duration)

    @property
    def has_loop(self) -> bool:
        """Whether something comes before itself."""
        return len(self.order) < len(self.follows)

    def into(self, node: int) -> list[Edge]:
        """Every edge into a node."""
        return [*((m, FS, 0, None) for m in self.follows[node]), *self.bounds.get(node, ())]

    def children(self, summary: int) -> list[int]:
        """The nodes that a summary gathers."""
        return [m for m, kind, _, _ in self.bounds[summary] if kind == GATHER]

    def task_of(self, node: int) -> int:
        """The task a node stands for."""
        return node if node < self.size else self.entry_of[node - self.size]

    def outermost_first(self) -> list[int]:
        """The summaries, those that hold others before the ones they hold."""
        depth: dict[int, int] = {-1: 0}
        for n in self.summaries:
            chain = [n]
            while self.parent[chain[-1]] not in depth:
                chain.append(self.parent[chain[-1]])
            for m in reversed(chain):
                depth[m] = depth[self.parent[m]] + 1
        return sorted(self.summaries, key=lambda n: (depth[n], n))


@dataclass(slots=True)
class Ends:
    """The number of each task by its id, and which tasks the links join; -1 stands for an id that no task has.

    Looked up once for all that is asked of links: comparing texts is what takes longest in reading a large plan.
    """

    number: dict[str, int]
    sources: list[int]
    targets: list[int]

    @property
    def are_sound(self) -> bool:
        """Whether every link joins two tasks, and no two links the same ones."""
        sources, targets = self.sources, self.targets
        if -1 in sources or -1 in targets or any(map(eq, sources, targets)):
            return False
        # A pair as one number: numbers are made, hashed and thrown away in a third of the time of pairs.
        joined = set(map(add, map(len(self.number).__mul__, sources), targets))
        return len(joined) == len(sources)


def ends_of(activities: "Iterable[Activity]", links: "Sequence[Link]") -> Ends:
    """Number the tasks and what the links say of them."""
    number = {activity.id: n for n, activity in enumerate(activities)}
    sources, targets = map(attrgetter("source"), links), map(attrgetter("target"), links)
    return Ends(number, [*map(number.get, sources, repeat(-1))], [*map(number.get, targets, repeat(-1))])


def tabulate(network: "Network", links: "Sequence[Link]", ends: Ends) -> NodeTable:
    """Lay out the nodes of a network whose references are sound, joined by `links` with their `ends`."""
    activities, number = network.activities, ends.number
    parent = [-1 if a.parent is None else number[a.parent] for a in activities]
    summaries = sorted(set(parent).difference((-1,)))
    calendars = [a.calendar for a in activities]
    uniform = _is_uniform(network, links, calendars, summaries)
    worked = {name: None if uniform else calendar.worked for name, calendar in network.calendars.items()}
    project = worked[network.calendar]
    table = NodeTable(
        number=number,
        duration=[round(a.duration_min * TICKS_PER_MINUTE) for a in activities],
        worked=[project if name is None else worked[name] for name in calendars],
        summaries=summaries,
        uniform=uniform,
        parent=parent,
    )
    if summaries:
        _add_entries(table, activities, ends.targets)
    table.follows = [[] for _ in range(len(activities) + len(table.entry_of))]
    _add_links(table, links, ends, project)
    if summaries:
        _add_outline(table)
    table.order = _causes_first(table)
    return table


# --- building


def _is_uniform(
    network: "Network", links: "Iterable[Link]", calendars: list[str | None], summaries: Iterable[int]
) -> bool:
    """Whether all work and every lag is counted on the project's calendar; a summary does no work of its own."""
    if not {None, network.calendar}.issuperset(calendars):
        gathering = set(summaries)
        if any(name not in (None, network.calendar) and n not in gathering for n, name in enumerate(calendars)):
            return False
    return not any(link.lag_calendar == "elapsed" for link in links if link.lag_min)


def _add_entries(table: NodeTable, activities: "tuple[Activity, ...]", targets: Iterable[int]) -> None:
    """Give an entry node to every summary that something bounds from before, directly or through a summary above."""
    bounded = set(targets) | {
        n for n in table.summaries if (c := activities[n].constraint) is not None and c.type in _BOUNDS_FROM_BEFORE
    }
    for n in table.outermost_first():
        if n in bounded or table.parent[n] in table.entry:
            table.entry[n] = table.size + len(table.entry_of)
            table.entry_of.append(n)


def _add_links(table: NodeTable, links: "Iterable[Link]", ends: Ends, project: WorkedTime | None) -> None:
    follows, bounds, entry, uniform = table.follows, table.bounds, table.entry, table.uniform
    for link, source, target in zip(links, ends.sources, ends.targets, strict=True):
        node = entry.get(target, target) if entry else target
        _, _, type_, lag_min, _ = link  # a third of the time of asking for each by name
        kind, lag, clock = _KINDS[type_], 0, None
        if lag_min:
            lag = ticks(lag_min)
            clock = None if uniform else _lag_clock(table, link, source, target, project)
        elif kind == FS:
            follows[node].append(source)
            continue
        bounds.setdefault(node, []).append((source, kind, lag, clock))


def _lag_clock(
    table: NodeTable, link: "Link", source: int, target: int, project: WorkedTime | None
) -> WorkedTime | None:
    match link.lag_calendar:
        case "pred":
            return table.worked[source]
        case "succ":
            return table.worked[target]
        case "elapsed":
            return None
        case _:
            return project


def _add_outline(table: NodeTable) -> None:
    for n, parent in enumerate(table.parent):
        if parent < 0:
            continue
        table.bounds.setdefault(parent, []).append((n, GATHER, 0, None))
        if parent in table.entry:
            table.bounds.setdefault(table.entry.get(n, n), []).append((table.entry[parent], ENTER, 0, None))


# --- order

_NEW, _OPEN, _PLACED = range(3)


def _causes_first(table: NodeTable) -> list[int]:
    """Nodes in topological order, each as soon as what comes before it is there; cut short where a loop is met.

    Neighbours in the plan are neighbours in the order, and in memory. Depth first with a stack of its own: a node
    stays open while its causes are placed, so a cause that is open itself closes a loop.
    """
    follows, bounds = table.follows, table.bounds
    state = bytearray(len(follows))
    order: list[int] = []
    for first in range(len(follows)):
        if state[first] == _PLACED:
            continue
        pending = [first]
        while pending:
            n = pending[-1]
            if state[n] == _NEW:
                state[n] = _OPEN
                missing = [m for m in follows[n] if state[m] != _PLACED]
                if n in bounds:
                    missing += [edge[0] for edge in bounds[n] if state[edge[0]] != _PLACED]
                if missing:
                    if any(state[m] == _OPEN for m in missing):
                        return order
                    pending += reversed(missing)
                    continue
            if state[n] == _OPEN:
                state[n] = _PLACED
                order.append(n)
            pending.pop()
    return order


@contextmanager
def collector_paused() -> Iterator[None]:
    """No cycle collection while many small objects without cycles are made."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
