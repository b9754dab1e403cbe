"""The schedule as a net of slacks: how much each link still gives before what comes after it must move.

A task that moves as a whole by d moves what follows over a link with slack s by max(0, d - s). So what a slip costs
somewhere else is a matter of distance: the least sum of slacks on any way there. With one calendar this equals a
run of the whole schedule with the slip in it; with several, slacks are counted on the project's calendar and the
answer is near, not exact.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from plans.critical_path import FINISH, START
from plans.forward_pass import FAR_PAST, Early, moved
from plans.node_table import ENTER, FF, FS, GATHER, SS, Edge, NodeTable
from plans.progressed import Situation, Standing
from plans.schedule import Schedule
from plans.worked_time import minutes

INFINITE = float("inf")


@dataclass(frozen=True, slots=True)
class SlackNet:
    """Points of a schedule that can be pushed, causes first, with what each is pushed by: (point, slack in ticks).

    A task is one point. What bounds the tasks of a summary is two: one for their starts, one for their finishes.
    """

    schedule: Schedule
    order: tuple[int, ...]
    pushed_by: tuple[tuple[tuple[int, int], ...], ...]
    exact: bool

    def distances_to(self, id: str) -> dict[str, float]:
        """Worked minutes by which each unfinished task may slip as a whole before the given one moves; itself: 0.

        Tasks that have no way there are left out. `KeyError` for an unknown task.
        """
        table, activities = self.schedule.network.table, self.schedule.network.activities
        far: dict[int, int] = {table.number[id]: 0}
        for point in reversed(self.order):
            here = far.get(point)
            if here is not None:
                for behind, slack in self.pushed_by[point]:
                    if here + slack < far.get(behind, here + slack + 1):
                        far[behind] = here + slack
        gathering = set(table.summaries)
        _, early = self.schedule.passes
        return {
            activities[n].id: minutes(ticks)
            for n, ticks in far.items()
            if n < table.size and n not in gathering and early.standing[n] != Standing.complete
        }


def slack_net(schedule: Schedule) -> SlackNet:
    """The net of a schedule; what is finished pushes nothing."""
    table = schedule.network.table
    given, early = schedule.passes
    reader = _Reader(schedule, table, given, early)
    count = len(table.follows)
    pushed_by: list[tuple[tuple[int, int], ...]] = [()] * (count + len(table.entry_of))
    order: list[int] = []
    for n in table.order:
        if early.standing[n] == Standing.complete:
            continue
        if n < table.size:
            pushed_by[n] = tuple(reader.into_task(n))
            order.append(n)
        else:
            starts, finishes = n, reader.finishes(n)
            pushed_by[starts], pushed_by[finishes] = reader.into_entry(n)
            order += (starts, finishes)
    return SlackNet(schedule, tuple(order), tuple(pushed_by), table.uniform and not _starts_of_summaries_count(table))


def _starts_of_summaries_count(table: NodeTable) -> bool:
    """Whether a link hangs on the start of a summary: that is the least of its tasks', so no single one pushes it."""
    gathering = set(table.summaries)
    return any(
        m in gathering and kind not in (FS, FF, GATHER) for edges in table.bounds.values() for m, kind, _, _ in edges
    )


@dataclass(slots=True)
class _Reader:
    schedule: Schedule
    table: NodeTable
    given: Situation
    early: Early

    def finishes(self, entry: int) -> int:
        """The point of an entry node that stands for the finishes of the tasks within."""
        return len(self.table.follows) + entry - self.table.size

    def into_task(self, n: int) -> Iterator[tuple[int, int]]:
        early = self.early
        for edge in self.table.into(n):
            m, kind, _, _ = edge
            if early.standing[m] == Standing.complete:
                continue
            if kind == GATHER:
                yield m, self._between(early.finish[m], early.finish[n])
            elif kind == ENTER:
                for point, at, own in (
                    (m, early.start[m], early.resume[n]),
                    (self.finishes(m), early.finish[m], early.finish[n]),
                ):
                    if at != FAR_PAST:
                        yield point, self._between(at, own)
            elif (at := self._bound(edge)) is not None:
                yield m, self._between(at, early.resume[n] if kind in (FS, SS) else early.finish[n])

    def into_entry(self, n: int) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[int, int], ...]]:
        early = self.early
        starts: list[tuple[int, int]] = []
        finishes: list[tuple[int, int]] = []
        for edge in self.table.into(n):
            m, kind, _, _ = edge
            if early.standing[m] == Standing.complete:
                continue
            if kind == ENTER:
                if early.start[m] != FAR_PAST:
                    starts.append((m, self._between(early.start[m], early.start[n])))
                if early.finish[m] != FAR_PAST:
                    finishes.append((self.finishes(m), self._between(early.finish[m], early.finish[n])))
            elif (at := self._bound(edge)) is not None:
                if kind in (FS, SS):
                    starts.append((m, self._between(at, early.start[n])))
                else:
                    finishes.append((m, self._between(at, early.finish[n])))
        return tuple(starts), tuple(finishes)

    def _bound(self, edge: Edge) -> int | None:
        """The position that a link sets; None where it hangs on a start that is a fact and moves no more."""
        m, kind, lag, clock = edge
        if kind not in (FS, FF) and m in self.given.started_at:
            return None
        side = FINISH if kind in (FS, FF) else START
        at = self.early.finish[m] if side == FINISH else self.early.start[m]
        return moved(at, lag, clock) if lag else at

    def _between(self, bound: int, at: int) -> int:
        """Ticks of the project's calendar from a bound to where the event is; a bound already broken gives none."""
        if not self.table.uniform:
            offset = self.schedule.network.project_calendar.worked.offset
            bound, at = offset(bound), offset(at)
        return max(at - bound, 0)
