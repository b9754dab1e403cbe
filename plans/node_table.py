"""The network as numbered nodes: plain lists of integers for the passes, in an order in which causes come first.

Every task is the node of its own number. A summary's node gathers its children (the earliest start, the latest
finish); where something bounds a summary from before, a further *entry* node hands those bounds to its children.
So a link on a summary costs one edge per child, not one per pair of tasks.
"""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from plans.worked_time import WorkedTime, ticks

if TYPE_CHECKING:
    import networkx

    from plans.network import Activity, Link, Network

FS, SS, FF, SF, ENTER, GATHER = range(6)
"""Kinds of edges. ENTER: an entry node to a child. GATHER: a child to its summary."""

_KINDS = {"FS": FS, "SS": SS, "FF": FF, "SF": SF}
_BOUNDS_FROM_BEFORE = ("SNET", "FNET", "MSO", "MFO")

Edge = tuple[int, int, int, WorkedTime | None]
"""The node at the other end, the kind, the lag in ticks, and whose working time the lag is counted in.

None: the axis itself, that is plain addition."""


@dataclass(slots=True)
class NodeTable:
    """`before[n]` and `after[n]` are the edges into and out of node n; `order` lists all nodes, causes first.

    `uniform`: everything runs on the project's calendar, so that positions can be its offsets; otherwise positions
    are readings of the clock. `entry_of[n - len(tasks)]` is the summary that the entry node n belongs to.
    """

    number: dict[str, int]
    duration: list[int]
    worked: list[WorkedTime | None]
    summaries: list[int]
    uniform: bool
    parent: list[int]
    before: list[list[Edge]] = field(default_factory=list)
    after: list[list[Edge]] = field(default_factory=list)
    order: list[int] = field(default_factory=list)
    entry: dict[int, int] = field(default_factory=dict)
    entry_of: list[int] = field(default_factory=list)
    loop: list[int] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many tasks there are; entry nodes come after them."""
        return len(self.duration)

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

    def loop_ids(self, network: "Network") -> list[str]:
        """The loop found, as task ids from a task back to itself."""
        return _named(self, network, self.loop)


def tabulate(network: "Network", extra: "Link | None" = None) -> NodeTable:
    """Number the nodes of a network whose references are sound (with a further link); `loop` is set if there is one."""
    activities = network.activities
    links = network.links if extra is None else (*network.links, extra)
    number = {activity.id: n for n, activity in enumerate(activities)}
    parent = [-1 if a.parent is None else number[a.parent] for a in activities]
    is_summary = bytearray(len(activities))
    for p in parent:
        if p >= 0:
            is_summary[p] = 1
    uniform = _is_uniform(network, links, is_summary)
    worked = {name: None if uniform else calendar.worked for name, calendar in network.calendars.items()}
    project = worked[network.calendar]
    table = NodeTable(
        number=number,
        duration=[ticks(a.duration_min) for a in activities],
        worked=[project if a.calendar is None else worked[a.calendar] for a in activities],
        summaries=[n for n in range(len(activities)) if is_summary[n]],
        uniform=uniform,
        parent=parent,
    )
    if table.summaries:
        _add_entries(table, activities, links, is_summary)
    nodes = range(len(activities) + len(table.entry_of))
    table.before = [[] for _ in nodes]
    table.after = [[] for _ in nodes]
    _add_links(table, links, project)
    _add_outline(table, is_summary)
    table.order = _causes_first(table)
    if len(table.order) < len(nodes):
        table.loop = _some_loop(table)
    return table


def loop_through(network: "Network", source: str, target: str) -> list[str] | None:
    """The shortest loop that a link from `source` to `target` would close."""
    import networkx

    from plans.network import Link

    table = tabulate(network, Link(source, target))
    if not table.loop:
        return None
    first, last = table.number[target], table.number[source]
    path = networkx.shortest_path(_unordered_part(table), table.entry.get(first, first), last)
    return _named(table, network, [*path, path[0]])


# --- building


def _is_uniform(network: "Network", links: "Iterable[Link]", is_summary: bytearray) -> bool:
    own = network.calendar
    if any(a.calendar is not None and a.calendar != own for a in network.activities):
        return all(
            a.calendar is None or a.calendar == own or is_summary[n] for n, a in enumerate(network.activities)
        ) and not any(link.lag_min and link.lag_calendar == "elapsed" for link in links)
    return not any(link.lag_min and link.lag_calendar == "elapsed" for link in links)


def _add_entries(
    table: NodeTable, activities: "tuple[Activity, ...]", links: "Iterable[Link]", is_summary: bytearray
) -> None:
    """Give an entry node to every summary that something bounds from before, directly or through a summary above."""
    bounded = {table.number[link.target] for link in links}
    bounded |= {
        n for n in table.summaries if (c := activities[n].constraint) is not None and c.type in _BOUNDS_FROM_BEFORE
    }
    for n in table.outermost_first():
        if n in bounded or table.parent[n] in table.entry:
            table.entry[n] = table.size + len(table.entry_of)
            table.entry_of.append(n)


def _add_links(table: NodeTable, links: "Iterable[Link]", project: WorkedTime | None) -> None:
    number, before, after, entry = table.number, table.before, table.after, table.entry
    for link in links:
        source, target, kind = number[link.source], number[link.target], _KINDS[link.type]
        target = entry.get(target, target)
        lag, clock = 0, None
        if link.lag_min:
            lag = ticks(link.lag_min)
            clock = _lag_clock(table, link, project)
        before[target].append((source, kind, lag, clock))
        after[source].append((target, kind, lag, clock))


def _lag_clock(table: NodeTable, link: "Link", project: WorkedTime | None) -> WorkedTime | None:
    match link.lag_calendar:
        case "pred":
            return table.worked[table.number[link.source]]
        case "succ":
            return table.worked[table.number[link.target]]
        case "elapsed":
            return None
        case _:
            return project


def _add_outline(table: NodeTable, is_summary: bytearray) -> None:
    for n, parent in enumerate(table.parent):
        if parent < 0:
            continue
        table.before[parent].append((n, GATHER, 0, None))
        table.after[n].append((parent, GATHER, 0, None))
        if parent in table.entry:
            node = table.entry[n] if is_summary[n] else n
            table.before[node].append((table.entry[parent], ENTER, 0, None))
            table.after[table.entry[parent]].append((node, ENTER, 0, None))


# --- order and loops


def _causes_first(table: NodeTable) -> list[int]:
    """Nodes in topological order; those on and behind a loop are left out.

    What has just become possible comes next: neighbours in the plan are neighbours in the order, and in memory.
    """
    missing = [len(edges) for edges in table.before]
    possible = [n for n, count in enumerate(missing) if not count][::-1]
    order: list[int] = []
    after = table.after
    while possible:
        n = possible.pop()
        order.append(n)
        for m, _, _, _ in after[n]:
            missing[m] -= 1
            if not missing[m]:
                possible.append(m)
    return order


def _unordered_part(table: NodeTable) -> "networkx.DiGraph":
    import networkx

    left = set(range(len(table.before))).difference(table.order)
    return networkx.DiGraph((n, m) for n in sorted(left) for m, _, _, _ in table.after[n] if m in left)


def _some_loop(table: NodeTable) -> list[int]:
    import networkx

    edges = networkx.find_cycle(_unordered_part(table))
    nodes = [n for n, _ in edges]
    first = nodes.index(min(nodes))
    return [*nodes[first:], *nodes[: first + 1]]


def _named(table: NodeTable, network: "Network", nodes: list[int]) -> list[str]:
    ids = [network.activities[table.task_of(n)].id for n in nodes]
    return [id for n, id in enumerate(ids) if n == 0 or id != ids[n - 1]]


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
