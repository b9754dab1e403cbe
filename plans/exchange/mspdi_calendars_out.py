"""Calendars as Microsoft Project's XML says them: the hours of seven days, and spans of days that depart from them."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from plans.calendar import WorkCalendar
from plans.exchange.mspdi_put import clock_text, put, put_known
from plans.worked_time import MINUTES_PER_DAY, Hours

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MOST_PERIODS = 5  # that a day may have there
NAME_LIMIT = 51  # characters of a calendar's name there


def write_calendar(parent: "Element", uid: int, title: str, calendar: WorkCalendar, labels: Mapping[date, str]) -> None:
    """A base calendar with its week and exceptions."""
    element = _calendar(parent, uid, title, None)
    week = put(element, "WeekDays")
    for day_type in range(1, 8):
        day = put(week, "WeekDay")
        put(day, "DayType", day_type)
        _write_hours(day, hours_in_week(calendar, (day_type - 2) % 7))
    if spans := _spans(calendar, labels):
        entries = put(element, "Exceptions")
        for span in spans:
            _write_exception(entries, span)


def write_derived(parent: "Element", uid: int, title: str, base: int) -> None:
    """The calendar of a resource who works as `base` says."""
    _calendar(parent, uid, title, base)


def _calendar(parent: "Element", uid: int, title: str, base: int | None) -> "Element":
    element = put(parent, "Calendar")
    put(element, "UID", uid)
    put(element, "Name", title[:NAME_LIMIT])
    put(element, "IsBaseCalendar", base is None)
    put(element, "BaseCalendarUID", -1 if base is None else base)
    return element


# --- Days, each with what the shift of the day before leaves in it -----------------------------------------------------


def hours_in_week(calendar: WorkCalendar, weekday: int) -> Hours:
    """What is worked on a day of the week, from its midnight to the next."""
    return _within_a_day(calendar.week[weekday], calendar.week[(weekday - 1) % 7])


def hours_on(calendar: WorkCalendar, day: date) -> Hours:
    """The same on a date."""
    before = calendar.hours_of(day - timedelta(days=1)) if day > date.min else ()
    return _within_a_day(calendar.hours_of(day), before)


def departing_days(calendar: WorkCalendar) -> dict[date, Hours]:
    """The dates on which other hours are worked than in the week, in order."""
    around = {*calendar.exceptions, *(day + timedelta(days=1) for day in calendar.exceptions)}
    found = {day: hours_on(calendar, day) for day in sorted(around)}
    return {day: hours for day, hours in found.items() if hours != hours_in_week(calendar, day.weekday())}


def same_hours(one: WorkCalendar, other: WorkCalendar) -> bool:
    """Whether two calendars work at the same time on every day."""
    weeks = all(hours_in_week(one, day) == hours_in_week(other, day) for day in range(7))
    return weeks and departing_days(one) == departing_days(other)


def has_long_days(calendar: WorkCalendar) -> bool:
    """Whether a day has more periods than there is room for."""
    return any(len(hours) > MOST_PERIODS for hours in [*calendar.week, *calendar.exceptions.values()])


def _within_a_day(hours: Hours, before: Hours) -> Hours:
    tail = [(max(0, a - MINUTES_PER_DAY), b - MINUTES_PER_DAY) for a, b in before if b > MINUTES_PER_DAY]
    own = [(a, min(b, MINUTES_PER_DAY)) for a, b in hours if a < MINUTES_PER_DAY]
    joined: list[tuple[int, int]] = []
    for a, b in sorted([*tail, *own]):
        if joined and a <= joined[-1][1] and tail:
            joined[-1] = (joined[-1][0], max(b, joined[-1][1]))
        else:
            joined.append((a, b))
    return tuple(joined)


class Span(NamedTuple):
    """Days that follow each other, of equal hours and for the same reason."""

    first: date
    last: date
    hours: Hours
    label: str


def _spans(calendar: WorkCalendar, labels: Mapping[date, str]) -> list[Span]:
    found: list[Span] = []
    for day, hours in departing_days(calendar).items():
        span = Span(day, day, hours, labels.get(day, ""))
        before = found[-1] if found else None
        if before and (before.hours, before.label) == (hours, span.label) and day - before.last == timedelta(days=1):
            found[-1] = before._replace(last=day)
        else:
            found.append(span)
    return found


def _write_exception(parent: "Element", span: Span) -> None:
    element = put(parent, "Exception")
    put(element, "EnteredByOccurrences", False)
    period = put(element, "TimePeriod")
    put(period, "FromDate", f"{span.first}T00:00:00")
    put(period, "ToDate", f"{span.last}T23:59:00")
    put(element, "Occurrences", (span.last - span.first).days + 1)
    put_known(element, "Name", span.label)
    put(element, "Type", 1)
    _write_hours(element, span.hours)


def _write_hours(parent: "Element", hours: Hours) -> None:
    put(parent, "DayWorking", bool(hours))
    if hours:
        times = put(parent, "WorkingTimes")
        for start, end in hours[:MOST_PERIODS]:
            time = put(times, "WorkingTime")
            put(time, "FromTime", clock_text(start))
            put(time, "ToTime", clock_text(end))
