"""At which side of a night or a weekend something without duration happens."""

from datetime import datetime

from plans.forward_pass import Early, moved
from plans.network import Network
from plans.node_table import FF, FS, Edge
from plans.progressed import Situation
from plans.worked_time import clock


def read_as_start(network: Network, given: Situation, early: Early) -> bytearray:
    """For each node without duration: 1 where its instant is a start. What bounds it last decides.

    A finish stays a finish and a start a start; a lag ends as a finish, a lead begins as a start.
    """
    table = network.table
    reads = bytearray(len(table.follows))
    if not table.uniform:
        return reads
    worked = network.project_calendar.worked

    def is_start(instant: datetime) -> bool:
        t = clock(instant)
        return worked.as_finish(worked.offset(t)) != t

    begin = given.axis.settled_at(network.start, network.project_calendar)
    floor_is_start = (given.status is None or given.status <= begin) and is_start(network.start)
    for n in table.order:
        if n < table.size and (not given.plain[n] or given.remaining[n]):
            continue
        at = early.start[n]
        summary = table.task_of(n)
        constraint = network.activities[summary].constraint
        reads[n] = (
            n in given.start_milestones
            or (at == given.start_floor and floor_is_start and n < table.size)
            or (at in given.earliest.get(summary, ()) and constraint and constraint.date and is_start(constraint.date))
            or any(_hands_on_a_start(edge, at, given, early, reads, table.size) for edge in table.into(n))
        )
    return reads


def _hands_on_a_start(edge: Edge, at: int, given: Situation, early: Early, reads: bytearray, size: int) -> bool:
    m, kind, lag, calendar = edge
    source = early.finish[m] if kind in (FS, FF) else early.start[m]
    if (moved(source, lag, calendar) if lag else source) != at:
        return False
    if lag:
        return lag < 0
    without_duration = m >= size or (given.plain[m] and not given.remaining[m])
    return bool(reads[m]) if without_duration else kind not in (FS, FF)
