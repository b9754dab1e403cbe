"""Working calendars: which hours of which days are worked, and the working-day arithmetic that people speak in."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from governance.errors import Problem, refuse_if
from plans.worked_time import MINUTES_PER_DAY, Hours, WorkedTime, clock, minutes, moment, ticks

OFFICE_HOURS: Hours = ((9 * 60, 12 * 60), (13 * 60, 18 * 60))
PROJECT_HOURS: Hours = ((8 * 60, 12 * 60), (13 * 60, 17 * 60))
ALL_DAY: Hours = ((0, MINUTES_PER_DAY),)
DAY_OFF: Hours = ()

Week = tuple[Hours, ...]
"""Seven days, Monday first."""


def five_days(hours: Hours) -> Week:
    """A week of the same hours from Monday to Friday."""
    return (hours, hours, hours, hours, hours, DAY_OFF, DAY_OFF)


@dataclass(frozen=True)
class WorkCalendar:
    """Week pattern and dated exceptions; an exception may close a weekday or open a weekend day.

    `week`: seven tuples of (from, to) minutes of the day, Monday first; `to` may pass 1440 (a shift over midnight).
    `exceptions`: the hours of single days, in place of the week's. `covered_from`/`covered_until`: the days for which
    the exceptions are known; dates outside are computed by the week and the exceptions there are, and are provisional.
    `day_minutes`: how many minutes people call one working day; 0 takes the week's most frequent length.
    Raises `Invalid` for periods that overlap or run backwards and for a week without any work.
    """

    name: str
    week: Week
    exceptions: Mapping[date, Hours] = field(default_factory=dict, hash=False)
    covered_from: date | None = None
    covered_until: date | None = None
    day_minutes: int = 0
    worked: WorkedTime = field(init=False, repr=False, compare=False)
    _working_days: "list[int]" = field(init=False, repr=False, compare=False, default_factory=list)

    def __post_init__(self) -> None:
        refuse_if(_faults(self.week, self.exceptions))
        by_day = {day.toordinal(): hours for day, hours in self.exceptions.items()}
        object.__setattr__(self, "worked", WorkedTime(self.week, by_day))
        if not self.day_minutes:
            object.__setattr__(self, "day_minutes", _usual_day(self.week))

    # --- the clock and worked minutes

    def offset(self, instant: datetime) -> int | float:
        """Minutes worked up to `instant`, from an origin that is fixed for this calendar object."""
        return minutes(self.worked.offset(clock(instant)))

    def start_at(self, offset: float) -> datetime:
        """The offset read as a start: the next working instant."""
        return moment(self.worked.as_start(ticks(offset)))

    def finish_at(self, offset: float) -> datetime:
        """The offset read as a finish: the end of the last worked minute."""
        return moment(self.worked.as_finish(ticks(offset)))

    def minutes_between(self, earlier: datetime, later: datetime) -> int | float:
        """Worked minutes from `earlier` to `later`; negative when `later` comes first."""
        return minutes(self.worked.offset(clock(later)) - self.worked.offset(clock(earlier)))

    def finish_after(self, start: datetime, duration_min: float) -> datetime:
        """When work of `duration_min` that begins at `start` is finished."""
        return moment(self.worked.as_finish(self.worked.offset(clock(start)) + ticks(duration_min)))

    def start_before(self, finish: datetime, duration_min: float) -> datetime:
        """When work of `duration_min` must begin to be finished at `finish`."""
        return moment(self.worked.as_start(self.worked.offset(clock(finish)) - ticks(duration_min)))

    # --- days

    def hours_of(self, day: date) -> Hours:
        """The periods that begin on `day`, in minutes from its midnight."""
        exception = self.exceptions.get(day)
        return self.week[day.weekday()] if exception is None else exception

    def is_working_day(self, day: date) -> bool:
        """Whether any work begins on `day`."""
        return bool(self.hours_of(day))

    def day_start(self, day: date) -> datetime:
        """The first working instant on or after `day`."""
        midnight = datetime(day.year, day.month, day.day)
        return moment(self.worked.as_start(self.worked.offset(clock(midnight))))

    def day_finish(self, day: date) -> datetime:
        """The last working instant on or before `day`."""
        midnight = datetime(day.year, day.month, day.day) + timedelta(days=1)
        return moment(self.worked.as_finish(self.worked.offset(clock(midnight))))

    def working_days(self, first: date, last: date) -> int:
        """The number of working days from `first` to `last`, both included; 0 when `last` is before `first`."""
        days = self._days_around(first, last)
        return max(0, bisect_right(days, last.toordinal()) - bisect_left(days, first.toordinal()))

    def working_days_late(self, planned: date, actual: date) -> int:
        """Working days from `planned` to `actual`: late is positive, early is negative."""
        if actual >= planned:
            return self.working_days(planned + timedelta(days=1), actual)
        return -self.working_days(actual + timedelta(days=1), planned)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day `count` after `day` (before it when negative); 0 gives `day`, or the next working day."""
        span = abs(count) * 7 + 40
        while True:
            days = self._days_around(_shifted(day, -span), _shifted(day, span))
            here = bisect_left(days, day.toordinal())
            on_working_day = here < len(days) and days[here] == day.toordinal()
            at = here + count - (1 if count > 0 and not on_working_day else 0)
            if 0 <= at < len(days):
                return date.fromordinal(days[at])
            span *= 2

    def days_of(self, worked_minutes: float) -> float:
        """Worked minutes as working days of this calendar."""
        return worked_minutes / self.day_minutes

    def provisional(self, day: date) -> bool:
        """Whether `day` lies outside the days for which this calendar's exceptions are known."""
        return (self.covered_until is not None and day > self.covered_until) or (
            self.covered_from is not None and day < self.covered_from
        )

    def content(self) -> str:
        """Everything that dates depend on, as text that is equal for equal calendars; the name does not count."""
        days = sorted((day.isoformat(), hours) for day, hours in self.exceptions.items())
        return repr((self.week, days, self.covered_from, self.covered_until, self.day_minutes))

    def _days_around(self, first: date, last: date) -> list[int]:
        """Ordinals of working days, in order, of a range that holds `first` to `last`."""
        days = self._working_days
        low, high = first.toordinal(), last.toordinal()
        if not days or days[0] > low or days[-1] < high:
            low, high = min(low, *days[:1], low), max(high, *days[-1:], high)
            reach = range(max(1, low - 400), min(date.max.toordinal(), high + 400))
            days = [n for n in reach if self.is_working_day(date.fromordinal(n))]
            object.__setattr__(self, "_working_days", days)
        return days


