"""The forward pass over whole numbers: how early everything can happen.

Every link allows a range: its bound says from when on (or until when) an event of the other task may happen; the
task takes the intersection. With one calendar, positions are its offsets and all is addition. With several,
positions are readings of the clock, and a task's own work is counted in the offsets of its own calendar: the
backward bound of a link is the exact inverse of its forward bound, so that floats are never off by a boundary.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.node_table import ENTER, FF, FS, SS, Edge, NodeTable
from plans.progressed import Situation, Standing
from plans.worked_time import WorkedTime

FAR_PAST = -(1 << 60)
FAR_FUTURE = 1 << 60

NOT_STARTED, IN_PROGRESS, COMPLETE = (int(s) for s in Standing)


@dataclass(slots=True)
class Early:
    """Positions of the start and the finish event, of the start of the work left, and that start in own offsets."""

    start: list[int]
    finish: list[int]
    resume: list[int]
    own: list[int]
    standing: bytearray
    horizon: int


def moved(at: int, lag: int, clock: WorkedTime | None) -> int:
    """`at` plus a lag: the earliest instant `lag` later; for a lead, the latest instant from which it reaches `at`."""
    return at + lag if clock is None else clock.moved(at, lag)


def forward(table: NodeTable, given: Situation) -> Early:
    """Earliest positions of all nodes, in one walk along the order."""
    count = len(table.follows)
    start, finish, resume, own = [0] * count, [0] * count, [0] * count, [0] * count
    early = Early(start, finish, resume, own, bytearray(given.standing), given.start_floor)
    follows, bounds, worked = table.follows, table.bounds, table.worked
    duration, plain, earliest, floor = table.duration, given.plain, given.earliest, given.start_floor
    for n in table.order:
        if not plain[n]:
            _forward_special(n, table, given, early)
            continue
        begin, end = floor, FAR_PAST
        for m in follows[n]:
            if finish[m] > begin:
                begin = finish[m]
        if n in bounds:
            begin, end = _narrowed(bounds[n], early, begin, end)
        if n in earliest:
            begin, end = _raised(begin, end, earliest[n])
        length, calendar = duration[n], worked[n]
        if calendar is None:
            at = end - length
            if begin > at:
                at = begin
            start[n] = resume[n] = own[n] = at
            finish[n] = at + length
        elif length and end == FAR_PAST:
            own[n], at, finish[n] = calendar.begun(begin, length)
            start[n] = resume[n] = at
        else:
            _place(n, early, begin, end, length, calendar, n in given.start_milestones)
            start[n] = resume[n]
    size = table.size
    early.horizon = max(finish[:size], default=given.start_floor)
    return early


def _place(n: int, early: Early, begin: int, end: int, length: int, calendar: WorkedTime | None, snap: bool) -> None:
    """Put the work (left) of task n at the first place that begins after `begin` and ends after `end`."""
    if calendar is None:
        at = max(begin, end - length)
        early.resume[n] = early.own[n] = at
        early.finish[n] = at + length
    elif length:
        x = calendar.offset(begin)
        if end > FAR_PAST:
            x = max(x, calendar.offset(end) - length)
        early.own[n] = x
        early.resume[n] = calendar.as_start(x)
        early.finish[n] = calendar.as_finish(x + length)
    else:
        at = max(begin, end)
        x = early.own[n] = calendar.offset(at)
        early.resume[n] = early.finish[n] = calendar.as_start(x) if snap else at


def _forward_special(n: int, table: NodeTable, given: Situation, early: Early) -> None:
    """Entry nodes, summaries and started tasks."""
    start, finish = early.start, early.finish
    if n >= table.size:
        begin, end = _narrowed(table.into(n), early, FAR_PAST, FAR_PAST)
        summary = table.entry_of[n - table.size]
        start[n], finish[n] = _raised(begin, end, given.earliest.get(summary, (None, None)))
        early.resume[n] = start[n]
    elif n in given.started_at:
        _forward_started(n, table, given, early)
    else:
        children = table.children(n)
        start[n] = early.resume[n] = early.own[n] = min(start[m] for m in children)
        finish[n] = max(finish[m] for m in children)


def _forward_started(n: int, table: NodeTable, given: Situation, early: Early) -> None:
    """Actual dates; work left goes on from the data date, and waits for predecessors that are not finished."""
    calendar = table.worked[n]
    early.start[n] = given.started_at[n]
    if early.standing[n] == COMPLETE:
        early.resume[n], early.finish[n] = given.started_at[n], given.finished_at[n]
        early.own[n] = early.start[n] if calendar is None else calendar.offset(early.start[n])
        return
    open_edges = [edge for edge in table.into(n) if early.standing[edge[0]] != COMPLETE or edge[1] not in (FS, SS)]
    begin, end = _narrowed(open_edges, early, FAR_PAST, FAR_PAST)
    left, done = given.remaining[n], table.duration[n] - given.remaining[n]
    if given.status is not None:
        begin = max(begin, given.status, given.started_at[n])
    elif calendar is None:
        begin = max(begin, given.started_at[n] + max(done, 0))
    else:
        begin = max(begin, calendar.as_finish(calendar.offset(given.started_at[n]) + max(done, 0)))
    _place(n, early, begin, end, left, calendar, snap=False)


def _narrowed(edges: Sequence[Edge], early: Early, begin: int, end: int) -> tuple[int, int]:
    """A start from `begin` and a finish from `end`, raised to what the predecessors along the edges allow."""
    start, finish = early.start, early.finish
    for m, kind, lag, clock in edges:
        if kind == ENTER:
            begin, end = max(begin, start[m]), max(end, finish[m])
            continue
        at = finish[m] if kind in (FS, FF) else start[m]
        if lag:
            at = at + lag if clock is None else clock.moved(at, lag)
        if kind in (FS, SS):
            if at > begin:
                begin = at
        elif at > end:
            end = at
    return begin, end


def _raised(begin: int, end: int, floors: tuple[int | None, int | None]) -> tuple[int, int]:
    start_floor, finish_floor = floors
    return (
        begin if start_floor is None else max(begin, start_floor),
        end if finish_floor is None else max(end, finish_floor),
    )
