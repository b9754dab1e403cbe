"""Calendars of Microsoft Project's XML: base calendars, what derived ones change, and exceptions written in two ways."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from governance.errors import Problem
from plans.calendar import ALL_DAY, PROJECT_HOURS, WorkCalendar
from plans.exchange.mspdi_recurrence import every_day, recurring_days
from plans.exchange.mspdi_values import NAMESPACE, all_under, flag, integer, moment, text
from plans.worked_time import FIRST, LAST, Hours

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_EXCEPTION_DAYS = 20_000

_SUNDAY = 1  # their days of the week are numbered 1 to 7 from Sunday


@dataclass
class CalendarSource:
    """A calendar as written: what it says itself, and the calendar it derives from. `spans`: days of weeks that differ
    for a span of dates."""

    uid: int
    name: str
    base: int
    week: dict[int, Hours] = field(default_factory=dict)
    spans: dict[date, Hours] = field(default_factory=dict)
    exceptions: dict[date, Hours] = field(default_factory=dict)


class CalendarReader:
    """All calendars of a file, by UID, with inherited days and exceptions worked in."""

    def __init__(self, root: "Element", day_minutes: int):
        self.notices: list[Problem] = []
        self._day_minutes = day_minutes
        self._built: dict[int, WorkCalendar | None] = {}
        self.sources = {
            source.uid: source
            for element in all_under(root, "Calendars", "Calendar")
            for source in [self._read(element)]
        }

    def calendar(self, uid: int) -> WorkCalendar | None:
        """The calendar with that UID; None when there is none or nothing is ever worked on it."""
        if uid not in self._built:
            self._built[uid] = self._build(uid) if uid in self.sources else None
        return self._built[uid]

    def _build(self, uid: int) -> WorkCalendar | None:
        chain = [*self._chain(uid)]
        week = tuple(self._day(chain, weekday) for weekday in range(7))
        exceptions: dict[date, Hours] = {}
        for said in ("spans", "exceptions"):  # an exception outranks a week, wherever either is written
            for source in reversed(chain):
                exceptions.update(getattr(source, said))
        if not any(week):
            self.notices.append(Problem("CALENDAR_WITHOUT_WORK", "calendars", chain[0].name, {"uid": uid}))
            return None
        return WorkCalendar(chain[0].name, week, exceptions, day_minutes=self._day_minutes)

    def _chain(self, uid: int) -> Iterator[CalendarSource]:
        """A calendar and those it derives from, itself first."""
        seen: set[int] = set()
        while uid in self.sources and uid not in seen:
            seen.add(uid)
            yield self.sources[uid]
            uid = self.sources[uid].base

    def _day(self, chain: list[CalendarSource], weekday: int) -> Hours:
        for source in chain:
            if weekday in source.week:
                return source.week[weekday]
        return PROJECT_HOURS if weekday < 5 else ()

    # --- one calendar

    def _read(self, element: "Element") -> CalendarSource:
        uid = integer(element, "UID", -1)
        source = CalendarSource(
            uid, text(element, "Name") or f"Calendar {uid}", integer(element, "BaseCalendarUID", -1)
        )
        for entry in all_under(element, "Exceptions", "Exception"):
            self._read_exception(source, entry)
        for entry in all_under(element, "WeekDays", "WeekDay"):
            day_type = integer(entry, "DayType", -1)
            if day_type == 0:  # an exception as it was written until 2003
                self._except(source, [*every_day(*_period(entry))], self._hours(entry))
            elif 1 <= day_type <= 7:
                source.week[(day_type - _SUNDAY - 1) % 7] = self._hours(entry)
        for entry in all_under(element, "WorkWeeks", "WorkWeek"):
            self._read_span(source, entry)
        return source

    def _read_span(self, source: CalendarSource, entry: "Element") -> None:
        """Days of the week that are worked differently from one date to another."""
        hours = {
            (integer(day, "DayType") - _SUNDAY - 1) % 7: self._hours(day)
            for day in all_under(entry, "WeekDays", "WeekDay")
        }
        days = [day for day in every_day(*_period(entry)) if day.weekday() in hours]
        if self._has_room(source, days):
            source.spans.update((day, hours[day.weekday()]) for day in days)

    def _read_exception(self, source: CalendarSource, entry: "Element") -> None:
        days = recurring_days(entry, *_period(entry))
        if days is None:
            self._note(
                "CALENDAR_RECURRENCE_NOT_READ", source, recurrence=integer(entry, "Type"), exception=text(entry, "Name")
            )
            return
        if flag(entry, "EnteredByOccurrences") and integer(entry, "Occurrences"):
            days = days[: integer(entry, "Occurrences")]
        self._except(source, days, self._hours(entry))

    def _except(self, source: CalendarSource, days: list[date], hours: Hours) -> None:
        if self._has_room(source, days):
            for day in days:
                source.exceptions.setdefault(day, hours)

    def _has_room(self, source: CalendarSource, days: list[date]) -> bool:
        if len(source.exceptions) + len(source.spans) + len(days) <= MAX_EXCEPTION_DAYS:
            return True
        self._note("TOO_MANY", source, max=MAX_EXCEPTION_DAYS)
        return False

    def _hours(self, entry: "Element") -> Hours:
        """The working times of a day in order; an end at midnight is the end of the day."""
        if not flag(entry, "DayWorking"):
            return ()
        periods: list[tuple[int, int]] = []
        for time in all_under(entry, "WorkingTimes", "WorkingTime"):
            start, end = _minute(text(time, "FromTime")), _minute(text(time, "ToTime"))
            if start is None or end is None:
                continue
            periods.append((start, end if end > start else end + 1440 if end else 1440))
        joined: list[tuple[int, int]] = []
        for start, end in sorted(periods):
            if joined and start < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
            else:
                joined.append((start, end))
        return tuple(joined) if periods != [(0, 1440)] else ALL_DAY

    def _note(self, code: str, source: CalendarSource, **facts: object) -> None:
        self.notices.append(Problem(code, "calendars", source.name, {"uid": source.uid, **facts}))


def _period(entry: "Element") -> tuple[date, date]:
    """The first and the last day of an exception; an empty range where they are missing."""
    period = entry.find(NAMESPACE + "TimePeriod")
    first, last = (moment(period, tag) if period is not None else None for tag in ("FromDate", "ToDate"))
    if first is None or last is None:
        return date.max, date.min
    return max(first.date(), FIRST), min(last.date(), LAST)


def _minute(time: str | None) -> int | None:
    """Minutes of the day in `HH:MM:SS`."""
    parts = (time or "").split(":")
    if len(parts) < 2 or not all(part.isdigit() for part in parts[:2]):
        return None
    minute = int(parts[0]) * 60 + int(parts[1])
    return minute if minute <= 1440 else None
