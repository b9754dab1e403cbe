"""A year of a calendar, day by day: what each day is, why, how long it is worked, and whether that is known yet."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto
from functools import cached_property

from plans.calendar import WorkCalendar
from plans.calendar_text import DayException
from plans.worked_time import Hours


class DayKind(StrEnum):
    """`rest`: the week does not work it; `off`: it would, or a holiday covers it; `make_up`: worked although the week rests."""

    working = auto()
    rest = auto()
    off = auto()
    make_up = auto()
    other_hours = auto()


@dataclass(frozen=True, slots=True)
class YearDay:
    """`minutes` worked; `own`: an exception of the calendar says so, else its week or the statutory holidays past what is covered."""

    day: date
    kind: DayKind
    minutes: int
    provisional: bool
    own: bool
    label_zh: str = ""
    label_en: str = ""

    @property
    def is_worked(self) -> bool:
        return self.minutes > 0


@dataclass(frozen=True)
class CalendarYear:
    """Every day of a year, in order."""

    year: int
    days: tuple[YearDay, ...]

    @cached_property
    def months(self) -> tuple[tuple[YearDay, ...], ...]:
        return tuple(tuple(d for d in self.days if d.day.month == month) for month in range(1, 13))

    @property
    def working_days(self) -> int:
        return sum(d.is_worked for d in self.days)

    @property
    def provisional(self) -> bool:
        """Whether any day of it is not known for certain yet."""
        return any(d.provisional for d in self.days)

    def count(self, kind: DayKind) -> int:
        return sum(d.kind == kind for d in self.days)


def calendar_year(
    calendar: WorkCalendar,
    exceptions: Sequence[DayException],
    year: int,
    statutory: Mapping[date, tuple[str, str]] | None = None,
) -> CalendarYear:
    """The year of `calendar`, with the names that its exceptions give to days.

    `statutory`: names (zh, en) of holidays that the calendar keeps past the days that its exceptions cover.
    """
    own = {day: line for line in exceptions for day in line.days() if day.year == year}
    first = date(year, 1, 1)
    count = (date(year + 1, 1, 1) - first).days
    days = (first + timedelta(days=n) for n in range(count))
    return CalendarYear(year, tuple(_day(calendar, own.get(day), day, statutory or {}) for day in days))


def _day(calendar: WorkCalendar, own: DayException | None, day: date, statutory: Mapping[date, tuple[str, str]]) -> YearDay:  # fmt: skip
    hours, usual = calendar.hours_of(day), calendar.week[day.weekday()]
    names = (own.label_zh, own.label_en) if own else statutory.get(day, ("", ""))
    named_off = own is not None or day in statutory
    kind = _kind(hours, usual, named_off, worked_minutes(hours) != calendar.day_minutes)
    return YearDay(day, kind, worked_minutes(hours), calendar.provisional(day), own is not None, *names)


def _kind(hours: Hours, usual: Hours, named_off: bool, unusual: bool) -> DayKind:
    if not hours:
        return DayKind.off if usual or named_off else DayKind.rest
    if not usual:
        return DayKind.make_up
    return DayKind.other_hours if unusual else DayKind.working


def worked_minutes(hours: Hours) -> int:
    """The minutes of a day's periods."""
    return sum(to - start for start, to in hours)
