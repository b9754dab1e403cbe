"""What drives what: the links without slack, traced back from the end of the plan or from any milestone."""

from collections.abc import Iterable, Iterator

from plans.forward_pass import FAR_PAST, Early, moved
from plans.node_table import ENTER, FF, FS, GATHER, SS, Edge, NodeTable
from plans.progressed import Situation, Standing

START, FINISH = 0, 1

Event = tuple[int, int]
"""A node and its start or its finish."""


def drivers(event: Event, table: NodeTable, given: Situation, early: Early) -> Iterator[tuple[int, Event]]:
    """The events behind `event` that leave it no slack, each with the kind of the edge; facts have none behind them."""
    node, _ = event
    if early.standing[node] == Standing.complete:
        return
    for edge in table.into(node):
        m, kind, _, _ = edge
        if kind == GATHER:
            behind = (m, event[1])
            if _position(behind, early) == _position(event, early):
                yield kind, behind
        elif kind == ENTER:
            for side in (START, FINISH):
                if _binds(event, side, _position((m, side), early), table, given, early):
                    yield kind, (m, side)
        elif not _settled(edge, node, given, early):
            behind, at, side = _bound(edge, early)
            if _binds(event, side, at, table, given, early):
                yield kind, behind


def _bound(edge: Edge, early: Early) -> tuple[Event, int, int]:
    """The event a link comes from, the position it sets, and the side of the successor that it sets it for."""
    m, kind, lag, clock = edge
    behind = (m, FINISH if kind in (FS, FF) else START)
    at = _position(behind, early)
    return behind, moved(at, lag, clock) if lag else at, START if kind in (FS, SS) else FINISH


def _position(event: Event, early: Early) -> int:
    node, side = event
    return early.start[node] if side == START else early.finish[node]


def _settled(edge: Edge, node: int, given: Situation, early: Early) -> bool:
    """A finished predecessor no longer holds back the start of work that has begun."""
    m, kind, _, _ = edge
    return node in given.started_at and early.standing[m] == Standing.complete and kind in (FS, SS)


def _binds(event: Event, side: int, at: int, table: NodeTable, given: Situation, early: Early) -> bool:
    """Whether a bound `at` on one side of a node leaves the event no slack."""
    node, traced = event
    if at == FAR_PAST:
        return False
    if node >= table.size:
        return side == traced and at == _position(event, early)
    calendar = table.worked[node]
    x = at if calendar is None else calendar.offset(at)
    return x == early.own[node] + (given.remaining[node] if side == FINISH else 0)


def traced_back(events: Iterable[Event], table: NodeTable, given: Situation, early: Early) -> list[int]:
    """Numbers of the unfinished tasks on paths without slack that end at the given events, by start and then logic."""
    seen: set[Event] = set()
    left = list(events)
    while left:
        event = left.pop()
        if event not in seen:
            seen.add(event)
            left += [behind for _, behind in drivers(event, table, given, early)]
    summaries = set(table.summaries)
    on_path = {n for n, _ in seen if n < table.size and n not in summaries and early.standing[n] != Standing.complete}
    steps = _steps(on_path, table)
    return sorted(on_path, key=lambda n: (early.resume[n], early.finish[n], steps[n], n))


def _steps(on_path: set[int], table: NodeTable) -> dict[int, int]:
    """How many tasks of the path come before each of its tasks: tells milestones of one instant apart."""
    steps: dict[int, int] = {}
    for n in table.order:
        if n in on_path:
            steps[n] = max((steps[m] + 1 for m, *_ in table.into(n) if m in steps), default=0)
    return steps
