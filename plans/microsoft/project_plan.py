"""A plan as Microsoft Project holds it: what its own method needs beyond a network. Times are ticks of the clock."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from plans.microsoft.strand import Strand
from plans.network import ConstraintType, LinkType
from plans.worked_time import WorkedTime, clock


@dataclass(frozen=True, slots=True)
class ProjectTask:
    """A task or a summary. Durations and delays in ticks, instants in ticks of the clock.

    `strands`: its work as planned, `left`: what is left of it once it has begun, from `resume` on. A manual task stands
    where its dates were typed. `levelling_delay` is counted by `levelling_clock`, after links and constraints.
    """

    id: str
    name: str
    parent: str | None
    is_summary: bool
    calendar: WorkedTime
    duration: int = 0
    strands: tuple[Strand, ...] = ()
    left: tuple[Strand, ...] = ()
    is_assigned: bool = False
    is_manual: bool = False
    typed_start: int | None = None
    typed_finish: int | None = None
    constraint: ConstraintType = ConstraintType.ASAP
    constraint_at: int | None = None
    deadline: int | None = None
    levelling_delay: int = 0
    levelling_clock: WorkedTime | None = None
    actual_start: int | None = None
    actual_finish: int | None = None
    resume: int | None = None

    @property
    def has_begun(self) -> bool:
        """Work has begun and is not finished."""
        return self.actual_start is not None and self.actual_finish is None

    @property
    def is_finished(self) -> bool:
        """All of it is done."""
        return self.actual_finish is not None

    @property
    def open_strands(self) -> tuple[Strand, ...]:
        """What is left to be done."""
        return self.left if self.has_begun and self.resume is not None else self.strands

    def delayed(self, start: int) -> int:
        """A start put off by the levelling delay."""
        delay = self.levelling_delay
        if not delay:
            return start
        return start + delay if self.levelling_clock is None else self.levelling_clock.moved(start, delay)

    def before_delay(self, start: int) -> int:
        """From when on the task must be free to begin, for its delayed start to be `start`."""
        clock = self.levelling_clock
        if not self.levelling_delay or self.has_begun:
            return start
        if clock is None:
            return start - self.levelling_delay
        return clock.as_start(clock.offset(start) - self.levelling_delay)


@dataclass(frozen=True, slots=True)
class ProjectLink:
    """A dependency: the lag in ticks of `clock`, of plain time where that is None."""

    source: str
    target: str
    type: LinkType = LinkType.FS
    lag: int = 0
    clock: WorkedTime | None = None

    def after(self, instant: int) -> int:
        """The instant that the lag leads to."""
        if not self.lag:
            return instant
        return instant + self.lag if self.clock is None else self.clock.moved(instant, self.lag)

    def before(self, instant: int) -> int:
        """The latest instant from which the lag leads to `instant`."""
        if not self.lag:
            return instant
        return instant - self.lag if self.clock is None else self.clock.moved_back(instant, self.lag)


@dataclass(frozen=True, slots=True)
class ProjectPlan:
    """Tasks in the order of the file, with the settings that decide about dates.

    Scheduled from `start` forwards, or where that is None from `finish` backwards. `critical_limit`: the total float,
    in ticks, up to which a task counts as critical. `many_critical_paths`: each task that nothing waits for ends one.
    """

    calendar: WorkedTime
    tasks: tuple[ProjectTask, ...]
    links: tuple[ProjectLink, ...] = ()
    start: int | None = None
    finish: int | None = None
    constraints_rule: bool = True
    critical_limit: int = 0
    many_critical_paths: bool = False
    day_minutes: int = 480

    def as_planned(self) -> "ProjectPlan":
        """The same as if nothing had been done yet."""
        undone = {"actual_start": None, "actual_finish": None, "resume": None}
        return replace(self, tasks=tuple(replace(task, **undone) for task in self.tasks))

    def evening(self, day: date | None) -> int | None:
        """The end of work on that day."""
        if day is None:
            return None
        midnight = clock(datetime(day.year, day.month, day.day) + timedelta(days=1))
        return self.calendar.as_finish(self.calendar.offset(midnight))
