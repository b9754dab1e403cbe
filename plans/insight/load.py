"""How loaded people and departments are: hours of work per week or day beside the hours there are, and what could move out of a peak.

Work of an assignment in a period = its rate × the time that the task's calendar works in the period while the task is under way.
Capacity of a period = hours per week × the time that the plan's calendar works in the period ÷ that of its usual week, so that a week
with a holiday has less of both; days of absence take their part of a person's. Load = work ÷ capacity: above 100 % somebody has too
much, above 120 % far too much.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum, auto
from typing import NamedTuple

from plans.calendar import WorkCalendar

FULL, FAR = 1.0, 1.2
_ROUNDING = 1e-6  # shares this close are equal: rates are decimals, minutes are not


class PartyKind(StrEnum):
    person = auto()
    department = auto()


class Who(NamedTuple):
    """A person or a department by its code."""

    kind: PartyKind
    code: str


class Level(StrEnum):
    """How a load is judged: nothing to do, within what there is, above it (100 %), far above it (120 %)."""

    none = auto()
    within = auto()
    over = auto()
    far_over = auto()


@dataclass(frozen=True, slots=True)
class Party:
    """Who works: hours per usual week, within the days of being active, and the department whose hours these are as well.

    `away`: the part (0 to 1) of each day that a person is not there; days of presence are left out.
    """

    who: Who
    week_hours: float
    active_from: date | None = None
    active_to: date | None = None
    within: Who | None = None
    away: Mapping[date, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Effort:
    """What a party does of a task: `rate` full-time people whenever the task's calendar works within its `spans`."""

    who: Who
    task: str
    rate: float
    calendar: WorkCalendar
    spans: tuple[tuple[datetime, datetime], ...]


@dataclass(frozen=True, slots=True)
class Load:
    """One party in one period of `days` days from `start`: minutes of work, minutes there are, and the tasks behind it, the most first."""

    who: Who
    start: date
    days: int
    load_min: float
    capacity_min: float
    tasks: tuple[tuple[str, float], ...]

    @property
    def share(self) -> float | None:
        """Work ÷ capacity; None where there is work and no capacity at all."""
        if self.capacity_min > 0:
            return self.load_min / self.capacity_min
        return None if self.load_min > _ROUNDING else 0.0

    @property
    def level(self) -> Level:
        return level_of(self.share)

    @property
    def excess_min(self) -> float:
        return max(0.0, self.load_min - self.capacity_min)


def level_of(share: float | None) -> Level:
    """Where a load stands; None is work without any capacity."""
    if share is None or share > FAR + _ROUNDING:
        return Level.far_over
    if share > FULL + _ROUNDING:
        return Level.over
    return Level.within if share > _ROUNDING else Level.none


