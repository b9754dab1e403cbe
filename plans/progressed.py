"""Where each task stands at the data date: what has started, what is finished, how much is left."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum

from plans.calendar import WorkCalendar
from plans.network import Activity, Constraint, ConstraintType, Link, LinkType, MilestoneKind, Network
from plans.worked_time import clock, moment, ticks

STALE_DAYS = 7  # work under way that nobody has reported on for longer is not known to be under way


class Standing(IntEnum):
    """How far a task has come."""

    not_started = 0
    in_progress = 1
    complete = 2


@dataclass(slots=True)
class Axis:
    """Positions of the passes: offsets of the project's calendar where it is the only one, else the clock itself."""

    network: Network

    def at(self, instant: datetime) -> int:
        """The position of a local date and time."""
        if self.network.table.uniform:
            return self.network.project_calendar.worked.offset(clock(instant))
        return clock(instant)

    def require_dates(self, *positions: int) -> None:
        """Raise `Invalid` unless all positions have dates; on the clock they have been looked up already."""
        if self.network.table.uniform:
            for at in positions:
                self.network.project_calendar.worked.as_start(at)

    def settled_at(self, instant: datetime, calendar: WorkCalendar) -> int:
        """The same, moved on to the next working instant unless it is the end of worked time."""
        return self.at(moment(settled(clock(instant), calendar)))


def settled(t: int, calendar: WorkCalendar) -> int:
    """A reading of the clock as somebody at work would take it: at the end of worked time, or a working instant."""
    x = calendar.worked.offset(t)
    return t if calendar.worked.as_finish(x) == t else calendar.worked.as_start(x)


@dataclass(slots=True)
class Situation:
    """The bounds that come from outside the logic, by task number; all times are positions on the axis.

    `standing` is a `Standing` per task; `remaining` the ticks of work left; `start_floor` holds for all work not
    yet begun; `resume_floor` for the remaining work of started tasks, in offsets of the task's own calendar.
    """

    axis: Axis
    start_floor: int
    status: int | None
    standing: bytearray
    remaining: list[int]
    plain: bytearray
    started_at: dict[int, int] = field(default_factory=dict)
    finished_at: dict[int, int] = field(default_factory=dict)
    earliest: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    latest: dict[int, tuple[int | None, int | None]] = field(default_factory=dict)
    deadlines: dict[int, int] = field(default_factory=dict)
    as_late_as_possible: set[int] = field(default_factory=set)
    start_milestones: set[int] = field(default_factory=set)


def situation(network: Network, status: datetime | None, with_progress: bool) -> Situation:
    """Read constraints, deadlines and (if wanted) progress off the tasks of a network."""
    table, axis = network.table, Axis(network)
    moves = with_progress and not network.stays_planned
    status_at = axis.at(status) if status is not None and moves else None
    start = axis.settled_at(network.start, network.project_calendar)
    plain = bytearray(b"\x01") * table.size + bytearray(len(table.entry_of))
    for n in table.summaries:
        plain[n] = 0
    found = Situation(
        axis=axis,
        start_floor=start if status_at is None else max(start, status_at),
        status=status_at,
        standing=bytearray(len(plain)),
        remaining=table.duration.copy(),
        plain=plain,
    )
    for n, activity in enumerate(network.activities):
        if activity.constraint is not None:
            _read_constraint(found, n, activity.constraint)
        if activity.deadline is not None:
            found.deadlines[n] = axis.at(activity.deadline)
        if activity.milestone == MilestoneKind.start:
            found.start_milestones.add(n)
        if with_progress and plain[n] and activity.began is not None:
            _read_progress(found, n, activity, activity.began)
    _gather_standing(found, network)
    return found


def _gather_standing(found: Situation, network: Network) -> None:
    """A summary is complete when everything within it is, and so is its entry node."""
    table, standing = network.table, found.standing
    open_within = {
        parent for n, parent in enumerate(table.parent) if found.plain[n] or standing[n] == Standing.in_progress
    }
    for n in reversed(table.outermost_first()):
        if n in open_within:
            open_within.add(table.parent[n])
        else:
            standing[n] = Standing.complete
            if n in table.entry:
                standing[table.entry[n]] = Standing.complete


def _read_constraint(found: Situation, n: int, constraint: Constraint) -> None:
    kind, date = constraint.type, constraint.date
    if kind == ConstraintType.ALAP:
        found.as_late_as_possible.add(n)
    if date is None:
        return
    at = found.axis.at(date)
    if not found.remaining[n]:
        network = found.axis.network
        at = found.axis.settled_at(date, network.calendar_of(network.activities[n]))
    match kind:
        case ConstraintType.SNET | ConstraintType.MSO:
            found.earliest[n] = (at, None)
        case ConstraintType.FNET | ConstraintType.MFO:
            found.earliest[n] = (None, at)
    match kind:
        case ConstraintType.SNLT | ConstraintType.MSO:
            found.latest[n] = (at, None)
        case ConstraintType.FNLT | ConstraintType.MFO:
            found.latest[n] = (None, at)


def _read_progress(found: Situation, n: int, activity: Activity, began: datetime) -> None:
    found.plain[n] = 0
    found.started_at[n] = found.axis.at(began)
    if activity.actual_finish is not None:
        found.standing[n] = Standing.complete
        found.finished_at[n] = found.axis.at(activity.actual_finish)
        found.remaining[n] = 0
        return
    found.standing[n] = Standing.in_progress
    found.remaining[n] = ticks(remaining_minutes(activity))


def remaining_minutes(activity: Activity) -> float:
    """Worked minutes left of a task: as entered, else by its percentage, else all of it."""
    if activity.actual_finish is not None:
        return 0
    if activity.remaining_min is not None:
        return activity.remaining_min
    return activity.duration_min * (1 - (activity.percent or 0) / 100)


@dataclass(frozen=True, slots=True)
class OutOfSequence:
    """Work that began before its dependency allowed; `settled` when the predecessor has caught up since."""

    link: Link
    settled: bool


def out_of_sequence(network: Network) -> list[OutOfSequence]:
    """Links whose successor acted before its predecessor allowed it, by the actual dates (lags left aside)."""
    summaries = {network.activities[n].id for n in network.table.summaries}
    found = []
    for link in network.links:
        target = network.activity(link.target)
        acted = target.actual_start if link.type in (LinkType.FS, LinkType.SS) else target.actual_finish
        if acted is None or link.source in summaries:
            continue
        source = network.activity(link.source)
        needs_finish = link.type in (LinkType.FS, LinkType.FF)
        allowed = source.actual_finish if needs_finish else source.began
        if allowed is None or acted < allowed:
            found.append(OutOfSequence(link, settled=allowed is not None))
    return found
