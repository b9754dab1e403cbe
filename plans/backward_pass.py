"""The backward pass: how late everything may happen, and how far each task may slip without moving another."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.forward_pass import COMPLETE, FAR_FUTURE, IN_PROGRESS, NOT_STARTED, Early
from plans.node_table import ENTER, FF, FS, GATHER, SS, Edge, NodeTable
from plans.progressed import Situation
from plans.worked_time import WorkedTime


@dataclass(slots=True)
class Late:
    """The latest positions of the start of the work left and of the finish, and that start in own offsets.

    On the clock a latest finish is the last instant before the task's next working minute would be used.
    """

    resume: list[int]
    finish: list[int]
    own: list[int]


def moved_back(until: int, lag: int, clock: WorkedTime | None) -> int:
    """The latest instant that `moved` does not carry beyond `until`."""
    if clock is None:
        return until - lag
    x = clock.offset(until) if lag > 0 else clock.last_start(until)
    return clock.as_start(x - lag)


def backward(table: NodeTable, given: Situation, early: Early, horizon: int, with_deadlines: bool = False) -> Late:
    """Latest positions that leave `horizon` (and, if asked, every deadline) unharmed; below early ones if they must."""
    count = len(table.before)
    resume, finish, own = [0] * count, [0] * count, [0] * count
    late = Late(resume, finish, own)
    worked, remaining, standing, size = table.worked, given.remaining, early.standing, table.size
    plain, latest = given.plain, given.latest
    for n in reversed(table.order):
        if standing[n] == COMPLETE:
            resume[n], finish[n], own[n] = early.resume[n], early.finish[n], early.own[n]
            continue
        begin, end = bounds_after(n, table.after[n], resume, finish, early, horizon)
        if n in latest or n in given.deadlines:
            cap_begin, cap_end = _caps(n, given, with_deadlines)
            begin, end = min(begin, cap_begin), min(end, cap_end)
        if n >= size or not (plain[n] or n in given.started_at):
            resume[n] = own[n] = begin
            finish[n] = end
            continue
        length, calendar = remaining[n], worked[n]
        if calendar is None:
            at = end - length
            if begin < at:
                at = begin
            resume[n] = own[n] = at
            finish[n] = at + length
            continue
        snap = n in given.start_milestones
        x = own[n] = _latest(begin, end, length, calendar, snap)
        if length or snap:
            resume[n], finish[n] = calendar.as_start(x), calendar.as_start(x + length)
        else:
            resume[n] = finish[n] = min(begin, end)
    return late


def _latest(begin: int, end: int, length: int, calendar: WorkedTime, snap: bool) -> int:
    """The largest own offset at which work may start so as to begin until `begin` and end until `end`."""
    if not length:
        at = min(begin, end)
        return calendar.last_start(at) if snap else calendar.offset(at)
    x = calendar.offset(end) - length
    return min(x, calendar.last_start(begin)) if begin < FAR_FUTURE else x


def _caps(n: int, given: Situation, with_deadlines: bool) -> tuple[int, int]:
    cap_begin, cap_end = given.latest.get(n, (None, None))
    begin = FAR_FUTURE if cap_begin is None else cap_begin
    end = FAR_FUTURE if cap_end is None else cap_end
    return begin, min(end, given.deadlines.get(n, FAR_FUTURE)) if with_deadlines else end


def bounds_after(
    n: int, edges: Sequence[Edge], resume: Sequence[int], finish: Sequence[int], early: Early, horizon: int
) -> tuple[int, int]:
    """What the successors leave: a start until, a finish until, when they stand at `resume` and `finish`.

    A finished successor no longer bounds; the start of a started task is a fact that nothing bounds.
    """
    begin, end = FAR_FUTURE, horizon
    standing = early.standing
    started = standing[n] == IN_PROGRESS
    for m, kind, lag, clock in edges:
        if standing[m] == COMPLETE:
            continue
        if kind == FS:
            until = resume[m] - lag if clock is None else moved_back(resume[m], lag, clock)
            if until < end:
                end = until
        elif kind == FF:
            end = min(end, moved_back(finish[m], lag, clock))
        elif kind == GATHER:
            end = min(end, finish[m])
            if not started and early.start[m] == early.start[n]:
                begin = min(begin, resume[m])
        elif kind == ENTER:
            begin, end = min(begin, resume[m]), min(end, finish[m])
        elif not started:
            until = resume[m] if kind == SS else finish[m]
            if lag:
                until = moved_back(until, lag, clock)
            begin = min(begin, until)
    return begin, end


def free_floats(table: NodeTable, given: Situation, early: Early) -> list[int]:
    """How far each task may slip without moving any other, in ticks of its own calendar; ALAP tasks are moved by it.

    Entry nodes and summaries pass on how far what stands behind them may slip.
    """
    count = len(table.before)
    free = [0] * count
    resume, finish = early.resume[:], early.finish[:]
    late = given.as_late_as_possible
    for n in reversed(table.order):
        if early.standing[n] == COMPLETE:
            continue
        begin, end = bounds_after(n, table.after[n], resume, finish, early, early.horizon)
        if n >= table.size or not (given.plain[n] or n in given.started_at):
            resume[n], finish[n] = begin, end
            continue
        length, calendar, own = given.remaining[n], table.worked[n], early.own[n]
        if calendar is None:
            free[n] = min(end - length, begin) - own
        else:
            if length:
                finish[n] = calendar.as_start(own + length)
            free[n] = _latest(begin, end, length, calendar, n in given.start_milestones) - own
        if n in late and early.standing[n] == NOT_STARTED and free[n] > 0:
            _move(n, table, given, early, own + free[n])
            resume[n] = early.resume[n]
            finish[n] = early.finish[n] if calendar is None else calendar.as_start(early.own[n] + length)
            free[n] = 0
    if late:
        _gather_again(table, early)
    return free


def _gather_again(table: NodeTable, early: Early) -> None:
    for n in reversed(table.outermost_first()):
        children = [m for m, _, _, _ in table.before[n]]
        early.start[n] = early.resume[n] = early.own[n] = min(early.start[m] for m in children)
        early.finish[n] = max(early.finish[m] for m in children)


def _move(n: int, table: NodeTable, given: Situation, early: Early, own: int) -> None:
    """Put a task that has not started at another place, in offsets of its own calendar."""
    calendar, length = table.worked[n], given.remaining[n]
    early.own[n] = own
    early.start[n] = early.resume[n] = own if calendar is None else calendar.as_start(own)
    early.finish[n] = own + length if calendar is None else calendar.as_finish(own + length)