@dataclass(frozen=True)
class LoadPlan:
    """Who does what and how much of everybody there is; `calendar` is the plan's own."""

    parties: Mapping[Who, Party]
    efforts: Sequence[Effort]
    calendar: WorkCalendar
    _by_who: dict[Who, list[Effort]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        found: dict[Who, list[Effort]] = {}
        for effort in self.efforts:
            found.setdefault(effort.who, []).append(effort)
            if (within := self.parties[effort.who].within) is not None:
                found.setdefault(within, []).append(effort)
        object.__setattr__(self, "_by_who", found)

    @property
    def loaded(self) -> list[Who]:
        """Everybody with work, departments of people with work among them."""
        return [who for who in self.parties if who in self._by_who]

    def span(self) -> tuple[date, date] | None:
        """The first and the last day of any work."""
        days = [(start.date(), finish.date()) for e in self.efforts for start, finish in e.spans]
        return (min(d for d, _ in days), max(d for _, d in days)) if days else None

    def loads(self, who: Who, first: date, periods: int, days: int = 7) -> list[Load]:
        """The load of a party in so many periods of `days` days from `first`: weeks where `first` is a Monday."""
        starts = [first + timedelta(days * n) for n in range(periods + 1)]
        work: list[dict[str, float]] = [{} for _ in range(periods)]
        for effort in self._by_who.get(who, ()):
            for n, minutes in _work_in(effort, starts):
                work[n][effort.task] = work[n].get(effort.task, 0.0) + minutes
        party = self.parties[who]
        return [
            Load(who, starts[n], days, sum(tasks.values()), self._capacity(party, starts[n], starts[n + 1]), _most_first(tasks))
            for n, tasks in enumerate(work)
        ]  # fmt: skip

    def _capacity(self, party: Party, first: date, until: date) -> float:
        """Minutes that a party has from `first` to the day before `until`."""
        if party.active_from is not None:
            first = max(first, party.active_from)
        if party.active_to is not None:
            until = min(until, party.active_to + timedelta(1))
        if first >= until:
            return 0.0
        worked = self._worked(first, until)
        worked -= sum(
            share * self._worked(day, day + timedelta(1)) for day, share in party.away.items() if first <= day < until
        )
        usual = sum(end - start for day in self.calendar.week for start, end in day)
        return max(0.0, party.week_hours * 60 * worked / usual)

    def _worked(self, first: date, until: date) -> float:
        return self.calendar.minutes_between(_midnight(first), _midnight(until))


def _work_in(effort: Effort, starts: Sequence[date]) -> Iterator[tuple[int, float]]:
    """Minutes of work by the number of the period."""
    for begin, end in effort.spans:
        n = max(0, bisect_right(starts, begin.date()) - 1)
        while n + 1 < len(starts) and _midnight(starts[n]) < end:
            low, high = max(begin, _midnight(starts[n])), min(end, _midnight(starts[n + 1]))
            minutes = effort.calendar.minutes_between(low, high) if low < high else 0
            if minutes > 0:
                yield n, effort.rate * minutes
            n += 1


def _most_first(tasks: Mapping[str, float]) -> tuple[tuple[str, float], ...]:
    return tuple(sorted(tasks.items(), key=lambda item: (-item[1], item[0])))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


# --- Where somebody has too much, and what could move ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Room:
    """What a task could give way by: its start, the total float in worked minutes of its calendar, and whether it has begun."""

    start: datetime
    float_min: float
    calendar: WorkCalendar
    begun: bool = False


@dataclass(frozen=True, slots=True)
class InPeak:
    """A task within a peak: its minutes there, its float, and the delay that would take it out (None for work already begun)."""

    task: str
    load_min: float
    float_min: float
    needed_min: float | None

    @property
    def can_move(self) -> bool:
        """Whether it can start after the peak without moving the end of the plan."""
        return self.needed_min is not None and self.float_min >= self.needed_min


@dataclass(frozen=True, slots=True)
class Peak:
    """Periods in a row in which a party has too much: from the first day to the last, the highest share, and how much too much in all."""

    who: Who
    first: date
    last: date
    share: float | None
    excess_min: float
    tasks: tuple[InPeak, ...]

    @property
    def level(self) -> Level:
        return level_of(self.share)


def peaks(loads: Iterable[Load], rooms: Mapping[str, Room]) -> list[Peak]:
    """The peaks of one party's loads, which follow one another in time. What can move stands first in each."""
    found: list[Peak] = []
    run: list[Load] = []
    for load in loads:
        if load.level in (Level.over, Level.far_over):
            run.append(load)
        elif run:
            found.append(_peak(run, rooms))
            run = []
    return [*found, _peak(run, rooms)] if run else found


def _peak(run: Sequence[Load], rooms: Mapping[str, Room]) -> Peak:
    last = run[-1].start + timedelta(run[-1].days - 1)
    work: dict[str, float] = {}
    for load in run:
        for task, minutes in load.tasks:
            work[task] = work.get(task, 0.0) + minutes
    shares = [load.share for load in run]
    tasks = [_in_peak(task, minutes, rooms[task], last) for task, minutes in work.items()]
    return Peak(
        run[0].who, run[0].start, last, None if None in shares else max(s for s in shares if s is not None),
        sum(load.excess_min for load in run), tuple(sorted(tasks, key=lambda t: (not t.can_move, -t.load_min, t.task))),
    )  # fmt: skip


def _in_peak(task: str, minutes: float, room: Room, last: date) -> InPeak:
    needed = None if room.begun else room.calendar.minutes_between(room.start, _midnight(last + timedelta(1)))
    return InPeak(task, minutes, room.float_min, needed)


def monday_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(day.weekday())
