"""The backward pass: how late everything may happen, and how far each task may slip without moving another."""

from collections.abc import Sequence
from dataclasses import dataclass

from plans.forward_pass import COMPLETE, FAR_FUTURE, IN_PROGRESS, NOT_STARTED, Early
from plans.node_table import ENTER, FF, FS, GATHER, SS, Edge, NodeTable
from plans.progressed import Situation
from plans.worked_time import WorkedTime


@dataclass(slots=True)
class Late:
    """The latest positions of the start of the work left, and that start in own offsets."""

    resume: list[int]
    own: list[int]


def moved_back(until: int, lag: int, clock: WorkedTime | None) -> int:
    """The latest instant that `moved` does not carry beyond `until`."""
    return until - lag if clock is None else clock.moved_back(until, lag)


def backward(table: NodeTable, given: Situation, early: Early, horizon: int, with_deadlines: bool = False) -> Late:
    """Latest positions that leave `horizon` (and, if asked, every deadline) unharmed; below early ones if they must.

    `resume` and `finish` hold what successors leave of a node until its turn comes, then where it stands. On the clock
    a latest finish is the last instant before the task's next working minute would be used.
    """
    count = len(table.follows)
    resume, finish, own = [FAR_FUTURE] * count, [horizon] * count, [0] * count
    worked, remaining, standing, size = table.worked, given.remaining, early.standing, table.size
    plain, latest, follows, bounds = given.plain, given.latest, table.follows, table.bounds
    started, deadlines = given.started_at, given.deadlines
    for n in reversed(table.order):
        if standing[n] == COMPLETE:
            resume[n], own[n] = early.resume[n], early.own[n]
            continue
        begin, end = resume[n], finish[n]
        if n in latest or n in deadlines:
            cap_begin, cap_end = _caps(n, given, with_deadlines)
            begin, end = min(begin, cap_begin), min(end, cap_end)
        if n >= size or not (plain[n] or n in started):
            resume[n] = own[n] = begin
        elif (calendar := worked[n]) is None:
            length = remaining[n]
            if begin > end - length:
                begin = end - length
            end = begin + length
            resume[n] = own[n] = begin
        else:
            own[n], begin, end = _placed(begin, end, remaining[n], calendar, n in given.start_milestones)
            resume[n] = begin
        for m in follows[n]:
            if finish[m] > begin:
                finish[m] = begin
        if n in bounds:
            hand_back(n, bounds[n], begin, end, resume, finish, early)
    return Late(resume, own)


def _placed(begin: int, end: int, length: int, calendar: WorkedTime, snap: bool) -> tuple[int, int, int]:
    """Work that begins until `begin` and ends until `end` at the latest: its own offset and both ends on the clock."""
    if length and begin == FAR_FUTURE:
        return calendar.ended(end, length)
    x = _latest(begin, end, length, calendar, snap)
    if length or snap:
        return x, calendar.as_start(x), calendar.as_start(x + length)
    return x, min(begin, end), min(begin, end)


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


def hand_back(
    n: int, edges: Sequence[Edge], begin: int, end: int, starts: list[int], finishes: list[int], early: Early
) -> None:
    """What node n, standing from `begin` to `end`, leaves of the `starts` and `finishes` of the nodes behind it.

    What is finished is no longer bounded; the start of a started task is a fact that nothing bounds.
    """
    standing = early.standing
    for m, kind, lag, clock in edges:
        if kind == FS:
            if standing[m] != COMPLETE:
                until = begin - lag if clock is None else moved_back(begin, lag, clock)
                if until < finishes[m]:
                    finishes[m] = until
        elif standing[m] == COMPLETE:
            continue
        elif kind == FF:
            until = end - lag if clock is None else moved_back(end, lag, clock)
            if until < finishes[m]:
                finishes[m] = until
        elif kind == GATHER:
            finishes[m] = min(finishes[m], end)
            if standing[m] != IN_PROGRESS and early.start[n] == early.start[m]:
                starts[m] = min(starts[m], begin)
        elif kind == ENTER:
            starts[m], finishes[m] = min(starts[m], begin), min(finishes[m], end)
        elif standing[m] != IN_PROGRESS:
            until = begin if kind == SS else end
            if lag:
                until = moved_back(until, lag, clock)
            if until < starts[m]:
                starts[m] = until


def free_floats(table: NodeTable, given: Situation, early: Early) -> list[int]:
    """How far each task may slip without moving any other, in ticks of its own calendar; ALAP tasks are moved by it.

    Entry nodes and summaries pass on how far what stands behind them may slip.
    """
    count, follows, bounds = len(table.follows), table.follows, table.bounds
    free = [0] * count
    starts, finishes = [FAR_FUTURE] * count, [early.horizon] * count
    resume, finish, own, standing = early.resume, early.finish, early.own, early.standing
    plain, remaining, worked, late = given.plain, given.remaining, table.worked, given.as_late_as_possible
    size, started, snapped = table.size, given.started_at, given.start_milestones
    for n in reversed(table.order):
        if standing[n] == COMPLETE:
            continue
        begin, until = starts[n], finishes[n]
        if n < size and (plain[n] or n in started):
            length, calendar = remaining[n], worked[n]
            if calendar is None:
                slip = (begin if begin < until - length else until - length) - own[n]
            else:
                slip = _latest(begin, until, length, calendar, n in snapped) - own[n]
            moves = slip > 0 and n in late and standing[n] == NOT_STARTED
            if moves:
                _move(n, table, given, early, own[n] + slip)
            else:
                free[n] = slip
            begin, until = resume[n], finish[n]
            if calendar is not None and (length or moves):
                until = calendar.as_start(own[n] + length)
        for m in follows[n]:
            if finishes[m] > begin:
                finishes[m] = begin
        if n in bounds:
            hand_back(n, bounds[n], begin, until, starts, finishes, early)
    if late:
        _gather_again(table, early)
    return free


def _gather_again(table: NodeTable, early: Early) -> None:
    for n in reversed(table.outermost_first()):
        children = table.children(n)
        early.start[n] = early.resume[n] = early.own[n] = min(early.start[m] for m in children)
        early.finish[n] = max(early.finish[m] for m in children)


def _move(n: int, table: NodeTable, given: Situation, early: Early, own: int) -> None:
    """Put a task that has not started at another place, in offsets of its own calendar."""
    calendar, length = table.worked[n], given.remaining[n]
    early.own[n] = own
    early.start[n] = early.resume[n] = own if calendar is None else calendar.as_start(own)
    early.finish[n] = own + length if calendar is None else calendar.as_finish(own + length)
