"""Recurring days: every so many weeks, or on the nth weekday of a month; one that falls on a day off is held on the next working day."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from plans.calendar import WorkCalendar

MAX_OCCURRENCES = 2_000


class Rhythm(StrEnum):
    weekly = auto()
    biweekly = auto()
    monthly = auto()
    quarterly = auto()


class WeekOfMonth(StrEnum):
    """Which of a month's weekdays of one name."""

    first = auto()
    second = auto()
    third = auto()
    fourth = auto()
    last = auto()


@dataclass(frozen=True, slots=True)
class Recurrence:
    """`weekday` 0 is Monday; `week` counts only for months and quarters; `until` None: no end."""

    rhythm: Rhythm
    weekday: int
    first_on: date
    until: date | None = None
    week: WeekOfMonth = WeekOfMonth.first

    def nominal(self) -> Iterator[date]:
        """The days as the rhythm says, from `first_on` on."""
        days = self._weeks() if self.rhythm in (Rhythm.weekly, Rhythm.biweekly) else self._months()
        for day in days:
            if self.until is not None and day > self.until:
                return
            if day >= self.first_on:
                yield day

    def _weeks(self) -> Iterator[date]:
        step = timedelta(days=7 if self.rhythm == Rhythm.weekly else 14)
        day = self.first_on + timedelta(days=(self.weekday - self.first_on.weekday()) % 7)
        while day.year < date.max.year:
            yield day
            day += step

    def _months(self) -> Iterator[date]:
        """Every month, or every third, counted from the first one in which such a day is left."""
        step = 1 if self.rhythm == Rhythm.monthly else 3
        month = self.first_on.year * 12 + self.first_on.month - 1
        if self._in_month(month) < self.first_on:
            month += 1
        while month // 12 < date.max.year:
            yield self._in_month(month)
            month += step

    def _in_month(self, month: int) -> date:
        first = date(month // 12, month % 12 + 1, 1)
        day = first + timedelta(days=(self.weekday - first.weekday()) % 7)
        if self.week != WeekOfMonth.last:
            return day + timedelta(weeks=list(WeekOfMonth).index(self.week))
        while (day + timedelta(weeks=1)).month == first.month:
            day += timedelta(weeks=1)
        return day


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One day of a recurrence: when it is held, and when its rhythm would have had it."""

    on: date
    nominal: date

    @property
    def moved(self) -> bool:
        return self.on != self.nominal


def occurrences(recurrence: Recurrence, calendar: WorkCalendar, first: date, last: date) -> list[Occurrence]:
    """What is held from `first` to `last`, both included.

    What moves onto the day of a later one is held together with it: a long holiday makes no two meetings of the same day.
    """
    by_day: dict[date, Occurrence] = {}
    for n, nominal in enumerate(recurrence.nominal()):
        if nominal > last or n >= MAX_OCCURRENCES:
            break
        held = calendar.add_working_days(nominal, 0)
        if first <= held <= last:
            by_day[held] = Occurrence(held, nominal)
    return [by_day[day] for day in sorted(by_day)]