def standard_calendar(name: str = "Standard") -> WorkCalendar:
    """Monday to Friday, 08:00 to 12:00 and 13:00 to 17:00, no holidays."""
    return WorkCalendar(name, five_days(PROJECT_HOURS))


def around_the_clock(name: str = "24 Hours") -> WorkCalendar:
    """Every hour of every day."""
    return WorkCalendar(name, (ALL_DAY,) * 7)


def _usual_day(week: Week) -> int:
    lengths = [sum(end - start for start, end in hours) for hours in week if hours]
    return Counter(lengths).most_common(1)[0][0]


def _shifted(day: date, days: int) -> date:
    return date.fromordinal(min(max(day.toordinal() + days, 2), date.max.toordinal() - 1))


def _faults(week: Week, exceptions: Mapping[date, Hours]) -> list[Problem]:
    problems = [Problem("OUT_OF_RANGE", "week", len(week), {"min": 7, "max": 7})] if len(week) != 7 else []
    days = [(f"week[{n}]", hours) for n, hours in enumerate(week)]
    days += [(f"exceptions[{day.isoformat()}]", hours) for day, hours in exceptions.items()]
    for place, hours in days:
        previous_end = 0
        for start, end in hours:
            if not previous_end <= start < end <= 2 * MINUTES_PER_DAY:
                facts = {"min": previous_end, "max": 2 * MINUTES_PER_DAY}
                problems.append(Problem("OUT_OF_RANGE", place, [start, end], facts))
            previous_end = end
    if not any(week):
        problems.append(Problem("CALENDAR_WITHOUT_WORK", "week"))
    return problems
