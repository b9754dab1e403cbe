"""What drives what: the links without slack, traced back from the end of the plan or from any milestone."""

from collections.abc import Iterable, Iterator

from plans.node_table import ENTER, FF, FS, GATHER, SF, SS, Edge, NodeTable
from plans.passes import Early, moved
from plans.progressed import Situation, Standing

START, FINISH = 0, 1

State = tuple[int, int]
"""A node and the event of it that is traced."""


def driving_edges(node: int, event: int, table: NodeTable, given: Situation, early: Early) -> Iterator[Edge]:
    """Edges into `node` that leave its `event` no slack; none for finished work, for facts drive that."""
    if early.standing[node] == Standing.complete:
        return
    for edge in table.before[node]:
        m, kind, lag, clock = edge
        if kind == GATHER:
            if early.start[m] == early.start[node] if event == START else early.finish[m] == early.finish[node]:
                yield edge
        elif kind == ENTER:
            if any(_binds(node, event, e, at, table, given, early) for e, at in _entry_events(m, early)):
                yield edge
        elif not (node in given.started_at and early.standing[m] == Standing.complete and kind in (FS, SS)):
            at = early.finish[m] if kind in (FS, FF) else early.start[m]
            if lag:
                at = moved(at, lag, clock)
            if _binds(node, event, START if kind in (FS, SS) else FINISH, at, table, given, early):
                yield edge


def _entry_events(entry: int, early: Early) -> tuple[tuple[int, int], tuple[int, int]]:
    return ((START, early.start[entry]), (FINISH, early.finish[entry]))


def _binds(node: int, event: int, bound: int, at: int, table: NodeTable, given: Situation, early: Early) -> bool:
    """Whether a bound `at` on the start or finish of a node leaves no slack."""
    if node >= table.size:
        return bound == event and at == (early.start[node] if event == START else early.finish[node])
    if at < 0 and at < -(1 << 50):
        return False
    calendar = table.worked[node]
    x = at if calendar is None else calendar.offset(at)
    return x == early.own[node] + (given.remaining[node] if bound == FINISH else 0)


def traced_back(states: Iterable[State], table: NodeTable, given: Situation, early: Early) -> list[int]:
    """Numbers of the unfinished tasks on paths without slack that end at the given events, by start and then logic."""
    seen: set[State] = set()
    left = list(states)
    while left:
        state = left.pop()
        if state in seen:
            continue
        seen.add(state)
        node, event = state
        for m, kind, _, _ in driving_edges(node, event, table, given, early):
            left += [(m, e) for e in _events_behind(kind, event)]
    summaries = set(table.summaries)
    on_path = {n for n, _ in seen if n < table.size and n not in summaries and early.standing[n] != Standing.complete}
    place = {n: at for at, n in enumerate(table.order) if n in on_path}
    return sorted(on_path, key=lambda n: (early.start[n], early.finish[n], place[n]))


def _events_behind(kind: int, event: int) -> tuple[int, ...]:
    if kind in (SS, SF):
        return (START,)
    if kind == GATHER:
        return (event,)
    return (START, FINISH) if kind == ENTER else (FINISH,)
